package org.uv4lbridge.cli;

import static java.util.stream.Collectors.joining;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.uv4lbridge.access.AccessRules.Auth;
import org.uv4lbridge.access.LoginObserver;
import org.uv4lbridge.config.AuditSettings;
import org.uv4lbridge.config.BridgeConfig;
import org.uv4lbridge.config.ConfigurationException;
import org.uv4lbridge.config.Settings;
import org.uv4lbridge.demo.DemoCamera;
import org.uv4lbridge.observe.AuditHash;
import org.uv4lbridge.session.Camera;
import org.uv4lbridge.tls.CertificateFiles;
import org.uv4lbridge.tls.UnusableFileException;
import org.uv4lbridge.viewer.Diagnoses;
import org.uv4lbridge.viewer.Diagnoses.Advice;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code doctor}: looks at all that a bridge needs, says what is wrong and what to do. */
@Command(
        name = "doctor",
        description = {
            "Check the configuration, the files it names, routes, ports and every camera, with one real call to each, and"
                    + " say what is wrong and what to do. No bridge need run; if one does, the calls go through it.",
        })
final class DoctorCommand implements Callable<Integer> {

    private static final long DEMO_SECONDS = 30;
    /** Of the demo camera of a bridge that runs, which nobody else needs to know. */
    private static final URI UNKNOWN = URI.create("ws://127.0.0.1/stream/webrtc");

    private final Shell shell;

    @Option(names = "--no-calls", description = "reach the cameras, but call none")
    private boolean noCalls;

    @Mixin
    private final BridgeOptions bridge = new BridgeOptions();

    DoctorCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws Exception {
        Findings findings = new Findings(shell.out());
        BridgeConfig config;
        try {
            config = configuration(findings);
        } catch (ConfigurationException e) {
            findings.fail("configuration", String.valueOf(e.getMessage()));
            return Cli.USAGE;
        }
        try {
            BridgeConfig.checkTemporaryFiles();
        } catch (ConfigurationException e) {
            findings.fail("temporary files", String.valueOf(e.getMessage()));
            return Cli.FAILED;
        }
        files(config, findings);
        routes(config, findings);
        BridgeClient running = ports(config, findings);
        if (running == null || answers(running, config.access().auth(), findings)) {
            cameras(config, running, findings);
        }
        return findings.failures() == 0 ? Cli.OK : Cli.FAILED;
    }

    private BridgeConfig configuration(Findings findings) {
        BridgeConfig config = shell.config();
        List<String> stray = Settings.strayVariables(shell.environment());
        findings.ok(
                "configuration",
                config.location() + ", cameras "
                        + config.cameras().stream().map(Camera::name).collect(joining(", "))
                        + (stray.isEmpty() ? "" : "; no settings: " + String.join(", ", stray)));
        return config;
    }

    private static void files(BridgeConfig config, Findings findings) {
        try {
            config.access().authenticator(Clock.systemUTC(), LoginObserver.NONE).close();
            findings.ok("users", "bridge.auth=" + config.access().auth().word());
        } catch (IOException e) {
            findings.fail("users", e.getMessage() + ".");
        }
        CertificateFiles tls = config.tls();
        if (tls != null) {
            certificate(tls, findings);
            config.differenceOfNames().ifPresent(difference -> findings.fail("names", difference));
        }
        AuditSettings audit = config.audit();
        if (audit != null) {
            auditLog(audit, findings);
        }
    }

    private static void auditLog(AuditSettings audit, Findings findings) {
        Path file = audit.file();
        Path directory = file.toAbsolutePath().getParent();
        if (directory == null || !Files.isWritable(directory) || Files.exists(file) && !Files.isWritable(file)) {
            findings.fail(
                    "audit log",
                    "bridge.audit.file=" + file + " cannot be written here. Make its directory, or run"
                            + " this as the user of the bridge.");
            return;
        }
        try {
            Path keyFile = audit.keyFile();
            AuditHash hashing = keyFile == null ? AuditHash.PLAIN : AuditHash.withKeyOf(keyFile);
            findings.ok("audit log", file + ", " + hashing.algorithm());
        } catch (IOException e) {
            findings.fail("audit log", "bridge.audit.key-file: " + e.getMessage());
        }
    }

    private static void certificate(CertificateFiles tls, Findings findings) {
        try {
            Optional<String> flaw = tls.read().flaw(Instant.now());
            if (flaw.isPresent()) {
                findings.fail("certificate", tls.certificate() + ": " + flaw.get() + ". Renew it.");
            } else {
                findings.ok("certificate", tls.read().toString());
            }
        } catch (UnusableFileException e) {
            findings.fail("certificate", e.getMessage() + ".");
        }
    }

    private static void routes(BridgeConfig config, Findings findings) throws Exception {
        Path directory = config.routes();
        if (directory == null) {
            findings.ok("routes", "those in the jar, for there is no directory routes here");
            return;
        }
        Map<Path, Optional<String>> problems = RoutesCommand.problems(config, directory);
        problems.values().forEach(problem -> problem.ifPresent(text -> findings.fail("routes", text)));
        if (problems.isEmpty()) {
            findings.fail(
                    "routes",
                    directory + ": there is no route file (*.yaml, *.yml) in it. Copy those that are shipped.");
        } else if (problems.values().stream().allMatch(Optional::isEmpty)) {
            findings.ok("routes", directory + ", " + problems.size() + " files");
        }
    }

    /** The bridge that has them, if one has. */
    private @Nullable BridgeClient ports(BridgeConfig config, Findings findings)
            throws IOException, InterruptedException {
        String ports = "bridge.port=" + config.port() + " and bridge.management.port="
                + config.management().port();
        try {
            config.checkPorts();
            findings.ok("ports", ports + " are free");
            return null;
        } catch (ConfigurationException e) {
            if (BridgeSearch.finds(config)) {
                findings.ok("ports", "a bridge is running at " + config.ownAddress() + "; calls go through it");
                return bridge.client(shell);
            }
            findings.fail("ports", String.valueOf(e.getMessage()));
            return null;
        }
    }

    /** Whether a bridge that runs answers who asks; without it no camera can be called. */
    private static boolean answers(BridgeClient running, Auth auth, Findings findings)
            throws IOException, InterruptedException {
        try {
            running.cameras();
            return true;
        } catch (CommandException e) {
            String why = String.valueOf(e.getMessage());
            if (running.isIdentified() || auth == Auth.NONE) {
                findings.fail("calls", why);
            } else {
                findings.skip("calls", why);
            }
            return false;
        }
    }

    private void cameras(BridgeConfig config, @Nullable BridgeClient running, Findings findings) throws Exception {
        Vertx vertx = Vertx.vertx();
        DemoCamera demo = null;
        try {
            Camera ofBridge = config.demoCamera();
            if (ofBridge != null && running == null) {
                demo = DemoCamera.start(vertx, 1)
                        .toCompletionStage()
                        .toCompletableFuture()
                        .get(DEMO_SECONDS, TimeUnit.SECONDS);
            }
            List<Camera> cameras = config.cameras(Optional.of(demo == null ? UNKNOWN : demo.url()));
            CameraVisit visit = new CameraVisit(vertx, config, cameras);
            for (Camera camera : cameras) {
                // The bridge that runs looks after it: somebody may watch, and the camera has one peer.
                if (running != null || connect(visit, camera, findings)) {
                    call(visit, camera, running, findings);
                }
            }
        } finally {
            if (demo != null) {
                await(demo.close());
            }
            await(vertx.close());
        }
    }

    private static boolean connect(CameraVisit visit, Camera camera, Findings findings) throws InterruptedException {
        String what = "camera " + camera.name();
        try {
            findings.ok(what, "answers at " + camera.shownUrl() + " after " + visit.connect(camera) + " ms");
            return true;
        } catch (Trouble e) {
            findings.fail(what, e.advice(Diagnoses.ofPage(), camera.title()));
            return false;
        }
    }

    private void call(CameraVisit visit, Camera camera, @Nullable BridgeClient running, Findings findings)
            throws InterruptedException {
        String what = "call to " + camera.name();
        if (noCalls) {
            findings.skip(what, "not wanted");
            return;
        }
        try {
            findings.ok(what, visit.call(camera, running == null ? null : running.line(camera.name())));
        } catch (Trouble e) {
            Advice advice = e.advice(Diagnoses.ofPage(), camera.title());
            if (e.isBusy()) {
                findings.skip(what, "busy. " + advice.remedy());
            } else {
                findings.fail(what, advice);
            }
        }
    }

    private static void await(Future<Void> end) throws InterruptedException, ExecutionException, TimeoutException {
        end.toCompletionStage().toCompletableFuture().get(DEMO_SECONDS, TimeUnit.SECONDS);
    }
}
