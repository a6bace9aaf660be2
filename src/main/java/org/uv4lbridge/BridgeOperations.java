package org.uv4lbridge;

import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;
import org.jspecify.annotations.Nullable;
import org.uv4lbridge.observe.AuditLog;
import org.uv4lbridge.observe.LogLevels;
import org.uv4lbridge.route.RouteMap;
import org.uv4lbridge.session.Caller;
import org.uv4lbridge.viewer.Operations;

/** Routes, log and audit log, as operators see and change them. {@link Bridge} makes one. */
final class BridgeOperations implements Operations {

    private final Supplier<CamelContext> context;
    private final LogLevels levels;
    private final @Nullable AuditLog audit;

    /** @param context which there is not yet before Camel has started */
    BridgeOperations(Supplier<CamelContext> context, LogLevels levels, @Nullable AuditLog audit) {
        this.context = context;
        this.levels = levels;
        this.audit = audit;
    }

    @Override
    public List<RouteMap.Line> routes() {
        return new RouteMap(context.get()).lines();
    }

    @Override
    public Map<String, String> logLevels() {
        return levels.all();
    }

    @Override
    public void setLogLevel(String logger, String level) {
        levels.set(logger, level);
    }

    @Override
    public void steered(Caller who, Map<String, String> what) {
        if (audit != null) {
            audit.steered(who, what);
        }
    }
}
