package org.uv4lbridge.viewer;

import java.util.concurrent.atomic.AtomicReference;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;

/** One text of a viewer on its way through the route. Its {@link ViewerSocket} makes it, and lets it go at its end. */
final class Hearing {

    private final AtomicReference<@Nullable Runnable> next;
    /** The exchange of a call. */
    private volatile @Nullable Exchange call;

    /** @param next lets the next text come */
    Hearing(Runnable next) {
        this.next = new AtomicReference<>(next);
    }

    /** It is a call, with this exchange. */
    void isCall(Exchange exchange) {
        call = exchange;
    }

    /** Whether it is a call that has failed. */
    boolean hasFailed() {
        Exchange exchange = call;
        return exchange != null && exchange.getProperty(Exchange.EXCEPTION_CAUGHT) != null;
    }

    /** Lets the viewer's next text come, though this one may still be on its way. */
    void letNextCome() {
        Runnable waiting = next.getAndSet(null);
        if (waiting != null) {
            waiting.run();
        }
    }
}
