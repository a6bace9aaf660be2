package org.uv4lbridge.bench;

import com.sun.management.UnixOperatingSystemMXBean;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.lang.management.ManagementFactory;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import javax.management.JMException;
import javax.management.ObjectName;
import org.apache.camel.CamelContext;
import org.apache.camel.component.micrometer.MicrometerConstants;
import org.uv4lbridge.testkit.RunningBridge;

/** What a bridge in this JVM holds: read from the outside, by its meters, its JVM and its operating system. */
public final class Figures {

    private static final String OURS = "org.uv4lbridge.";
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
        sums.remove("signaling.seats");
        sums.put("exchanges under way", (long) camel.getInflightRepository().size());
        return sums;
    }

    /** Sockets and other files that the process holds open. */
    public long openFiles() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
                ? unix.getOpenFileDescriptorCount()
                : 0;
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
    public long objects() throws JMException {
        String histogram = (String) ManagementFactory.getPlatformMBeanServer()
                .invoke(
                        new ObjectName("com.sun.management:type=DiagnosticCommand"),
                        "gcClassHistogram",
                        new Object[] {new String[0]},
                        new String[] {String[].class.getName()});
        return histogram
                .lines()
                .map(line -> line.strip().split("\\s+"))
                .filter(columns -> columns.length > CLASS && isOfTheBridge(columns[CLASS]))
                .mapToLong(columns -> Long.parseLong(columns[COUNT]))
                .sum();
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
