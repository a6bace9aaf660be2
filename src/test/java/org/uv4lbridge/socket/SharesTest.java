package org.uv4lbridge.socket;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.uv4lbridge.socket.Shares.Guest;
import org.uv4lbridge.socket.Shares.Share;

@Tag("unit")
class SharesTest {

    private static final int MOST = 4;
    private static final int MOST_OF_ONE = 2;

    private final List<Limit> reached = new ArrayList<>();
    private final List<String> asked = new ArrayList<>();
    private final Shares shares = new Shares(share -> reached.add(share.limit()));

    private Guest guest(String of) {
        List<Share> parts = List.of(
                new Share(of, MOST_OF_ONE, Limit.CONNECTIONS_PER_ADDRESS), new Share("all", MOST, Limit.CONNECTIONS));
        return shares.new Guest(parts, guest -> asked.add(of));
    }

    private Guest inside(String of) {
        Guest guest = guest(of);
        assertThat(guest.enter()).isEmpty();
        return guest;
    }

    private Guest busy(String of) {
        Guest guest = inside(of);
        guest.works();
        return guest;
    }

    @Test
    void oneHasNoMoreThanItsShareWhoeverElseIsThere() {
        busy("a");
        busy("a");
        assertThat(guest("a").enter()).map(Share::of).contains("a");
        inside("b");
        assertThat(reached).isEmpty();
        assertThat(asked).isEmpty();
    }

    @Test
    void whoWaitsMakesRoomForAnotherOfItsShare() {
        inside("a");
        busy("a");
        inside("a");
        assertThat(asked).containsExactly("a");
        assertThat(reached).containsExactly(Limit.CONNECTIONS_PER_ADDRESS);
    }

    @Test
    void whoHasMostMakesRoomFirstAndThenWhoHasWaitedLongest() {
        inside("a");
        inside("b");
        inside("b");
        inside("c");
        inside("d");
        inside("e");
        assertThat(asked).containsExactly("b", "b");
    }

    @Test
    void whoHasWaitedLongestMakesRoomAmongEquals() {
        Guest first = inside("a");
        inside("b");
        inside("c");
        inside("d");
        first.works();
        first.waits();
        inside("e");
        inside("f");
        assertThat(asked).containsExactly("b", "c");
    }

    @Test
    void whoHasBegunMakesRoomOnlyWhereNobodyElseCan() {
        Guest begun = inside("a");
        begun.begins();
        inside("b");
        busy("c");
        busy("d");
        inside("e");
        assertThat(asked).containsExactly("b");
        busy("f");
        assertThat(asked).containsExactly("b", "e");
        inside("g");
        assertThat(asked).containsExactly("b", "e", "a");
    }

    @Test
    void whoWorksNeverMakesRoom() {
        for (String of : List.of("a", "b", "c", "d")) {
            busy(of);
        }
        assertThat(guest("e").enter()).map(Share::limit).contains(Limit.CONNECTIONS);
        assertThat(asked).isEmpty();
    }

    @Test
    void noMoreAreAskedToGoThanShouldBeThereInAll() {
        for (int i = 0; i < 2 * MOST; i++) {
            inside("guest " + i);
        }
        assertThat(shares.present("all")).isEqualTo(2 * MOST);
        assertThat(guest("one more").enter()).isPresent();
    }

    @Test
    void whoBeginsToWorkAfterBeingAskedMayStay() {
        Guest asked = inside("a");
        inside("b");
        inside("c");
        inside("d");
        inside("e");
        assertThat(asked.leaves()).isTrue();
        asked.works();
        assertThat(asked.leaves()).isFalse();
        assertThat(shares.leaving()).isZero();
        asked.leave();
        assertThat(shares.present("all")).isEqualTo(MOST);
    }

    @Test
    void whoHasLeftLeavesNothingBehind() {
        Guest asked = inside("a");
        inside("b");
        inside("c");
        inside("d");
        inside("e");
        asked.leave();
        asked.leave();
        assertThat(shares.present("a")).isZero();
        assertThat(shares.present("all")).isEqualTo(MOST);
        asked.waits();
        asked.works();
        assertThat(shares.present("all")).isEqualTo(MOST);
    }

    @Test
    void aShareOf0HasNoLimit() {
        for (int i = 0; i < 100; i++) {
            Guest guest = shares.new Guest(List.of(new Share("all", 0, Limit.CONNECTIONS)), asking -> asked.add("?"));
            assertThat(guest.enter()).isEmpty();
        }
        assertThat(asked).isEmpty();
    }
}
