package org.uv4lbridge.testkit;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.function.IntFunction;

/**
 * A text that is meant to be expensive to read, of any length.
 *
 * @param name for the message of a test that fails
 */
public record HostileText(String name, IntFunction<String> ofLength) {

    /** What readers of heads, addresses, session descriptions and JSON look for, again and again. */
    public static final List<String> PARTS = List.of(
            ":",
            "a",
            "A",
            "0",
            "1.",
            ".",
            "/",
            "/a",
            "/../",
            "%",
            "%a",
            "%41",
            "+",
            "&",
            "a=&",
            "=",
            " ",
            "\t",
            "\n",
            "\r",
            "\r\n",
            "a: b\r\n",
            ",",
            "a,",
            ";",
            "; a=b",
            "for=",
            "for=\"[::1]:1\", ",
            "127.0.0.1, ",
            "\"",
            "{",
            "{a",
            "{}",
            "[",
            "[a",
            "-",
            "_",
            "@",
            ">>> a[",
            "\\",
            "\\\"",
            "\\u0061",
            "a=send",
            "a=",
            "m=",
            "m=\n",
            "m=audio 0 \r\n",
            "a =",
            " a",
            "ffff:",
            "0:",
            "?",
            "http://",
            "candidate:",
            "candidate:a 1 udp 1 a 1 typ host ",
            " 1 udp ",
            " typ ",
            ",\"hash\":\"",
            "'diagnosis.a': '",
            "\0",
            "\u001b",
            "é",
            "\u2028",
            "\ud83d\ude00",
            "\ud800");

    private static final String TOKEN = base64("{\"alg\":\"RS256\"}");
    private static final String ANSWER =
            "{\"what\":\"answer\",\"data\":\"{\\\"type\\\":\\\"answer\\\",\\\"sdp\\\":\\\"";
    private static final String VIDEO = "m=video 9 UDP/TLS/RTP/SAVPF 96\na=rtpmap:96 VP8/90000\n";
    private static final String KEYS = "a=ice-ufrag:a\na=ice-pwd:b\na=fingerprint:sha-256 AB\n";

    /** All that a test tries on each reader of texts up to a length. */
    public static List<LinearCost.Sample> samples(int limit) {
        return all().stream()
                .map(text ->
                        new LinearCost.Sample(text.name, text.ofLength.apply(limit / 2), text.ofLength.apply(limit)))
                .toList();
    }

    private static List<HostileText> all() {
        List<HostileText> all = new ArrayList<>();
        for (String part : PARTS) {
            all.add(repeated("", part, ""));
            all.add(repeated("[", part, ".]"));
            all.add(repeated("{\"what\":\"answer\",\"data\":\"", part, "\"}"));
        }
        all.addAll(List.of(
                // JSON.
                repeated("{\"what\":\"call\",\"a\":", "[", "1}"),
                repeated("{\"what\":\"call\",\"a\":", "{\"a\":", "1}"),
                repeated("{\"what\":\"call\",\"a\":1", "0", "}"),
                repeated("{\"what\":\"call\",\"a\":1", "0", "e9}"),
                repeated("{\"what\":\"call\",\"a\":0.", "0", "1}"),
                repeated("{\"what\":\"call\",\"a\":[", "1,", "1]}"),
                repeated("{\"what\":\"call\",\"a\":[", "1" + "0".repeat(900) + ",", "1]}"),
                repeated("{\"what\":\"call\",\"a\":[", "[],", "1]}"),
                repeated("{\"what\":\"call\"", ",\"a\":1", "}"),
                repeated("{\"what\":\"call\"", ",\"what\":\"call\"", "}"),
                repeated("{\"what\":\"iceCandidate\",\"data\":\"", " typ x", "\"}"),
                repeated(
                        "{\"what\":\"answer\",\"data\":\"{\\\"type\\\":\\\"answer\\\",\\\"sdp\\\":\\\"",
                        "m=a 1 ",
                        "\\\"}\"}"),
                repeated(
                        "{\"what\":\"answer\",\"data\":\"{\\\"type\\\":\\\"answer\\\",\\\"sdp\\\":\\\"",
                        "m=audio 9 a\\\\r\\\\na=recvonly\\\\r\\\\n",
                        "\\\"}\"}"),
                halves(
                        ANSWER + "v=0\\\\n",
                        "a=group:BUNDLE a\\\\n",
                        "m=audio 9 a b\\\\na=inactive\\\\na=mid:",
                        "aaaa",
                        "\\\"}\"}"),
                repeated("{\"what\":\"answer\",\"data\":\"", "[", "\"}"),
                repeated("{\"what\":\"answer\",\"data\":\"", "{\\\"a\\\":", "\"}"),
                repeated(
                        "{\"what\":\"bridge\",\"event\":\"timeline\",\"entries\":[",
                        "{\"at\":1,\"name\":\"statistics\",\"detail\":{\"pair\":{},\"packets\":0}},",
                        "1]}"),
                repeated(
                        "{\"what\":\"bridge\",\"event\":\"diagnosis\",\"rule\":\"a\",\"values\":{",
                        "\"a\":\"a\",",
                        "\"b\":\"\"}}"),
                numbered("{\"what\":\"call\"", n -> ",\"" + n + "\":1", "}"),
                numbered("{\"what\":\"call\"", n -> ",\"" + alike(n, "Aa", "BB") + "\":1", "}"),
                numbered("{\"what\":\"call\"", n -> ",\"" + alike(n, "ab", "bA") + "\":1", "}"),
                // Heads, queries and cookies.
                numbered("", n -> "a" + n + "=" + n + "&", "a"),
                numbered("", n -> alike(n, "Aa", "BB") + "=1&", "a"),
                numbered("", n -> "a" + n + ": b\r\n", "\r\n"),
                numbered("", n -> alike(n, "Aa", "BB") + ": b\r\n", "\r\n"),
                numbered("", n -> "10.0." + n / 256 % 256 + "." + n % 256 + ", ", "10.0.0.1"),
                repeated("Transfer-Encoding: chunked\r\n\r\n", "1\r\na\r\n", "0\r\n\r\n"),
                repeated("Basic ", "QUFB", ""),
                // Tokens.
                repeated(TOKEN + ".", "a", ".a"),
                repeated("", TOKEN + ".", "a"),
                token("{\"alg\":\"RS256\",\"a\":", "[", "1}"),
                token("{\"alg\":\"RS256\",\"a\":", "{\"a\":", "1}"),
                token("{\"alg\":\"RS256\",\"a\":[", "1,", "1]}"),
                token("{\"alg\":\"RS256\",\"a\":1", "0", "}"),
                token("{\"alg\":\"RS256\",\"cty\":\"JWT\",\"a\":\"", "a", "\"}"),
                // Session descriptions.
                repeated(VIDEO + KEYS + "a=group:BUNDLE", " a", "\n"),
                repeated(KEYS + "a=group:BUNDLE a\n", VIDEO + "a=mid:a\n", ""),
                repeated("m=video 9 UDP/TLS/RTP/SAVPF", " 96", "\na=rtpmap:96 VP8\n" + KEYS),
                numbered("m=video 9 UDP/TLS/RTP/SAVPF 96\n", n -> "a=rtpmap:" + n + " VP8\n", KEYS),
                halves(KEYS + "a=group:BUNDLE ", "b ", "\n", VIDEO + "a=mid:a\n", ""),
                halves(KEYS + "m=video 9 UDP/TLS/RTP/SAVPF", " 96", "\na=rtpmap:96 ", "VP8", "")));
        return List.copyOf(all);
    }

    private static HostileText repeated(String begin, String part, String end) {
        return new HostileText(
                shown(begin) + "(" + shown(part) + ")×n" + shown(end),
                length -> begin
                        + part.repeat(Math.max(1, (length - begin.length() - end.length()) / part.length()))
                        + end);
    }

    /** Two parts, which take half of the length each. */
    private static HostileText halves(String begin, String part, String middle, String other, String end) {
        return new HostileText(
                shown(begin) + "(" + shown(part) + ")×n" + shown(middle) + "(" + shown(other) + ")×n" + shown(end),
                length -> begin
                        + part.repeat(length / 2 / part.length())
                        + middle
                        + other.repeat(length / 2 / other.length())
                        + end);
    }

    /** Parts that differ. */
    private static HostileText numbered(String begin, IntFunction<String> part, String end) {
        return new HostileText(shown(begin) + "(" + shown(part.apply(1)) + ", …)" + shown(end), length -> {
            StringBuilder text = new StringBuilder(begin);
            for (int n = 0; text.length() < length - end.length(); n++) {
                text.append(part.apply(n));
            }
            return text + end;
        });
    }

    /** A token with such a head. */
    private static HostileText token(String begin, String part, String end) {
        HostileText head = repeated(begin, part, end);
        return new HostileText(
                "token of " + head.name,
                length -> base64(head.ofLength.apply(length * 3 / 8)) + "."
                        + base64(head.ofLength.apply(length * 3 / 8)) + ".AAAA");
    }

    /** Names that differ and have one hash, like {@code Aa} and {@code BB}. */
    private static String alike(int n, String zero, String one) {
        StringBuilder name = new StringBuilder();
        for (int bit = 0; bit < 12; bit++) {
            name.append((n >> bit & 1) == 0 ? zero : one);
        }
        return name.toString();
    }

    private static String base64(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String shown(String text) {
        String start = text.length() > 40 ? text.substring(0, 40) + "…" : text;
        StringBuilder shown = new StringBuilder();
        start.chars().forEach(c -> shown.append(c < ' ' || c > '~' && c != '…' ? "\\u%04x".formatted(c) : (char) c));
        return shown.toString();
    }

    @Override
    public String toString() {
        return name;
    }
}
