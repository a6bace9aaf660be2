package org.uv4lbridge.socket;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.uv4lbridge.testkit.CapturedLog;

@Tag("unit")
class SparseLogTest {

    private static final String NAME = "sparse";

    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 1);
    private final CapturedLog captured = CapturedLog.of(NAME);
    private final SparseLog log = new SparseLog(LoggerFactory.getLogger(NAME), now::get);

    @AfterEach
    void release() {
        captured.close();
    }

    @Test
    void ofEachKindOneLineInAWhileSaysHowManyThereWereBesides() {
        for (int i = 0; i < 5; i++) {
            log.warn(Limit.CONNECTIONS, "From {}", i);
        }
        log.warn(Limit.SOCKETS, "Another kind");
        now.addAndGet(SparseLog.PAUSE.toNanos() - 1);
        log.warn(Limit.CONNECTIONS, "From {}", 5);
        now.addAndGet(1);
        log.warn(Limit.CONNECTIONS, "From {}", 6);
        now.addAndGet(SparseLog.PAUSE.toNanos());
        log.warn(Limit.CONNECTIONS, "From {}", 7);
        assertThat(captured.lines())
                .containsExactly("From 0", "Another kind", "From 6 (5 more like this since the last line)", "From 7");
    }
}
