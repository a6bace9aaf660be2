package org.uv4lbridge.trace;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporterBuilder;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.uv4lbridge.session.SessionId;
import org.uv4lbridge.session.SessionObserver;

/** Traces that go to a collector, in batches and by a thread of their own; those it does not take are lost. */
final class CollectedTraces implements Traces {

    private static final Duration BATCH = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final int MOST_WAITING = 4_096;
    private static final long STOP_SECONDS = 2;

    private final SdkTracerProvider provider;
    private final Tracer tracer;
    private final CallTraces calls;

    private CollectedTraces(SdkTracerProvider provider) {
        this.provider = provider;
        this.tracer = provider.get("org.uv4lbridge");
        this.calls = new CallTraces(tracer, Clock.systemUTC());
    }

    static Traces to(URI collector, double sample, Map<String, String> headers, String version) {
        OtlpHttpSpanExporterBuilder exporter = OtlpHttpSpanExporter.builder()
                .setEndpoint(collector.toString().replaceFirst("/$", "") + "/v1/traces")
                .setTimeout(PATIENCE);
        headers.forEach(exporter::addHeader);
        return new CollectedTraces(SdkTracerProvider.builder()
                .setResource(Resource.getDefault()
                        .merge(Resource.create(Attributes.builder()
                                .put("service.name", "uv4l-bridge")
                                .put("service.version", version)
                                .build())))
                .setSampler(Sampler.parentBased(Sampler.traceIdRatioBased(sample)))
                .addSpanProcessor(BatchSpanProcessor.builder(new WatchedExporter(exporter.build(), collector))
                        .setScheduleDelay(BATCH)
                        .setMaxQueueSize(MOST_WAITING)
                        .build())
                .build());
    }

    @Override
    public SessionObserver beside(SessionObserver observer) {
        return SessionObserver.all(observer, calls);
    }

    @Override
    public void follow(CamelContext context) {
        context.getRegistry().bind("traces", Tracer.class, tracer);
        context.getRegistry()
                .bind("callOfMessage", ContextPropagators.class, ContextPropagators.create(new CallOfMessage(calls)));
        context.addRoutePolicyFactory(new AskedCalls(calls));
        new RouteTracer().init(context);
        context.getCamelContextExtension().addLogListener(new MarkedLines(calls));
    }

    @Override
    public String mark(SessionId session) {
        return calls.mark(session);
    }

    /** Sends what is left, as far as that is soon done. */
    @Override
    public void close() {
        calls.close();
        provider.shutdown().join(STOP_SECONDS, TimeUnit.SECONDS);
    }
}
