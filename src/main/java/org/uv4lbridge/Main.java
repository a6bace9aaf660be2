package org.uv4lbridge;

import ch.qos.logback.classic.LoggerContext;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.uv4lbridge.cli.ArchiveCommand;
import org.uv4lbridge.cli.Cli;
import org.uv4lbridge.cli.Shell;
import org.uv4lbridge.config.BridgeConfig;
import org.uv4lbridge.config.ConfigurationException;
import org.uv4lbridge.config.ManagementSettings;
import org.uv4lbridge.config.Settings;

/** The program: {@code java -jar uv4l-bridge.jar}. */
public final class Main {

    private static final int USAGE = 2;
    private static final int UNSAFE_WARNS = 24;

    /** Time for all steps of stopping, beside bridge.drain-timeout; less than systemd's 90 s. */
    private static final Duration STOP = Duration.ofSeconds(60);

    private static final long LOG_MILLIS = 5_000;

    private Main() {}

    public static void main(String[] args) throws InterruptedException, IOException {
        steerNetty();
        boolean trial = args.length > 0 && ArchiveCommand.TRIAL.equals(List.of(args));
        List<Path> libraries = trial ? List.of() : Libraries.of(Jar.file());
        Libraries.use(libraries);
        if (args.length > 0 && !trial) {
            System.getProperties().putIfAbsent("logback.configurationFile", "org/uv4lbridge/cli/logback.xml");
            Shell shell = new Shell(
                    System.in,
                    System.out,
                    System.err,
                    System.getenv(),
                    System.getProperties(),
                    Version.text(),
                    Jar.file());
            System.exit(Cli.run(shell, List.of(args)));
        }
        BridgeConfig config = configuration();
        libraries.forEach(jar -> log().info("With {}", jar));
        Bridge bridge = start(config);
        CountDownLatch stopped = new CountDownLatch(1);
        Duration patience = config.rules().drain().plus(STOP);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(bridge, patience, stopped), "shutdown"));
        if (trial) {
            System.in.transferTo(OutputStream.nullOutputStream());
            System.exit(0);
        }
        stopped.await();
    }

    /**
     * What Netty is told before its first use. To keep used objects, for one more turn, costs more than to make new ones since
     * many of a turn are kept at once; and Java 24 and later warn of what Netty does with Unsafe.
     * Vert.x's own client of DNS servers knows no names of the own network.
     */
    private static void steerNetty() {
        System.getProperties().putIfAbsent("vertx.disableDnsResolver", "true");
        System.getProperties().putIfAbsent("io.netty.recycler.maxCapacityPerThread", "0");
        if (Runtime.version().feature() >= UNSAFE_WARNS) {
            System.getProperties().putIfAbsent("io.netty.noUnsafe", "true");
        }
    }

    private static BridgeConfig configuration() {
        try {
            Settings settings = Settings.read(System.getenv(), System.getProperties());
            ManagementSettings.checkJmx(System.getProperties());
            BridgeConfig config = BridgeConfig.of(settings, System.getenv("UV4L_IP"));
            settings.remarks().forEach(sentence -> log().warn(sentence));
            Settings.strayVariables(System.getenv())
                    .forEach(v -> log().warn("The environment variable {} is not a setting", v));
            return config;
        } catch (Exception e) {
            throw unstarted(e);
        }
    }

    private static Bridge start(BridgeConfig config) {
        try {
            return Bridge.start(config, () -> end(Watchdog.EXIT));
        } catch (Exception e) {
            throw unstarted(e);
        }
    }

    /** Ends the program that could not begin. */
    private static RuntimeException unstarted(Exception reason) {
        if (reason instanceof ConfigurationException) {
            endLog();
            System.err.println(reason.getMessage());
            System.exit(USAGE);
        }
        log().error("The bridge could not be started", reason);
        endLog();
        System.exit(1);
        return new IllegalStateException(reason);
    }

    /** Runs when the JVM is asked to end; ends it with 0, which the JVM by itself would not after a signal. */
    private static void stop(Bridge bridge, Duration patience, CountDownLatch stopped) {
        Thread deadline = new Thread(() -> endAfter(patience), "deadline");
        deadline.setDaemon(true);
        deadline.start();
        try {
            bridge.close();
        } finally {
            stopped.countDown();
            end(0);
        }
    }

    /** Whatever stands in the way of stopping. */
    private static void endAfter(Duration patience) {
        try {
            Thread.sleep(patience.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        log().error("The bridge could not be stopped within {} s", patience.toSeconds());
        end(Watchdog.EXIT);
    }

    /** Ends the JVM at once, with what the log still holds as far as that can be written. */
    private static void end(int code) {
        Thread last = new Thread(Main::endLog, "log");
        last.setDaemon(true);
        last.start();
        try {
            last.join(LOG_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Runtime.getRuntime().halt(code);
    }

    /** Writes what the log holds. */
    private static void endLog() {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext logback) {
            logback.stop();
        }
    }

    /** Not a constant: --help needs no logging. */
    private static Logger log() {
        return LoggerFactory.getLogger(Main.class);
    }
}
