package org.uv4lbridge.socket;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("unit")
class WaitingBytesTest {

    private static final long MOST = 1000;

    private final List<Limit> reached = new ArrayList<>();
    private final WaitingBytes waiting = new WaitingBytes(MOST, reached::add);

    /** A connection that says what waits when it is asked, as one of the same event loop does. */
    private final class Connection implements WaitingBytes.Holder {
        private long bytes;
        private long said;
        private boolean isOpen = true;

        Connection() {
            waiting.enter(this);
        }

        Connection holds(long now) {
            bytes = now;
            count();
            return this;
        }

        @Override
        public long bytes() {
            return bytes;
        }

        @Override
        public void count() {
            long by = bytes - said;
            said = bytes;
            waiting.changed(by);
        }

        @Override
        public void drop() {
            isOpen = false;
            bytes = 0;
            waiting.leave(this, said);
        }

        @Override
        public SocketAddress peer() {
            return new InetSocketAddress("192.0.2.1", 1);
        }
    }

    @Test
    void whoHasMostGoesWhenAllTogetherHaveTooMuch() {
        Connection small = new Connection().holds(100);
        Connection large = new Connection().holds(600);
        Connection last = new Connection().holds(301);
        assertThat(large.isOpen).isFalse();
        assertThat(small.isOpen).isTrue();
        assertThat(last.isOpen).isTrue();
        assertThat(waiting.sum()).isEqualTo(401);
        assertThat(reached).containsExactly(Limit.WAITING_BYTES);
    }

    @Test
    void nobodyGoesForBytesThatHaveLeftMeanwhile() {
        Connection taken = new Connection().holds(600);
        taken.bytes = 0;
        Connection next = new Connection().holds(900);
        assertThat(taken.isOpen).isTrue();
        assertThat(next.isOpen).isTrue();
        assertThat(waiting.sum()).isEqualTo(900);
    }

    @Test
    void anOnlyOneThatHasTooMuchGoes() {
        assertThat(new Connection().holds(MOST).isOpen).isTrue();
        assertThat(new WaitingBytesTest().new Connection().holds(MOST + 1).isOpen)
                .isFalse();
    }
}
