package org.uv4lbridge.observe;

import java.util.Map;
import java.util.function.BooleanSupplier;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;

/** Whether all event loops go on; without one of them, some viewers are not served any more. */
public final class EventLoopsHealthCheck extends AbstractHealthCheck {

    private final BooleanSupplier oneStands;

    /** @param oneStands whether an event loop stands still */
    public EventLoopsHealthCheck(BooleanSupplier oneStands) {
        super("uv4l", "event-loops");
        this.oneStands = oneStands;
    }

    @Override
    protected void doCall(HealthCheckResultBuilder builder, Map<String, Object> options) {
        if (oneStands.getAsBoolean()) {
            builder.message("An event loop stands still").down();
        } else {
            builder.message("All event loops go on").up();
        }
    }
}
