package org.uv4lbridge.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.uv4lbridge.session.Rights;

@Tag("unit")
class RoomRulesTest {

    private static Identity user(String name, boolean watchOnly) {
        return new Identity(name, new Rights(true, Set.of(), watchOnly), null, null);
    }

    @Test
    void whoMayOnlyWatchMayNotEnterWhateverIsSet() {
        assertThat(new RoomRules(true, Set.of()).admit(user("anna", true))).isFalse();
        assertThat(new RoomRules(false, Set.of("anna")).admit(user("anna", true)))
                .isFalse();
    }

    @Test
    void whoHasNoNameIsNoneOfThoseWhoAreNamed() {
        assertThat(new RoomRules(false, Set.of("anna")).admit(Identity.ANYBODY)).isFalse();
        assertThat(new RoomRules(true, Set.of()).admit(Identity.ANYBODY)).isTrue();
    }
}
