package org.uv4lbridge.config;

import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where traces of calls go: {@code bridge.traces.*}.
 *
 * @param endpoint of the collector, for OTLP over HTTP
 * @param sample which part of all calls is traced
 * @param headers of each request, by their names; secret
 */
public record TraceSettings(URI endpoint, double sample, Map<String, String> headers) {

    static final List<String> KEYS = List.of("bridge.traces.endpoint", "bridge.traces.sample", "bridge.traces.headers");

    private static final String ENDPOINT = KEYS.get(0);
    private static final String SAMPLE = KEYS.get(1);
    private static final String HEADERS = KEYS.get(2);
    private static final Pattern HEADER =
            Pattern.compile("^([A-Za-z0-9-]++)=([\\x21-\\x7e](?:[\\x20-\\x7e]*[\\x21-\\x7e])?)");

    /** What is set; null if no traces are wanted. */
    static @Nullable TraceSettings of(Settings settings) {
        URI endpoint = settings.value(
                        ENDPOINT,
                        "an http:// or https:// address such as http://127.0.0.1:4318, without query, user name or password",
                        TraceSettings::endpoint)
                .orElse(null);
        double sample = settings.value(SAMPLE, "a number from 0 to 1 such as 0.1", TraceSettings::sample)
                .orElse(1.0);
        Map<String, String> headers =
                settings.secret(HEADERS).map(text -> headers(settings, text)).orElse(Map.of());
        if (endpoint == null && !headers.isEmpty()) {
            throw settings.error(ENDPOINT, "missing; " + HEADERS + " is of no use without it.");
        }
        return endpoint == null ? null : new TraceSettings(endpoint, sample, headers);
    }

    /** The address alone. */
    @Override
    public String toString() {
        return "TraceSettings[" + endpoint + "]";
    }

    private static @Nullable URI endpoint(String text) {
        URI address = URI.create(text);
        boolean plain = address.getHost() != null
                && address.getRawUserInfo() == null
                && address.getRawQuery() == null
                && address.getRawFragment() == null;
        return plain && List.of("http", "https").contains(address.getScheme()) ? address : null;
    }

    private static @Nullable Double sample(String text) {
        double part = Double.parseDouble(text);
        return part >= 0 && part <= 1 ? part : null;
    }

    private static Map<String, String> headers(Settings settings, String text) {
        Map<String, String> headers = new LinkedHashMap<>();
        for (String part : text.split(",", -1)) {
            Matcher header = HEADER.matcher(part.trim());
            if (!header.matches()) {
                throw settings.error(
                        HEADERS, "is not allowed: names and values such as X-Key=secret, with commas between.");
            }
            headers.put(header.group(1), header.group(2));
        }
        return Map.copyOf(headers);
    }
}
