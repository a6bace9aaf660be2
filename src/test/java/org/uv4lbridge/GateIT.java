package org.uv4lbridge;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.uv4lbridge.access.CommandKey;
import org.uv4lbridge.access.HostNames;
import org.uv4lbridge.testkit.BridgeScene;
import org.uv4lbridge.testkit.CapturedLog;
import org.uv4lbridge.testkit.HttpProbe;
import org.uv4lbridge.testkit.HttpProbe.Reply;
import org.uv4lbridge.testkit.RawHttp;
import org.uv4lbridge.testkit.RawHttp.Head;
import org.uv4lbridge.testkit.RawWebSocket;
import org.uv4lbridge.testkit.RunningBridge;

/** Names, addresses and origins: what the public port looks at before it looks at who asks. */
@Tag("core")
class GateIT extends BridgeScene {

    private static final String PROXY = "bridge.proxies";

    private RunningBridge bridge;

    private void start(String... settings) throws Exception {
        Map<String, String> all = new LinkedHashMap<>();
        for (int i = 0; i < settings.length; i += 2) {
            all.put(settings[i], settings[i + 1]);
        }
        bridge = bridge(all, Map.of("porch", camera().uri()));
    }

    private Head get(String... headers) {
        List<String> all = new ArrayList<>(List.of(headers));
        if (all.stream().noneMatch(h -> h.startsWith("Host:"))) {
            all.add("Host: 127.0.0.1:" + bridge.port());
        }
        return RawHttp.ask(bridge.port(), "GET /api/cameras HTTP/1.1", all);
    }

    private int upgrade(String... headers) {
        List<String> all = new ArrayList<>(List.of(headers));
        if (all.stream().noneMatch(h -> h.startsWith("Host:"))) {
            all.add("Host: 127.0.0.1:" + bridge.port());
        }
        return RawHttp.upgrade(bridge.port(), "/cameras/porch", all).status();
    }

    @Test
    void theBridgeAnswersToItsOwnNamesOnly() throws Exception {
        start("bridge.hosts", "cameras.example.org, other.example.org");
        String machine = HostNames.ofThisMachine();
        List<String> own = new ArrayList<>(List.of(
                "127.0.0.1", "localhost", "LocalHost:80", "[::1]:41337", "203.0.113.7", "cameras.example.org:8443"));
        if (machine != null) {
            own.addAll(List.of(machine, machine.replaceFirst("\\..*", "") + ".local"));
        }
        for (String host : own) {
            assertThat(get("Host: " + host).status()).as(host).isEqualTo(200);
            assertThat(upgrade("Host: " + host)).as(host).isEqualTo(101);
        }
        for (String host :
                List.of("evil.example", "localhost.evil.example:80", "127.0.0.1.evil.example", "example.org")) {
            assertThat(get("Host: " + host).status()).as(host).isEqualTo(421);
            assertThat(upgrade("Host: " + host)).as(host).isEqualTo(421);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a b",
                "user@127.0.0.1",
                "127.0.0.1:x",
                "127.0.0.1:1:2",
                "http://127.0.0.1",
                "[::1",
                "a,b",
                "::1"
            })
    void aHostThatIsNoneIsABadRequest(String host) throws Exception {
        start();
        assertThat(get("Host: " + host).status()).isIn(400, 421);
        assertThat(get("Host: 127.0.0.1", "Host: 127.0.0.1").status()).isEqualTo(400);
        assertThat(RawHttp.ask(bridge.port(), "GET / HTTP/1.1", List.of()).status())
                .isEqualTo(400);
        assertThat(RawHttp.ask(bridge.port(), "GET / HTTP/1.0", List.of()).status())
                .isEqualTo(400);
    }

    /** A proxy that lets connections become WebSockets would pass on all that follows unseen, any header in it. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /api/cameras HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: h2c\r\n"
                        + "Connection: Upgrade, HTTP2-Settings\r\nHTTP2-Settings: AAMAAABkAAQAoAAAAAIAAAAA\r\n\r\n",
                "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
            })
    void noConnectionBecomesOneOfHttp2(String request) throws Exception {
        start();
        try (RawWebSocket raw = RawWebSocket.tcp(bridge.ws("/"))) {
            String answer = raw.send(request.getBytes(US_ASCII)).readHead();
            assertThat(answer).startsWith(request.startsWith("GET") ? "HTTP/1.1 200 " : "HTTP/2.0 501 ");
        }
    }

    @Test
    void behindAListedProxyTheNameThatTheBrowserUsedCounts() throws Exception {
        start(PROXY, "127.0.0.1", "bridge.hosts", "cameras.example.org");
        String from = "X-Forwarded-For: 10.0.0.1";
        assertThat(get(from, "X-Forwarded-Host: cameras.example.org").status()).isEqualTo(200);
        assertThat(get(from, "X-Forwarded-Host: evil.example").status()).isEqualTo(421);
        assertThat(get(from, "X-Forwarded-Host: cameras.example.org, evil.example")
                        .status())
                .isEqualTo(421);
        assertThat(get(from, "Host: evil.example", "X-Forwarded-Host: cameras.example.org")
                        .status())
                .isEqualTo(421);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "X-Forwarded-For: 203.0.113.7 | 403",
                "X-Forwarded-For: 10.0.0.1, 203.0.113.7 | 403",
                "X-Forwarded-For: 203.0.113.7, 10.0.0.1 | 403",
                "X-Forwarded-For: unknown | 403",
                "X-Forwarded-For: 100.64.0.1 | 403",
                "X-Forwarded-For: 2001:db8::1 | 403",
                "Forwarded: for=203.0.113.7;proto=https | 403",
                "Forwarded: for=10.0.0.1, for=\"[2001:db8::1]:4711\" | 403",
                "X-Real-IP: 203.0.113.7 | 403",
                "CF-Connecting-IP: 203.0.113.7 | 403",
                "X-Forwarded-For: 192.168.0.7 | 200",
                "Forwarded: for=192.168.0.7:80 | 200",
                "Forwarded: for=\"[fd00::1]:80\" | 200"
            })
    void withoutUsersATunnelThatIsNotListedLetsNobodyInFromElsewhere(String header, int status) throws Exception {
        start();
        assertThat(get(header).status()).isEqualTo(status);
        assertThat(upgrade(header)).isEqualTo(status == 200 ? 101 : status);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "X-Forwarded-For: 192.168.0.7 | 200",
                "X-Forwarded-For: 203.0.113.7, 192.168.0.7 | 200",
                "X-Forwarded-For: 203.0.113.7, 192.168.0.7, 10.9.9.9 | 200",
                "X-Forwarded-For: 192.168.0.7:4711 | 200",
                "X-Forwarded-For: 203.0.113.7 | 403",
                "X-Forwarded-For: 192.168.0.7, 203.0.113.7 | 403",
                "X-Forwarded-For: 192.168.0.7, 203.0.113.7, 10.9.9.9 | 403",
                "X-Forwarded-For: unknown | 403",
                "X-Forwarded-For: 100.64.0.1 | 403",
                "X-Real-IP: 192.168.0.7 | 403"
            })
    void behindAListedProxyTheAddressThatItNamesCounts(String header, int status) throws Exception {
        start(PROXY, "127.0.0.1, 10.9.9.0/24");
        assertThat(get(header).status()).isEqualTo(status);
    }

    @Test
    void whatAListedProxySendsForNobodyIsRefusedWithTheSetting() throws Exception {
        start(PROXY, "127.0.0.1");
        try (CapturedLog log = CapturedLog.of("org.uv4lbridge.viewer")) {
            Reply reply = HttpProbe.get(bridge.http("/"));
            assertThat(reply.status()).isEqualTo(403);
            assertThat(reply.body())
                    .startsWith("A proxy that bridge.proxies lists must say in X-Forwarded-For")
                    .doesNotContain("bridge.auth");
            assertThat(log.lines()).anyMatch(line -> line.endsWith("no address in X-Forwarded-For (bridge.proxies)"));
        }
    }

    @Test
    void aCommandOfTheBridgeIsOfThisMachineWhereThatIsListedAsAProxy() throws Exception {
        start(PROXY, "127.0.0.1");
        String key = CommandKey.HEADER + ": " + CommandKey.read(bridge.commandKey());
        assertThat(get(key).status()).isEqualTo(200);
        assertThat(upgrade(key)).isEqualTo(101);
        assertThat(get(key, "Host: evil.example").status()).isEqualTo(421);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "X-Forwarded-For: 203.0.113.7",
                "Forwarded: for=10.0.0.1",
                "X-Real-IP: 10.0.0.1",
                "CF-Connecting-IP: 10.0.0.1",
                "Via: 1.1 proxy",
                "X-Forwarded-Host: 127.0.0.1",
                "X-Forwarded-Proto: http",
                "X-Forwarded-For:",
                CommandKey.HEADER + ": 00"
            })
    void whatHasPassedAProxyIsNoCommandWhateverItBrings(String trace) throws Exception {
        start(PROXY, "127.0.0.1");
        String key = CommandKey.HEADER + ": " + CommandKey.read(bridge.commandKey());
        assertThat(get(key, trace).status()).isEqualTo(403);
        assertThat(upgrade(key, trace)).isEqualTo(403);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "00", "0000000000000000000000000000000000000000000000000000000000000000"})
    void anotherKeyIsNone(String key) throws Exception {
        start(PROXY, "127.0.0.1");
        assertThat(get(CommandKey.HEADER + ": " + key).status()).isEqualTo(403);
    }

    @Test
    void aRefusalForTheAddressNamesTheSetting() throws Exception {
        start();
        Reply reply = HttpProbe.get(bridge.http("/"), "X-Forwarded-For", "203.0.113.7");
        assertThat(reply.body()).contains("bridge.auth").endsWith(".\n").hasLineCount(1);
    }

    @Test
    void anOriginIsOwnOnlyWithTheSchemeThatTheBrowserUsed() throws Exception {
        start(PROXY, "127.0.0.1", "bridge.hosts", "cameras.example.org");
        String from = "X-Forwarded-For: 10.0.0.1";
        String name = "X-Forwarded-Host: cameras.example.org";
        String https = "X-Forwarded-Proto: https";
        assertThat(upgrade(from, name, https, "Origin: https://cameras.example.org"))
                .isEqualTo(101);
        assertThat(upgrade(from, name + ":443", https, "Origin: https://cameras.example.org"))
                .isEqualTo(101);
        assertThat(upgrade(from, name, https, "Origin: http://cameras.example.org"))
                .isEqualTo(403);
        assertThat(upgrade(from, name, https, "Origin: https://cameras.example.org:8443"))
                .isEqualTo(403);
        assertThat(upgrade(from, name, "Origin: http://cameras.example.org")).isEqualTo(101);
        assertThat(upgrade(from, name, "Origin: https://cameras.example.org")).isEqualTo(403);
        assertThat(upgrade(from, https, "Origin: https://127.0.0.1:" + bridge.port()))
                .isEqualTo(101);
    }

    @Test
    void anAppThatNamesTheAddressOfItsWebSocketAsItsOriginIsLetIn() throws Exception {
        start();
        assertThat(upgrade("Origin: ws://127.0.0.1:" + bridge.port())).isEqualTo(101);
        assertThat(upgrade("Origin: wss://127.0.0.1:" + bridge.port())).isEqualTo(403);
        assertThat(upgrade("Origin: ws://127.0.0.1")).isEqualTo(403);
        assertThat(upgrade("Origin: ws://evil.example")).isEqualTo(403);
    }

    @Test
    void whatAProxyThatIsNotListedSaysIsIgnored() throws Exception {
        start();
        String own = "Origin: https://127.0.0.1:" + bridge.port();
        assertThat(upgrade("X-Forwarded-Proto: https", own)).isEqualTo(403);
        assertThat(upgrade("X-Forwarded-Host: evil.example", "Origin: http://evil.example"))
                .isEqualTo(403);
        assertThat(get("X-Forwarded-Host: evil.example").status()).isEqualTo(200);
        assertThat(get("X-Forwarded-Proto: https").header("Strict-Transport-Security"))
                .isEmpty();
    }

    @Test
    void clientsWithoutAnOriginMayBeRefusedAndTwoOriginsAlwaysAre() throws Exception {
        start("bridge.require-origin", "true");
        String own = "Origin: http://127.0.0.1:" + bridge.port();
        assertThat(upgrade()).isEqualTo(403);
        assertThat(upgrade(own)).isEqualTo(101);
        assertThat(upgrade(own, own)).isEqualTo(403);
        assertThat(get().status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE", "PATCH", "OPTIONS"})
    void anotherSitesPageMayOnlyAsk(String method) throws Exception {
        start();
        String host = "Host: 127.0.0.1:" + bridge.port();
        assertThat(RawHttp.ask(
                                bridge.port(),
                                method + " /api/tickets HTTP/1.1",
                                List.of(host, "Origin: http://evil.example"))
                        .status())
                .isEqualTo(403);
    }

    @Test
    void everyAnswerCarriesTheSecurityHeadersAndIsNoErrorInTheLog() throws Exception {
        start("bridge.frame-ancestors", "'self' https://home.example.org", PROXY, "127.0.0.1");
        CapturedLog log = closing(CapturedLog.of("ROOT", "io.vertx", "io.netty", "org.uv4lbridge"));
        String host = "Host: 127.0.0.1:" + bridge.port();
        String from = "X-Forwarded-For: 10.0.0.1";
        Map<String, Integer> lines = new LinkedHashMap<>();
        lines.put("GET / HTTP/1.1", 200);
        lines.put("GET /nowhere HTTP/1.1", 404);
        lines.put("GET /cameras/nobody HTTP/1.1", 404);
        lines.put("POST / HTTP/1.1", 405);
        lines.put("GET /%zz HTTP/1.1", 400);
        lines.put("GET nowhere HTTP/1.1", 400);
        lines.put("OPTIONS * HTTP/1.1", 400);
        lines.put("GET /" + "x".repeat(6000) + " HTTP/1.1", 414);
        lines.forEach(
                (line, status) -> assertThatItIsSecured(RawHttp.ask(bridge.port(), line, List.of(host, from)), status));
        assertThatItIsSecured(RawHttp.ask(bridge.port(), "GET / HTTP/1.1", List.of(from, "Host: evil.example")), 421);
        assertThatItIsSecured(RawHttp.ask(bridge.port(), "GET / HTTP/1.1", List.of(from)), 400);
        assertThatItIsSecured(RawHttp.ask(bridge.port(), "GET / HTTP/1.1", List.of(host)), 403);
        assertThatItIsSecured(RawHttp.upgrade(bridge.port(), "/cameras/nobody", List.of(host, from)), 404);
        assertThatItIsSecured(RawHttp.upgrade(bridge.port(), "/", List.of(host, from)), 101);
        assertThat(get(from, "X-Forwarded-Proto: https").header("Strict-Transport-Security"))
                .startsWith("max-age=");
        assertThat(get(from).header("Strict-Transport-Security")).isEmpty();
        assertThat(log.text()).doesNotContain("Unhandled", "\tat ");
    }

    private static void assertThatItIsSecured(Head answer, int status) {
        assertThat(answer.status()).as(answer.head()).isEqualTo(status);
        assertThat(answer.header("Content-Security-Policy"))
                .as(answer.head())
                .startsWith("default-src 'none'")
                .endsWith("frame-ancestors 'self' https://home.example.org");
        assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(answer.header("Referrer-Policy")).isEqualTo("no-referrer");
        assertThat(answer.header("Cross-Origin-Resource-Policy")).isEqualTo("same-origin");
        assertThat(answer.header("Vary")).isEqualTo("Origin");
    }
}
