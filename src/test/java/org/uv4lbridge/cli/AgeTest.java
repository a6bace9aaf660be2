package org.uv4lbridge.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("unit")
class AgeTest {

    private static final Instant NOW = Instant.parse("2026-11-22T12:06:22.816Z");

    @ParameterizedTest
    @CsvSource({
        "2026-11-22T12:06:22.100Z, just now",
        "2026-11-22T12:07:00Z, just now",
        "2026-11-22T12:06:20Z, 2 s ago",
        "2026-11-22T12:03:00Z, 3 min ago",
        "2026-11-22T07:06:00Z, 5 h ago",
        "2026-11-01T12:06:00Z, 21 d ago",
        "yesterday, yesterday",
    })
    void whatBeganIsToldAsPeopleTellIt(String moment, String told) {
        assertThat(Age.ago(moment, NOW)).isEqualTo(told);
    }

    @Test
    void oneCallHasTheTimeOfTheClockOnTheWall() {
        assertThat(Age.local("2026-11-22T12:03:00.5Z", NOW, ZoneId.of("Asia/Tokyo")))
                .isEqualTo("2026-11-22 21:03:00 (3 min ago)");
    }
}
