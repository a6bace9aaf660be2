package org.uv4lbridge.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.uv4lbridge.testkit.CapturedLog;

@Tag("unit")
class ChangesTest {

    private final Changes changes = new Changes();
    private final List<String> seen = new ArrayList<>();

    @ParameterizedTest
    @ValueSource(classes = {IllegalStateException.class, StackOverflowError.class, OutOfMemoryError.class})
    void whateverAnEffectThrowsTheNextOnesRunAndItIsLoggedAndCounted(Class<? extends Throwable> type) throws Exception {
        Throwable failure = type.getConstructor(String.class).newInstance("on purpose");
        try (CapturedLog log = CapturedLog.of(Changes.class.getName())) {
            changes.make(() -> {
                changes.then(() -> sneak(failure));
                changes.then(() -> seen.add("of the same change"));
            });
            changes.make(() -> changes.then(() -> seen.add("of the next change")));

            assertThat(seen).containsExactly("of the same change", "of the next change");
            assertThat(changes.failures()).isOne();
            assertThat(log.lines(Changes.class.getName(), Level.ERROR)).hasSize(1);
            assertThat(log.text()).contains("on purpose");
        }
    }

    @Test
    void aChangeThatThrowsHasItsEffectsSoFarAndHoldsUpNobody() {
        assertThatThrownBy(() -> changes.make(() -> {
                    changes.then(() -> seen.add("before"));
                    throw new StackOverflowError("on purpose");
                }))
                .isInstanceOf(StackOverflowError.class);
        assertThat(seen).containsExactly("before");
        changes.make(() -> changes.then(() -> seen.add("after")));
        assertThat(seen).containsExactly("before", "after");
    }

    @Test
    void effectsOfAChangeInAnEffectComeAfterThoseThatWait() {
        changes.make(() -> {
            changes.then(() -> changes.make(() -> changes.then(() -> seen.add("third"))));
            changes.then(() -> seen.add("second"));
        });
        assertThat(seen).containsExactly("second", "third");
    }

    @Test
    void effectsOfAChangeInAChangeRunWhenTheLockIsFree() {
        changes.make(() -> {
            changes.make(() -> changes.then(() -> seen.add("effect")));
            seen.add("change");
        });
        assertThat(seen).containsExactly("change", "effect");
    }

    @Test
    void anEffectOutsideOfAChangeIsRefused() {
        Runnable effect = () -> seen.add("effect");
        assertThatIllegalStateException().isThrownBy(() -> changes.then(effect));
        assertThatIllegalStateException()
                .isThrownBy(() -> changes.read(() -> {
                    changes.then(effect);
                    return "";
                }));
        changes.make(
                () -> changes.then(() -> assertThatIllegalStateException().isThrownBy(() -> changes.then(effect))));
        changes.make(() -> {});
        assertThat(seen).isEmpty();
        assertThat(changes.failures()).isZero();
    }

    @SuppressWarnings("unchecked")
    private static <T extends Throwable> void sneak(Throwable failure) throws T {
        throw (T) failure;
    }
}
