package org.uv4lbridge.observe;

import java.util.Map;
import java.util.function.BooleanSupplier;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;
import org.uv4lbridge.session.Sessions;

/** Whether viewers are served: the public port is open, and calls are taken. */
public final class ServingHealthCheck extends AbstractHealthCheck {

    private final Sessions sessions;
    private final BooleanSupplier listening;

    /** @param listening whether the public port is open */
    public ServingHealthCheck(Sessions sessions, BooleanSupplier listening) {
        super("uv4l", "serving");
        this.sessions = sessions;
        this.listening = listening;
    }

    @Override
    public boolean isLiveness() {
        return false;
    }

    @Override
    protected void doCall(HealthCheckResultBuilder builder, Map<String, Object> options) {
        if (sessions.isDraining()) {
            builder.message("No more calls are taken").down();
        } else if (!listening.getAsBoolean()) {
            builder.message("The public port is not open").down();
        } else {
            builder.message("Calls are taken").up();
        }
    }
}
