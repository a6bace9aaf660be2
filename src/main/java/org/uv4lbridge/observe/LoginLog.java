package org.uv4lbridge.observe;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.uv4lbridge.access.LoginObserver;
import org.uv4lbridge.socket.Pace;
import org.uv4lbridge.socket.SparseLog;

/**
 * Makes logins seen: counts all, and writes failed ones to the log and the audit log, some of each outcome at once and then one
 * in a while, because strangers make as many as they like. The program makes one; called on any thread.
 */
public final class LoginLog implements LoginObserver {

    private static final Logger LOG = LoggerFactory.getLogger(LoginLog.class);

    /** Failed logins of one outcome that are written at once. */
    static final int BURST = 10;

    /** After that, one is written in this time. */
    static final Duration PAUSE = Duration.ofSeconds(10);

    /** Characters of a name. */
    private static final int MAX_NAME = 64;

    private final Map<Outcome, Counter> counters = new EnumMap<>(Outcome.class);
    private final Map<Outcome, Pace> paces = new EnumMap<>(Outcome.class);
    private final SparseLog tokens;
    private final @Nullable AuditLog audit;

    /** @param audit null if there is none */
    public LoginLog(MeterRegistry registry, @Nullable AuditLog audit) {
        this(registry, audit, System::nanoTime);
    }

    LoginLog(MeterRegistry registry, @Nullable AuditLog audit, LongSupplier nanoTime) {
        this.audit = audit;
        this.tokens = new SparseLog(LOG, nanoTime);
        for (Outcome outcome : Outcome.values()) {
            counters.put(
                    outcome,
                    Counter.builder(MeterNames.LOGINS)
                            .description("Logins that were checked or refused")
                            .tag("outcome", outcome.word())
                            .register(registry));
            paces.put(outcome, new Pace(BURST, PAUSE, nanoTime));
        }
    }

    @Override
    public void login(Outcome outcome, String address, @Nullable String user) {
        counters.get(outcome).increment();
        if (outcome == Outcome.OK) {
            return;
        }
        long more = paces.get(outcome).next();
        if (more < 0) {
            return;
        }
        LOG.warn(
                "A login from {} failed: {}",
                who(address, user),
                more == 0 ? words(outcome) : words(outcome) + " (" + more + " more like this since the last line)");
        if (audit != null) {
            audit.denied(address, user, outcome.word(), more);
        }
    }

    @Override
    public void refused(String address, @Nullable String user, Object kind, String why) {
        counters.get(Outcome.WRONG).increment();
        tokens.warn(kind, "A token from {} is refused: {}", who(address, user), why);
        long more = audit == null ? -1 : paces.get(Outcome.WRONG).next();
        if (audit != null && more >= 0) {
            audit.denied(address, user, Outcome.WRONG.word(), more);
        }
    }

    @Override
    public void doubted(String address, @Nullable String user, Object kind, String why) {
        tokens.warn(kind, "A token from {} counts, but {}", who(address, user), why);
    }

    private static String who(String address, @Nullable String user) {
        return user == null ? address : address + " as " + quoted(user);
    }

    private static String words(Outcome outcome) {
        return switch (outcome) {
            case OK -> "";
            case WRONG -> "wrong credentials";
            case TOO_MANY -> "too many wrong ones came from there";
            case BUSY -> "too many are being checked";
        };
    }

    /** Whatever a stranger calls itself, the name ends where the line says so. */
    static String quoted(String name) {
        StringBuilder quoted = new StringBuilder("\"");
        name.codePoints().limit(MAX_NAME).forEach(c -> {
            if (c == '"' || c == '\\') {
                quoted.append('\\').appendCodePoint(c);
            } else if (Character.isLetterOrDigit(c) || c == ' ' || c > ' ' && c < 0x7f) {
                quoted.appendCodePoint(c);
            } else {
                quoted.append(String.format("\\u{%x}", c));
            }
        });
        return quoted.append(name.codePointCount(0, name.length()) > MAX_NAME ? "\u2026\"" : "\"")
                .toString();
    }
}
