package org.uv4lbridge.access;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.uv4lbridge.session.Rights;

@Tag("unit")
class KnownPairsTest {

    private static final Identity ANNA = new Identity("anna", Rights.ALL, null, "line");

    private final KnownPairs pairs = new KnownPairs();

    @Test
    void aPairIsKnownWhereItWasRight() {
        pairs.add("pair", "home", ANNA);
        assertThat(pairs.find("pair", "home")).isEqualTo(ANNA);
        assertThat(pairs.find("pair", "elsewhere")).isNull();
        assertThat(pairs.find("pair")).isEqualTo(ANNA);
        assertThat(pairs.find("other", "home")).isNull();
    }

    @Test
    void onlySoManyPairsAndAddressesAreRememberedAndWhoIsThereIsNotForgotten() {
        pairs.add("pair", "home", ANNA);
        for (int n = 0; n < 2 * KnownPairs.PAIRS; n++) {
            pairs.add("other " + n, "home", ANNA);
            assertThat(pairs.find("pair", "home")).isEqualTo(ANNA);
        }
        assertThat(pairs.find("other 0")).isNull();
        for (int n = 0; n < 2 * KnownPairs.OWNERS; n++) {
            pairs.add("pair", "away " + n, ANNA);
            assertThat(pairs.find("pair", "home")).isEqualTo(ANNA);
        }
        assertThat(pairs.find("pair", "away 0")).isNull();
    }

    @Test
    void whatNoLongerHoldsIsForgotten() {
        Identity ben = new Identity("ben", Rights.ALL, null, "line");
        pairs.add("anna's", "home", ANNA);
        pairs.add("ben's", "home", ben);
        KnownPairs rest = pairs.those(who -> who == ANNA);
        assertThat(rest.find("anna's", "home")).isEqualTo(ANNA);
        assertThat(rest.find("ben's")).isNull();
        rest.add("anna's", "away", ANNA);
        assertThat(pairs.find("anna's", "away")).isNull();
    }
}
