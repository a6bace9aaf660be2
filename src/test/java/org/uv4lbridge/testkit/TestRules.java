package org.uv4lbridge.testkit;

import java.time.Duration;
import org.uv4lbridge.session.Rules;

/** The rules that sessions have with the shipped settings, and some that differ. */
public final class TestRules {

    public static final Rules USUAL = new Rules(
            Duration.ofSeconds(10),
            Duration.ofSeconds(30),
            Duration.ofMinutes(1),
            Duration.ofSeconds(2),
            Duration.ofSeconds(15),
            Duration.ZERO,
            Duration.ZERO,
            8,
            4,
            20,
            64 * 1024);

    private TestRules() {}
}
