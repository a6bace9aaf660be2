package org.uv4lbridge.access;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Told of each login that was checked or refused; called on any thread, so it must neither block nor throw. */
@FunctionalInterface
public interface LoginObserver {

    /** Observes nothing. */
    LoginObserver NONE = (outcome, address, user) -> {};

    /** How a login ended. */
    enum Outcome {
        /** The credentials were right. */
        OK,
        /** They were wrong. */
        WRONG,
        /** Not checked: too many wrong ones came from the address. */
        TOO_MANY,
        /** Not checked: too many others were being checked. */
        BUSY;

        /** The word in metrics and in the audit log. */
        public String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /**
     * A login has ended.
     *
     * @param address where it came from
     * @param user the name that was given, unproved unless it was right; null if none can be read
     */
    void login(Outcome outcome, String address, @Nullable String user);

    /**
     * A token is refused, a login with wrong credentials.
     *
     * @param user whom it names; null unless its signature is right
     * @param kind one of few
     * @param why what is wrong with it, and what to do; nothing of it is secret
     */
    default void refused(String address, @Nullable String user, Object kind, String why) {
        login(Outcome.WRONG, address, user);
    }

    /** A token counts, but hardly as it is meant; the parameters are those of a refused one. */
    default void doubted(String address, @Nullable String user, Object kind, String why) {}
}
