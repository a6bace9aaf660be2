package org.uv4lbridge.observe;

import ch.qos.logback.classic.pattern.ThrowableProxyConverter;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.StackTraceElementProxy;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Logback's {@code %safeTrace}: the stack trace, with what exceptions say escaped as {@code %safe} does. */
public final class SafeTraceConverter extends ThrowableProxyConverter {

    @Override
    protected String throwableProxyToString(IThrowableProxy throwable) {
        return super.throwableProxyToString(new Escaped(throwable));
    }

    /** A throwable whose message, and those of its causes, are in one line each. */
    private record Escaped(IThrowableProxy throwable) implements IThrowableProxy {

        private static @Nullable IThrowableProxy of(@Nullable IThrowableProxy throwable) {
            return throwable == null ? null : new Escaped(throwable);
        }

        private static @Nullable String escape(@Nullable String message) {
            return message == null ? null : SafeMessageConverter.escape(message);
        }

        @Override
        public @Nullable String getMessage() {
            return escape(throwable.getMessage());
        }

        @Override
        public @Nullable String getOverridingMessage() {
            return escape(throwable.getOverridingMessage());
        }

        @Override
        public String getClassName() {
            return throwable.getClassName();
        }

        @Override
        public StackTraceElementProxy[] getStackTraceElementProxyArray() {
            return throwable.getStackTraceElementProxyArray();
        }

        @Override
        public int getCommonFrames() {
            return throwable.getCommonFrames();
        }

        @Override
        public @Nullable IThrowableProxy getCause() {
            return of(throwable.getCause());
        }

        @Override
        public IThrowableProxy[] getSuppressed() {
            return Stream.of(throwable.getSuppressed()).map(Escaped::new).toArray(IThrowableProxy[]::new);
        }

        @Override
        public boolean isCyclic() {
            return throwable.isCyclic();
        }
    }
}
