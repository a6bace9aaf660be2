package org.uv4lbridge.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.uv4lbridge.access.TurnRelay;

/** Reads what is set of a TURN server that shares a secret with the bridge: {@code bridge.turn.*}. */
final class TurnSettings {

    static final List<String> KEYS = List.of("bridge.turn.urls", "bridge.turn.secret", "bridge.turn.ttl");

    private static final String URLS = KEYS.get(0);
    private static final String SECRET = KEYS.get(1);
    private static final String TTL = KEYS.get(2);

    private static final Duration SHORTEST = Duration.ofSeconds(1);
    private static final Pattern URL =
            Pattern.compile("turns?:(?:[A-Za-z0-9.-]+|\\[[0-9A-Fa-f:.]+])(?::\\d{1,5})?(?:\\?transport=(?:udp|tcp))?");

    private TurnSettings() {}

    /** The server; null if none is set. */
    static @Nullable TurnRelay of(Settings settings) {
        Optional<List<String>> urls = settings.value(
                URLS,
                "addresses such as turn:turn.example.org:3478?transport=udp, with commas between",
                TurnSettings::urls);
        Optional<String> secret = settings.secret(SECRET);
        Duration ttl = settings.duration(TTL).orElse(Duration.ofHours(1));
        if (ttl.compareTo(SHORTEST) < 0) {
            throw settings.error(TTL, "a second is the least.");
        }
        if (urls.isPresent() != secret.isPresent()) {
            throw settings.error(urls.isPresent() ? SECRET : URLS, "missing; addresses and secret go together.");
        }
        return urls.map(all -> new TurnRelay(all, secret.orElseThrow(), ttl)).orElse(null);
    }

    private static @Nullable List<String> urls(String text) {
        List<String> urls = new ArrayList<>();
        for (String part : text.split(",", -1)) {
            if (!URL.matcher(part.trim()).matches()) {
                return null;
            }
            urls.add(part.trim());
        }
        return List.copyOf(urls);
    }
}
