package org.uv4lbridge;

import ch.qos.logback.classic.LoggerContext;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.uv4lbridge.access.UsersFile;
import org.uv4lbridge.config.AccessSettings;
import org.uv4lbridge.config.BridgeConfig;
import org.uv4lbridge.config.ConfigurationException;
import org.uv4lbridge.config.ManagementSettings;
import org.uv4lbridge.config.Settings;
import org.uv4lbridge.observe.AuditCommand;

/** The program: {@code java -jar uv4l-bridge.jar}. */
public final class Main {

    private static final int USAGE = 2;
    private static final int UNSAFE_WARNS = 24;
    private static final String HELP = """
            UV4L bridge: lets browsers watch UV4L cameras.

            Usage: java [-Dbridge.KEY=VALUE ...] -jar uv4l-bridge.jar [--help | --version]
                   java -jar uv4l-bridge.jar audit verify FILE [--expect HASH]
                   java [-Dbridge.KEY=VALUE ...] -jar uv4l-bridge.jar user add NAME [--cameras a,b] [--watch-only]
                   java [-Dbridge.KEY=VALUE ...] -jar uv4l-bridge.jar user remove NAME | user list
                   java -jar uv4l-bridge.jar archive [FILE]

            Reads ./config/application.properties and the routes in ./routes; without them the copies in the jar.
            Every setting is explained in config/application.properties and can be given as -Dbridge.port=41337 or
            as environment variable BRIDGE_PORT=41337. UV4L_IP=192.168.0.100 watches that one camera; with no camera
            at all a built-in demo camera serves.

            audit verify says whether an audit log is whole; if not, it names the first line that was altered or is
            missing, and exits with 1. With --expect it also fails if the line with that SHA-256 is no longer there.

            user add asks for a password and writes its salted hash to the file of bridge.auth.users, config/users; without
            --cameras the user may watch all.

            archive makes an archive of classes, uv4l-bridge.jsa beside the jar or FILE, with which the bridge starts in half
            the time: java -XX:SharedArchiveFile=uv4l-bridge.jsa -jar uv4l-bridge.jar. It is for this Java and this jar:
            make it anew when either has changed. For small machines: java @config/pi.options -jar uv4l-bridge.jar.

            Exit codes: 0 stopped, 1 failed, 2 the command line, configuration or a route file is wrong.
            """;

    private Main() {}

    public static void main(String[] args) throws InterruptedException, IOException {
        boolean trial = args.length > 0 && ArchiveCommand.TRIAL.equals(List.of(args));
        if (args.length > 0 && !trial) {
            System.exit(answer(List.of(args)));
        }
        avoidUnsafe();
        Bridge bridge = start();
        CountDownLatch stopped = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(bridge, stopped), "shutdown"));
        if (trial) {
            System.in.transferTo(OutputStream.nullOutputStream());
            System.exit(0);
        }
        stopped.await();
    }

    /** Java 24 and later warn of what Netty does with Unsafe, unless Netty, before its first use, is told to do without. */
    private static void avoidUnsafe() {
        if (Runtime.version().feature() >= UNSAFE_WARNS) {
            System.getProperties().putIfAbsent("io.netty.noUnsafe", "true");
        }
    }

    private static int answer(List<String> args) {
        switch (args.get(0)) {
            case "--help", "-h" -> System.out.print(HELP);
            case "--version", "-V" -> System.out.println("UV4L bridge " + Version.text());
            case "audit" -> {
                return AuditCommand.run(args.subList(1, args.size()), System.out, System.err);
            }
            case "archive" -> {
                return new ArchiveCommand(System.out, System.err).run(args.subList(1, args.size()));
            }
            case "user" -> {
                return users(args.subList(1, args.size()));
            }
            default -> {
                System.err.println(args.get(0) + " is not understood; --help tells what is.");
                return USAGE;
            }
        }
        return 0;
    }

    private static int users(List<String> args) {
        try {
            Settings settings = Settings.read(System.getenv(), System.getProperties());
            UsersFile file = new UsersFile(AccessSettings.usersFile(settings));
            return new UserCommand(file, System.in, System.out, System.err).run(args);
        } catch (ConfigurationException e) {
            System.err.println(e.getMessage());
            return USAGE;
        }
    }

    private static Bridge start() {
        try {
            Settings settings = Settings.read(System.getenv(), System.getProperties());
            ManagementSettings.checkJmx(System.getProperties());
            BridgeConfig config = BridgeConfig.of(settings, System.getenv("UV4L_IP"));
            Settings.strayVariables(System.getenv())
                    .forEach(v -> log().warn("The environment variable {} is not a setting", v));
            return Bridge.start(config);
        } catch (ConfigurationException e) {
            endLog();
            System.err.println(e.getMessage());
            System.exit(USAGE);
        } catch (Exception e) {
            log().error("The bridge could not be started", e);
            endLog();
            System.exit(1);
        }
        throw new IllegalStateException();
    }

    /** Runs when the JVM is asked to end; ends it with 0, which the JVM by itself would not after a signal. */
    private static void stop(Bridge bridge, CountDownLatch stopped) {
        bridge.close();
        endLog();
        stopped.countDown();
        Runtime.getRuntime().halt(0);
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
