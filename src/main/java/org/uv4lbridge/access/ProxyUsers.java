package org.uv4lbridge.access;

import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.uv4lbridge.access.AccessDenied.Reason;
import org.uv4lbridge.access.LoginObserver.Outcome;
import org.uv4lbridge.session.Rights;

/** {@code bridge.auth=proxy}: believes a listed proxy who asks, and nobody else. */
public final class ProxyUsers implements Authenticator {

    private final String userHeader;
    private final @Nullable String camerasHeader;
    private final LoginObserver observer;

    /**
     * @param camerasHeader names the header with the user's cameras; null if all may watch all
     * @param observer told of who names a user without being a proxy
     */
    public ProxyUsers(String userHeader, @Nullable String camerasHeader, LoginObserver observer) {
        this.observer = observer;
        this.userHeader = userHeader;
        this.camerasHeader = camerasHeader;
    }

    @Override
    public CompletionStage<Identity> identify(Attempt attempt) {
        if (!attempt.isFromProxy()) {
            attempt.headers(userHeader).stream()
                    .findFirst()
                    .ifPresent(user -> observer.login(Outcome.WRONG, attempt.address(), user));
            return CompletableFuture.failedFuture(
                    new AccessDenied(
                            Reason.FORBIDDEN,
                            "Ask through the proxy: only those that bridge.proxies lists may say who asks (bridge.auth=proxy)."));
        }
        String user = attempt.header(userHeader);
        if (user == null || !Identity.isName(user.trim())) {
            return CompletableFuture.failedFuture(new AccessDenied(
                    Reason.UNKNOWN, "The proxy does not say who asks: it must set " + userHeader + "."));
        }
        return CompletableFuture.completedFuture(new Identity(user.trim(), rights(attempt), null, null));
    }

    private Rights rights(Attempt attempt) {
        if (camerasHeader == null) {
            return Rights.ALL;
        }
        String list = attempt.header(camerasHeader);
        if (list == null) {
            return Rights.of(Set.of(), false);
        }
        return list.trim().equals("*")
                ? Rights.ALL
                : Rights.of(
                        Stream.of(list.split(","))
                                .map(String::trim)
                                .filter(name -> !name.isEmpty())
                                .collect(Collectors.toSet()),
                        false);
    }

    /** A proxy speaks for one request; what it would say of the next one is not known. */
    @Override
    public boolean holds(Identity identity) {
        return true;
    }
}
