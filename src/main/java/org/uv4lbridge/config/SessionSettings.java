package org.uv4lbridge.config;

import java.time.Duration;
import java.util.Set;
import org.uv4lbridge.session.Rules;
import org.uv4lbridge.session.Timelines;

/** Reads what is set of sessions: how long they wait, how long they last, and who may queue for them. */
final class SessionSettings {

    private static final int MAX_QUEUE = 1000;
    private static final int MAX_ENDED = 10_000;
    private static final int MAX_CHARACTERS = 1 << 30;
    /** The page itself gives up after 35 s without a picture, unless it is in the background. */
    private static final Duration MEDIA_TIMEOUT = Duration.ofMinutes(1);

    private static final String QUEUE = "queue";

    private SessionSettings() {}

    /** How much is kept of what happens in sessions. */
    static Timelines.Room timelines(Settings settings) {
        return new Timelines.Room(
                settings.integer("bridge.timelines.ended", 0, MAX_ENDED).orElse(200),
                settings.integer("bridge.timelines.characters", 0, MAX_CHARACTERS)
                        .orElse(1 << 22));
    }

    /** @param early how many characters of what a viewer says before the offer are kept for its camera */
    static Rules of(Settings settings, int early) {
        int queue = settings.integer("bridge.queue.max", 0, MAX_QUEUE).orElse(8);
        String whenFull = settings.value(
                        "bridge.when-full",
                        "queue or refuse",
                        text -> Set.of(QUEUE, "refuse").contains(text) ? text : null)
                .orElse(QUEUE);
        return new Rules(
                settings.duration("bridge.camera.offer-timeout").orElse(Duration.ofSeconds(10)),
                settings.durationOrZero("bridge.session.answer-timeout").orElse(Duration.ofSeconds(30)),
                MEDIA_TIMEOUT,
                settings.duration("bridge.hangup-timeout").orElse(Duration.ofSeconds(2)),
                settings.durationOrZero("bridge.camera.busy-retry").orElse(Duration.ofSeconds(15)),
                settings.durationOrZero("bridge.session.max-duration").orElse(Duration.ZERO),
                settings.durationOrZero("bridge.drain-timeout").orElse(Duration.ZERO),
                whenFull.equals(QUEUE) ? queue : 0,
                settings.integerOrOff("bridge.limits.calls-per-user", 1, MAX_QUEUE)
                        .orElse(4),
                settings.integerOrOff("bridge.limits.calls-per-minute", 1, MAX_QUEUE)
                        .orElse(20),
                early);
    }
}
