package org.uv4lbridge.trace;

import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.net.URI;
import java.util.Collection;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Level;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says once that a collector takes no spans, and once that it does again; OpenTelemetry's own log would say so on and on. */
final class WatchedExporter implements SpanExporter {

    private static final Logger LOG = LoggerFactory.getLogger(WatchedExporter.class);
    /** Held here, for Java forgets the level of a logger that nobody holds. */
    private static final java.util.logging.Logger OWN = java.util.logging.Logger.getLogger("io.opentelemetry");

    private final SpanExporter exporter;
    private final URI collector;
    private final AtomicBoolean failing = new AtomicBoolean();

    WatchedExporter(SpanExporter exporter, URI collector) {
        this.exporter = exporter;
        this.collector = collector;
        OWN.setLevel(Level.OFF);
    }

    @Override
    public CompletableResultCode export(Collection<SpanData> spans) {
        CompletableResultCode result = exporter.export(spans);
        result.whenComplete(() -> tell(result));
        return result;
    }

    private void tell(CompletableResultCode result) {
        if (!failing.compareAndSet(result.isSuccess(), !result.isSuccess())) {
            return;
        }
        if (result.isSuccess()) {
            LOG.info("Traces reach {} again", collector);
        } else {
            LOG.warn(
                    "Traces do not reach {}, and are lost: {}",
                    collector,
                    String.valueOf(result.getFailureThrowable()));
        }
    }

    @Override
    public CompletableResultCode flush() {
        return exporter.flush();
    }

    @Override
    public CompletableResultCode shutdown() {
        return exporter.shutdown();
    }
}
