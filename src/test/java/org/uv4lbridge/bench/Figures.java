package org.uv4lbridge.bench;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.management.JMException;
import javax.management.ObjectName;
import org.apache.camel.CamelContext;
import org.apache.camel.component.micrometer.MicrometerConstants;
import org.uv4lbridge.testkit.RunningBridge;

/** What a bridge in this JVM holds: read from the outside, by its meters, its JVM and its operating system. */
public final class Figures {

    private static final String OURS = "org.uv4lbridge.";
    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");
    private static final int COUNT = 1;
    private static final int CLASS = 3;

    private final CamelContext camel;
    private final MeterRegistry meters;

    public Figures(RunningBridge bridge) {
        camel = bridge.bridge().camelContext();
        meters =
                camel.getRegistry().lookupByNameAndType(MicrometerConstants.METRICS_REGISTRY_NAME, MeterRegistry.class);
    }

    /** The gauges of the bridge by their names, summed up over their tags, and the exchanges under way. */
    public Map<String, Long> held() {
        Map<String, Long> sums = new TreeMap<>();
        for (var meter : meters.getMeters()) {
            if (meter instanceof Gauge gauge && meter.getId().getName().startsWith("signaling.")) {
                sums.merge(meter.getId().getName(), (long) gauge.value(), Long::sum);
            }
        }
        sums.keySet()
                .removeAll(Set.of("signaling.seats", "signaling.build", "signaling.camera.up")); // which nobody holds
        sums.put("exchanges under way", (long) camel.getInflightRepository().size());
        return sums;
    }

    /** Sockets that the process holds open; 0 on systems that don't tell. */
    public long sockets() {
        if (!Files.isDirectory(DESCRIPTORS)) {
            return 0;
        }
        try (Stream<Path> links = Files.list(DESCRIPTORS)) {
            return links.filter(Figures::isSocket).count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isSocket(Path link) {
        try {
            return Files.readSymbolicLink(link).toString().startsWith("socket:");
        } catch (IOException e) {
            return false; // closed since it was listed
        }
    }

    public long threads() {
        return ManagementFactory.getThreadMXBean().getThreadCount();
    }

    /** How many time series there are. */
    public long meters() {
        return meters.getMeters().size();
    }

    /** Bytes of heap that are still in use after a collection. */
    public long heap() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    /** Objects of the bridge's classes that are still in use after a collection. */
    public long objects() {
        return histogram()
                .lines()
                .map(line -> line.strip().split("\\s+"))
                .filter(columns -> columns.length > CLASS && isOfTheBridge(columns[CLASS]))
                .mapToLong(columns -> Long.parseLong(columns[COUNT]))
                .sum();
    }

    private static String histogram() {
        try {
            return (String) ManagementFactory.getPlatformMBeanServer()
                    .invoke(
                            new ObjectName("com.sun.management:type=DiagnosticCommand"),
                            "gcClassHistogram",
                            new Object[] {new String[0]},
                            new String[] {String[].class.getName()});
        } catch (JMException e) {
            throw new IllegalStateException("This JVM does not tell its objects", e);
        }
    }

    /** Lambdas are left out: those that hold nothing are made once, when they are first come by. */
    private static boolean isOfTheBridge(String type) {
        return type.startsWith(OURS)
                && !type.startsWith(OURS + "testkit.")
                && !type.startsWith(OURS + "bench.")
                && !type.contains("$$Lambda");
    }

    /** The sum of a counter over the series that have this tag, by its values. */
    public Map<String, Long> counted(String name, String tag) {
        Map<String, Long> sums = new TreeMap<>();
        for (var meter : meters.getMeters()) {
            if (meter instanceof Counter counter && meter.getId().getName().equals(name)) {
                sums.merge(String.valueOf(meter.getId().getTag(tag)), (long) counter.count(), Long::sum);
            }
        }
        return new LinkedHashMap<>(sums);
    }

    /** The sum of a counter over all its series. */
    public long counted(String name) {
        return counted(name, "").values().stream().mapToLong(Long::longValue).sum();
    }
}
