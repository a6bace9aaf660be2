package org.uv4lbridge.observe;

import java.util.Arrays;
import java.util.function.Function;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.uv4lbridge.route.PromptStep;
import org.uv4lbridge.session.SessionId;
import org.uv4lbridge.signal.Headers;
import org.uv4lbridge.signal.Problem;
import org.uv4lbridge.signal.SignalingException;
import org.uv4lbridge.socket.SparseLog;

/**
 * Logs why a message went no further: a known problem in its sentence, of each problem of a camera some lines at once and
 * then one in a while; anything else in its own words in the same way, and with its stack at DEBUG. Calls that find a camera busy have a line of
 * {@link SessionLog}'s, messages that go in a circle one of {@link org.uv4lbridge.route.RouteDepth}'s. For the routes.
 */
public final class FailureLog implements Processor, PromptStep {

    private static final Logger LOG = LoggerFactory.getLogger("signaling");

    /** Lines of one problem at one camera that are written at once. */
    static final int BURST = 10;

    private final SparseLog sparse = new SparseLog(LOG, BURST);
    private final Function<SessionId, String> mark;

    /** @param mark what the line of a session ends with */
    public FailureLog(Function<SessionId, String> mark) {
        this.mark = mark;
    }

    @Override
    public void process(Exchange exchange) {
        String session = exchange.getMessage().getHeader(Headers.SESSION, "", String.class);
        String camera = exchange.getMessage().getHeader(Headers.CAMERA, "", String.class);
        String end = session.isEmpty() ? "" : mark.apply(new SessionId(session));
        Throwable failure = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
        if (!(failure instanceof SignalingException known)) {
            sparse.error(
                    Arrays.asList(camera, failure == null ? null : failure.getClass()),
                    "{} {} {}",
                    session,
                    camera,
                    failure + end);
            LOG.debug("{} {}", session, camera + end, failure);
        } else if (!known.problem().isBusy() && known.problem() != Problem.IN_A_CIRCLE) {
            sparse.warn(Arrays.asList(camera, known.problem()), "{} {} {}", session, camera, known.getMessage() + end);
        }
    }
}
