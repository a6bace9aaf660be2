package org.uv4lbridge.access;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** {@code bridge.auth=none}: asks nobody. */
public final class Anybody implements Authenticator {

    @Override
    public CompletionStage<Identity> identify(Attempt attempt) {
        return CompletableFuture.completedFuture(Identity.ANYBODY);
    }

    @Override
    public boolean holds(Identity identity) {
        return true;
    }
}
