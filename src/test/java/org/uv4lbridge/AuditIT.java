package org.uv4lbridge;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.management.ObjectName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.uv4lbridge.cli.Called;
import org.uv4lbridge.observe.AuditHash;
import org.uv4lbridge.observe.AuditLog;
import org.uv4lbridge.observe.AuditOptions;
import org.uv4lbridge.testkit.BridgeScene;
import org.uv4lbridge.testkit.FakeUv4lCamera;
import org.uv4lbridge.testkit.Program;
import org.uv4lbridge.testkit.RunningBridge;
import org.uv4lbridge.testkit.TestViewer;

/** What the audit log holds of real calls, and what the command says of it. */
@Tag("core")
class AuditIT extends BridgeScene {

    private static final String CHECKED = "[0-9a-f]{64}";

    @TempDir
    Path directory;

    private Path log() {
        return directory.resolve("audit.jsonl");
    }

    private RunningBridge audited(FakeUv4lCamera porch) throws Exception {
        return closing(RunningBridge.start(
                Files.createTempDirectory(directory, "routes"),
                Map.of("bridge.audit.file", log().toString()),
                Map.of("porch", porch.uri())));
    }

    private List<JsonNode> lines() {
        ObjectMapper json = new ObjectMapper();
        try (Stream<String> lines = Files.lines(log())) {
            return lines.map(line -> {
                        try {
                            return json.readTree(line);
                        } catch (IOException e) {
                            throw new UncheckedIOException(e);
                        }
                    })
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<String> events() {
        return lines().stream()
                .map(line -> (line.path("event").asText() + " "
                                + line.path("outcome").asText())
                        .strip())
                .toList();
    }

    private Program audit(String... arguments) {
        String[] all = Stream.concat(Stream.of("audit"), Stream.of(arguments)).toArray(String[]::new);
        return closing(Program.run(directory, Map.of(), all));
    }

    @Test
    void aCallIsAskedForBeginsAndEnds() throws Exception {
        FakeUv4lCamera camera = camera();
        try (RunningBridge bridge = audited(camera)) {
            TestViewer viewer = viewer(bridge, "/");
            viewer.playCall();
            viewer.hangup();
            camera.awaitHangups(1);
        }
        assertThat(events()).containsExactly("started", "asked", "began", "ended hung_up", "stopped");
        JsonNode ended = lines().get(3);
        assertThat(ended.path("camera").asText()).isEqualTo("porch");
        assertThat(ended.path("address").asText()).isEqualTo("127.0.0.1");
        assertThat(ended.path("session").asText()).matches("[a-z0-9]{10,}-1");
        assertThat(ended.path("seconds").isIntegralNumber()).isTrue();
        assertThat(lines().subList(1, 4)).allMatch(line -> line.path("session").equals(ended.path("session")));
    }

    @Test
    void aCallThatIsRefusedIsThereToo() throws Exception {
        try (RunningBridge bridge = audited(camera())) {
            viewer(bridge, "/").playCall();
            TestViewer tooMany = viewer(bridge, "/");
            tooMany.call();
            tooMany.awaitMessage("message");
        }
        assertThat(events())
                .containsExactly("started", "asked", "began", "asked", "ended busy", "ended bridge_stopped", "stopped");
    }

    @Test
    void nothingOfTheMessagesIsInIt() throws Exception {
        FakeUv4lCamera camera = camera();
        try (RunningBridge bridge = audited(camera)) {
            TestViewer viewer = viewer(bridge, "/");
            viewer.playCall();
            viewer.message("newsOfTomorrow", "x");
            viewer.hangup();
            camera.awaitHangups(1);
        }
        assertThat(log()).content().doesNotContain("v=0", "candidate", "vformat", "newsOfTomorrow", "what");
    }

    @Test
    void aLogOfAnotherDayIsContinuedInANewFile() throws Exception {
        AuditOptions options = new AuditOptions(log(), 0, 0, AuditHash.PLAIN);
        AuditLog.open(options, "0.1.0", () -> Instant.parse("2020-02-29T12:00:00Z"))
                .close();
        RunningBridge bridge = audited(camera());
        eventually(() -> assertThat(bridge.meter("signaling_audit_lines")).isEqualTo(4));
        bridge.close();
        assertThat(events()).containsExactly("continued", "started", "stopped");
        assertThat(lines().get(0).path("after").asText()).isEqualTo("audit.0000000001.2020-02-29.jsonl");
        Called verify = Called.with(
                Map.of(),
                "",
                "audit",
                "verify",
                directory.resolve("audit.0000000001.2020-02-29.jsonl").toString(),
                log().toString());
        assertThat(verify.out()).contains("is whole: it ends with line 5, ");
    }

    @Test
    void withAKeyOnlyItsHoldersCanTellThatALogIsWhole() throws Exception {
        Path key = Files.writeString(directory.resolve("audit.key"), "0123456789abcdef".repeat(4) + "\n");
        closing(RunningBridge.start(
                        Files.createTempDirectory(directory, "routes"),
                        Map.of("bridge.audit.file", log().toString(), "bridge.audit.key-file", key.toString()),
                        Map.of("porch", camera().uri())))
                .close();
        assertThat(Called.with(Map.of(), "", "audit", "verify", log().toString(), "--key-file", key.toString())
                        .out())
                .contains("audit.jsonl is whole: it ends with line 2, HMAC-SHA-256 ");
        assertThat(Called.with(Map.of(), "", "audit", "verify", log().toString())
                        .err())
                .endsWith("audit.jsonl was written with a key: give its file with --key-file.\n");
        assertThat(log()).content().doesNotContain("0123456789abcdef0123456789abcdef");
    }

    @Tag("process")
    @Test
    void itsEndIsShownWhileTheBridgeRunsAndContinuedByTheNext() throws Exception {
        ObjectName bean = new ObjectName("org.uv4lbridge:type=Audit");
        String hash;
        try (RunningBridge bridge = audited(camera())) {
            viewer(bridge, "/").playCall();
            eventually(
                    () -> assertThat(ManagementFactory.getPlatformMBeanServer().getAttribute(bean, "Lines"))
                            .isEqualTo(3L));
            hash = (String) ManagementFactory.getPlatformMBeanServer().getAttribute(bean, "Hash");
            assertThat(bridge.meter("signaling_audit_lost_total")).isZero();
        }
        assertThat(lines().get(2).path("hash").asText()).isEqualTo(hash);
        audited(camera()).close();
        Program verify = audit("verify", "audit.jsonl", "--expect", hash);
        assertThat(verify.awaitExit()).isZero();
        assertThat(verify.stdout())
                .matches("audit.jsonl is whole and has the expected line 3: it ends with line 7, SHA-256 " + CHECKED
                        + "\\.\n");
    }

    @Tag("process")
    @Test
    void theCommandNamesTheFirstLineThatIsMissing() throws Exception {
        audited(camera()).close();
        audited(camera()).close();
        Program whole = audit("verify", "audit.jsonl");
        assertThat(whole.awaitExit()).isZero();
        assertThat(whole.stdout()).matches("audit.jsonl is whole: it ends with line 4, SHA-256 " + CHECKED + "\\.\n");
        assertThat(whole.stderr()).isEmpty();

        List<String> lines = Files.readAllLines(log());
        Files.write(log(), List.of(lines.get(0), lines.get(2), lines.get(3)));
        Program broken = audit("verify", "audit.jsonl");
        assertThat(broken.awaitExit()).isEqualTo(1);
        assertThat(broken.stdout())
                .isEqualTo("audit.jsonl is not whole: line 2 is missing: in its place is number 3.\n");

        Files.write(log(), lines.subList(0, 3));
        String last = lines.get(3).replaceFirst(".*\"hash\":\"([0-9a-f]+)\"}", "$1");
        Program shortened = audit("verify", "audit.jsonl", "--expect", last);
        assertThat(shortened.awaitExit()).isEqualTo(1);
        assertThat(shortened.stdout())
                .startsWith(
                        "audit.jsonl is not whole: the line with the expected hash is missing. The end of the log was cut off");
    }

    @Tag("process")
    @Test
    void theCommandSaysHowItIsUsed() {
        for (String[] wrong : List.of(
                new String[] {},
                new String[] {"verify"},
                new String[] {"check", "audit.jsonl"},
                new String[] {"verify", "audit.jsonl", "--expect"},
                new String[] {"verify", "audit.jsonl", "--expect", "x"},
                new String[] {"verify", "none.jsonl"})) {
            Program program = audit(wrong);
            assertThat(program.awaitExit()).as(program.stderr()).isEqualTo(2);
            assertThat(program.stderr()).hasLineCount(1);
            assertThat(program.stdout()).isEmpty();
        }
    }

    @Tag("process")
    @Test
    void aKeyThatIsTooShortStopsTheStart() throws IOException {
        Files.writeString(directory.resolve("audit.key"), "secret\n");
        Program program = closing(Program.run(
                directory, Map.of("bridge.audit.file", "audit.jsonl", "bridge.audit.key-file", "audit.key")));
        assertThat(program.awaitExit()).isEqualTo(2);
        assertThat(program.stderr())
                .isEqualTo("bridge.audit.key-file: audit.key: a key has at least 32 bytes, this has 6. Make one with:"
                        + " openssl rand -hex 32 > audit.key\n");
        assertThat(log()).doesNotExist();
    }

    @Tag("process")
    @Test
    void aLogThatCannotBeOpenedStopsTheStart() {
        Program program = closing(Program.run(directory, Map.of("bridge.audit.file", "none/audit.jsonl")));
        assertThat(program.awaitExit()).isEqualTo(2);
        assertThat(program.stderr())
                .isEqualTo("bridge.audit.file=none/audit.jsonl cannot be used: there is no such directory.\n");
    }
}
