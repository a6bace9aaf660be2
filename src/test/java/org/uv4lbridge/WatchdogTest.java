package org.uv4lbridge;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.concurrent.DefaultEventExecutor;
import io.netty.util.concurrent.EventExecutor;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.uv4lbridge.testkit.CapturedLog;

@Tag("unit")
class WatchdogTest {

    private final EventExecutor loop = new DefaultEventExecutor();
    private final CountDownLatch goOn = new CountDownLatch(1);
    private final AtomicInteger ends = new AtomicInteger();
    private final Watchdog watchdog = new Watchdog(() -> Set.of(loop), ends::incrementAndGet);
    private final CapturedLog log = CapturedLog.of(Watchdog.class.getName());

    @AfterEach
    void close() {
        goOn.countDown();
        loop.shutdownGracefully(0, 0, TimeUnit.SECONDS);
        log.close();
    }

    /** Waits until the loop has done what it had to. */
    private void settle() throws Exception {
        loop.submit(() -> {}).get(30, TimeUnit.SECONDS);
    }

    private void stand() throws Exception {
        watchdog.turn();
        settle();
        CountDownLatch stands = new CountDownLatch(1);
        loop.execute(() -> {
            stands.countDown();
            try {
                goOn.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        assertThat(stands.await(30, TimeUnit.SECONDS)).isTrue();
        watchdog.turn(); // asks, for the last answer was in time
    }

    private void turns(int turns) {
        for (int i = 0; i < turns; i++) {
            watchdog.turn();
        }
    }

    @Test
    void aLoopThatGoesOnIsLeftAlone() throws Exception {
        for (int i = 0; i < 10 * Watchdog.DEAD; i++) {
            watchdog.turn();
            settle();
        }
        assertThat(watchdog.seesOneStand()).isFalse();
        assertThat(log.lines()).isEmpty();
        assertThat(ends).hasValue(0);
    }

    @Test
    void aLoopThatStandsIsToldOnceWithItsStack() throws Exception {
        stand();
        turns(Watchdog.STANDS - 1);
        assertThat(watchdog.seesOneStand()).isFalse();
        turns(1);
        assertThat(watchdog.seesOneStand()).isTrue();
        turns(5);
        assertThat(log.lines()).singleElement().asString().contains("has stood for longer than bridge.watchdog");
        assertThat(log.text()).contains("org.uv4lbridge.WatchdogTest.lambda$stand");
        assertThat(ends).hasValue(0);
    }

    @Test
    void aLoopThatGoesOnInTheEndIsForgiven() throws Exception {
        stand();
        turns(Watchdog.DEAD - 1);
        goOn.countDown();
        settle();
        turns(1);
        assertThat(watchdog.seesOneStand()).isFalse();
        settle();
        turns(1);
        assertThat(ends).hasValue(0);
    }

    @Test
    void aLoopThatWillNotGoOnEndsTheProgramOnce() throws Exception {
        stand();
        turns(Watchdog.DEAD - 1);
        assertThat(ends).hasValue(0);
        turns(5);
        assertThat(ends).hasValue(1);
    }
}
