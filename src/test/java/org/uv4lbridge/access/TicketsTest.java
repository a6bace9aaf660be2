package org.uv4lbridge.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.uv4lbridge.session.Rights;
import org.uv4lbridge.testkit.TestClock;

@Tag("unit")
class TicketsTest {

    private static final Identity ANNA = new Identity("anna", Rights.ALL, null, null);

    private final TestClock clock = new TestClock();
    private final Tickets tickets = new Tickets(clock);

    @Test
    void aTicketIsGoodOnceAndForWhomItWasMade() {
        String ticket = tickets.issue(ANNA, "10.0.0.1");
        assertThat(ticket).matches("[A-Za-z0-9_-]{32}");
        assertThat(tickets.redeem(ticket)).containsSame(ANNA);
        assertThat(tickets.redeem(ticket)).isEmpty();
        assertThat(tickets.size()).isZero();
    }

    @Test
    void aTicketIsGoodForHalfAMinute() {
        String young = tickets.issue(ANNA, "10.0.0.1");
        String old = tickets.issue(ANNA, "10.0.0.1");
        clock.pass(Tickets.LIFE.minusMillis(1));
        assertThat(tickets.redeem(young)).isPresent();
        clock.pass(Duration.ofMillis(1));
        assertThat(tickets.redeem(old)).isEmpty();
    }

    @Test
    void noTwoTicketsAreTheSameAndWhatWasNeverIssuedIsNone() {
        Set<String> all = new HashSet<>();
        for (int n = 0; n < 1000; n++) {
            all.add(tickets.issue(ANNA, "10.0.0.1"));
        }
        assertThat(all).hasSize(1000);
        assertThat(tickets.redeem("")).isEmpty();
        assertThat(tickets.redeem("x".repeat(32))).isEmpty();
    }

    @Test
    void oneUserHasOnlySoManyAndTakesNoneFromAnother() {
        String annas = tickets.issue(ANNA, "10.0.0.1");
        List<String> bens = new ArrayList<>();
        for (int n = 0; n < Tickets.OF_ONE + 1; n++) {
            bens.add(tickets.issue(new Identity("ben", Rights.ALL, null, null), "10.0.0." + n));
        }
        assertThat(tickets.size()).isEqualTo(Tickets.OF_ONE + 1);
        assertThat(tickets.redeem(bens.get(0))).isEmpty();
        assertThat(tickets.redeem(bens.get(1))).isPresent();
        assertThat(tickets.redeem(annas)).isPresent();
    }

    @Test
    void onlySoManyAreOutAltogetherAndTheOldOnesAreForgotten() {
        for (int n = 0; n < Tickets.OF_ALL + 5; n++) {
            tickets.issue(Identity.ANYBODY, "host" + n);
        }
        assertThat(tickets.size()).isEqualTo(Tickets.OF_ALL);
        clock.pass(Tickets.LIFE);
        tickets.issue(ANNA, "10.0.0.1");
        assertThat(tickets.size()).isOne();
    }
}
