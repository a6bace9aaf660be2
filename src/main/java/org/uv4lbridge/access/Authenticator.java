package org.uv4lbridge.access;

import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Finds out who asks, in the way that {@code bridge.auth} names. The program makes one, which lives as long as it does.
 * Called on event loops: it reads the attempt at once and does what takes long on threads of its own.
 */
public interface Authenticator extends AutoCloseable {

    /** Fails with {@link AccessDenied}. */
    CompletionStage<Identity> identify(Attempt attempt);

    /** Whether what was proved is still true. */
    boolean holds(Identity identity);

    /** How the client is to ask again, as in {@code WWW-Authenticate}; null where it cannot. */
    default @Nullable String challenge() {
        return null;
    }

    @Override
    default void close() {}
}
