package org.uv4lbridge.observe;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.uv4lbridge.session.SessionId;
import org.uv4lbridge.testkit.CapturedLog;
import org.uv4lbridge.testkit.FakeTimers;

@Tag("unit")
class PayloadLogTest {

    private static final Logger LOGGER = (Logger) LoggerFactory.getLogger("signaling.payload");

    private final FakeTimers timers = new FakeTimers();

    @Test
    void messagesOfOneSessionShowForAWhile() {
        try (CapturedLog log = CapturedLog.of(LOGGER.getName());
                PayloadLog payload = PayloadLog.open(false, timers)) {
            payload.show(new SessionId("a-1"), Duration.ofMinutes(2));
            timers.advance(Duration.ofMinutes(1));
            LOGGER.debug("a-1 at once");
            LOGGER.debug("b-1 of another");
            payload.show(new SessionId("a-1"), Duration.ofMinutes(2));
            timers.advance(Duration.ofSeconds(119));
            LOGGER.debug("a-1 as asked for again");
            timers.advance(Duration.ofSeconds(1));
            LOGGER.debug("a-1 too late");
            assertThat(log.lines()).containsExactly("a-1 at once", "a-1 as asked for again");
            assertThat(LOGGER.getLevel()).isEqualTo(Level.INFO);
            assertThat(timers.pending()).isZero();
        }
    }
}
