package org.uv4lbridge.config;

import java.time.Duration;
import java.util.List;
import org.uv4lbridge.socket.ConnectionLimits;
import org.uv4lbridge.socket.Limits;

/** Reads what peers may ask of the bridge; each limit is switched off by 0. */
final class LimitSettings {

    static final List<String> KEYS = List.of(
            "bridge.ping.interval",
            "bridge.ping.timeout",
            "bridge.limits.message-bytes",
            "bridge.limits.pending-bytes",
            "bridge.limits.messages-per-second",
            "bridge.limits.burst",
            "bridge.limits.connections",
            "bridge.limits.connections-per-address",
            "bridge.limits.tls-handshakes",
            "bridge.limits.tls-handshakes-per-address",
            "bridge.limits.first-request-timeout",
            "bridge.limits.waiting-bytes",
            "bridge.limits.sockets-per-address",
            "bridge.limits.sockets",
            "bridge.limits.handshakes-per-second",
            "bridge.limits.candidates-per-session",
            "bridge.limits.query-bytes",
            "bridge.limits.header-bytes");

    private static final int MIB = 1 << 20;

    /** Of memory for objects, in MiB: so many connections of strangers take a quarter of it at most. */
    private static final int CONNECTIONS_PER_MIB = 16;

    private static final int HANDSHAKES_PER_MIB = 4;
    private static final int MOST_CONNECTIONS = 20_000;

    private LimitSettings() {}

    static Limits of(Settings settings) {
        return new Limits(
                limit(settings, "message-bytes", 1024, 16 * MIB, 64 * 1024),
                limit(settings, "pending-bytes", 16 * 1024, 1024 * MIB, 256 * 1024),
                limit(settings, "messages-per-second", 1, 1_000_000, 50),
                limit(settings, "burst", 1, 1_000_000, 200),
                limit(settings, "sockets-per-address", 1, 1_000_000, 32),
                limit(settings, "sockets", 1, 1_000_000, 10_000),
                limit(settings, "handshakes-per-second", 1, 1_000_000, 100),
                limit(settings, "candidates-per-session", 1, 1_000_000, 200),
                limit(settings, "query-bytes", 64, MIB, 1024),
                limit(settings, "header-bytes", 1024, MIB, 8192),
                new Limits.Ping(
                        settings.durationOrZero("bridge.ping.interval").orElse(Duration.ofSeconds(10)),
                        settings.duration("bridge.ping.timeout").orElse(Duration.ofSeconds(5))),
                reached -> {});
    }

    /** @param memory bytes that Java may use for objects */
    static ConnectionLimits ofConnections(Settings settings, long memory) {
        int mib = (int) Math.min(memory / MIB, MOST_CONNECTIONS);
        int usual = Math.min(mib * CONNECTIONS_PER_MIB, MOST_CONNECTIONS);
        int connections = limit(settings, "connections", 16, 1_000_000, usual);
        int handshakes = limit(settings, "tls-handshakes", 4, 1_000_000, Math.min(mib * HANDSHAKES_PER_MIB, usual));
        return new ConnectionLimits(
                connections,
                limit(settings, "connections-per-address", 1, 1_000_000, 128),
                handshakes,
                limit(settings, "tls-handshakes-per-address", 1, 1_000_000, 32),
                settings.durationOrZero("bridge.limits.first-request-timeout").orElse(Duration.ofSeconds(10)),
                limit(settings, "waiting-bytes", MIB, Integer.MAX_VALUE, (int)
                        Math.min(memory * 3 / 8, Integer.MAX_VALUE)));
    }

    private static int limit(Settings settings, String name, int min, int max, int usual) {
        return settings.integerOrOff("bridge.limits." + name, min, max).orElse(usual);
    }
}
