package org.uv4lbridge;

import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.uv4lbridge.testkit.BridgeScene;
import org.uv4lbridge.testkit.HttpProbe;
import org.uv4lbridge.testkit.Prometheus;
import org.uv4lbridge.testkit.RunningBridge;
import org.uv4lbridge.testkit.TestViewer;

/** {@code monitoring/} with a real Prometheus. */
@Tag("core")
class MonitoringIT extends BridgeScene {

    private static final Path RULES = Prometheus.MONITORING.resolve("uv4l-bridge.rules.yml");
    private static final Path RULES_TEST = Prometheus.MONITORING.resolve("uv4l-bridge.rules.test.yml");
    private static final Path DASHBOARD = Prometheus.MONITORING.resolve("grafana/uv4l-bridge.json");
    private static final Path OPERATIONS = Path.of("docs/operations.md");
    private static final Pattern ALERT = Pattern.compile("- alert: (\\w+)");
    private static final Pattern METRIC = Pattern.compile("\\b(?:signaling|jvm|process|system)_[a-z_]+");
    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void promtoolFindsNothingWrongWithConfigurationAndRules() throws Exception {
        assertThat(Prometheus.promtool("check", "config", "prometheus.yml"))
                .doesNotContainIgnoringCase("warning")
                .endsWith("exit code 0");
        assertThat(Prometheus.promtool("check", "rules", RULES.getFileName().toString()))
                .endsWith("exit code 0");
    }

    @Test
    void eachAlertComesWhenItShould() throws Exception {
        assertThat(Prometheus.promtool("test", "rules", RULES_TEST.getFileName().toString()))
                .endsWith("exit code 0");
        assertThat(names(ALERT, RULES)).isNotEmpty().allSatisfy(alert -> assertThat(Files.readString(RULES_TEST))
                .as("a time at which it comes")
                .containsPattern("alertname: " + alert + "\\s+eval_time: \\w+\\s+exp_alerts:"));
    }

    @Test
    void eachAlertIsExplained() throws Exception {
        assertThat(names(ALERT, RULES)).isNotEmpty().allSatisfy(alert -> assertThat(Files.readString(OPERATIONS))
                .contains("| `" + alert + "` |"));
    }

    @Test
    void aBridgeGivesPrometheusWhatRulesAndDashboardAskFor(@TempDir Path directory) throws Exception {
        RunningBridge bridge = bridge(camera());
        TestViewer viewer = viewer(bridge, "/");
        viewer.hello();
        viewer.playCall();
        viewer.send("""
                {"what":"bridge","event":"timeline","entries":[{"at":750,"name":"frame","detail":{}}]}""");
        viewer.hangup();
        eventually(
                () -> assertThat(bridge.meter("signaling_session_ended_total")).isEqualTo(1));
        try (Prometheus prometheus =
                Prometheus.start(directory, bridge.management("/").getAuthority())) {
            eventually(() -> assertThat(value(prometheus, "signaling_first_frame_duration_seconds_sum"))
                    .isEqualTo("0.75"));
            // Not one of them after another: a scrape that takes more than its second leaves nothing of the one before.
            eventually(() -> {
                assertThat(value(prometheus, "up")).isEqualTo("1");
                assertThat(value(prometheus, "signaling_camera_up{camera=\"porch\"}"))
                        .isEqualTo("1");
                assertThat(value(prometheus, "signaling_camera_reconnects_total{camera=\"porch\"}"))
                        .isEqualTo("0");
                assertThat(value(prometheus, "signaling_session_ended_total{outcome=\"hung_up\"}"))
                        .isEqualTo("1");
            });
            Set<String> scraped = scraped(prometheus);
            assertThat(names(METRIC, RULES)).isNotEmpty().allSatisfy(name -> assertThatThereIs(name, scraped));
            assertThat(expressions()).hasSizeGreaterThan(20).allSatisfy(expression -> {
                assertThat(METRIC.matcher(expression).results()).allSatisfy(m -> assertThatThereIs(m.group(), scraped));
                assertThat(prometheus.query(expression).status()).as(expression).isEqualTo(200);
            });
        }
    }

    @Test
    void aBridgeIsScrapedByItsNameFromOtherMachines(@TempDir Path directory) throws Exception {
        RunningBridge bridge = bridge(
                Map.of(
                        "bridge.hosts", "uv4l-bridge",
                        "bridge.management.username", "prometheus",
                        "bridge.management.password", "secret of prometheus"),
                Map.of("porch", camera().uri()));
        try (Prometheus prometheus =
                Prometheus.startByName(directory, bridge.management("/").getAuthority(), "secret of prometheus")) {
            eventually(() -> assertThat(value(prometheus, "up{job=\"uv4l-bridge-by-name\"}"))
                    .isEqualTo("1"));
        }
    }

    /** Some counters appear with their first event, or with an audit log. */
    private static void assertThatThereIs(String metric, Set<String> scraped) throws IOException {
        if (!scraped.contains(metric)) {
            assertThat(metric).endsWith("_total");
            assertThat(Files.readString(OPERATIONS)).contains("| `" + metric + "` |");
        }
    }

    private static Set<String> scraped(Prometheus prometheus) throws IOException {
        Set<String> names = new TreeSet<>();
        String answer = HttpProbe.get(prometheus.api("label/__name__/values")).body();
        JSON.readTree(answer).path("data").forEach(name -> names.add(name.asText()));
        return names;
    }

    /** The first value of what an expression gives, or an empty text. */
    private static String value(Prometheus prometheus, String expression) throws IOException {
        return JSON.readTree(prometheus.query(expression).body())
                .at("/data/result/0/value/1")
                .asText();
    }

    /** What the dashboard's panels ask, with its variables at "all". */
    private static List<String> expressions() throws IOException {
        List<JsonNode> found = JSON.readTree(DASHBOARD.toFile()).findValues("expr");
        return found.stream()
                .map(expression -> expression
                        .asText()
                        .replaceAll("\\$(instance|camera)", ".*")
                        .replaceAll("\\$__(rate_interval|range)", "5m"))
                .toList();
    }

    private static Set<String> names(Pattern pattern, Path file) throws IOException {
        return pattern.matcher(Files.readString(file))
                .results()
                .map(m -> m.group(m.groupCount()))
                .collect(toCollection(TreeSet::new));
    }
}
