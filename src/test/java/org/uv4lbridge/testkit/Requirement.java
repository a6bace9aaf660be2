package org.uv4lbridge.testkit;

import java.nio.file.Files;
import java.nio.file.Path;
import org.opentest4j.TestAbortedException;
import org.uv4lbridge.testkit.Browsers.Kind;

/**
 * What some tests need of the machine. A test that misses one is skipped, or fails where the variable
 * {@value #VARIABLE} asks for all tests; without that variable nothing is changed outside of the build's directory.
 */
public enum Requirement {
    CHROMIUM("Chromium", "Debian's package chromium"),
    FIREFOX("Firefox", "Debian's package firefox-esr"),
    ADDRESS("an address besides loopback, without which Firefox plays no video", "a network interface that is up"),
    IPV6("IPv6", "a machine with the address ::1"),
    COTURN("coturn", "Debian's package coturn"),
    NGINX("nginx", "Debian's package nginx-light"),
    HAPROXY("HAProxy", "Debian's package haproxy"),
    CADDY("Caddy", "Debian's package caddy"),
    PROMETHEUS("Prometheus", "Debian's package prometheus"),
    SYSTEMD_ANALYZE("systemd-analyze", "Debian's package systemd"),
    DPKG("dpkg-deb", "Debian's package dpkg"),
    BASH("bash", "Debian's package bash"),
    LINUX("Linux", "a machine, or a container, with Linux"),
    INSTALLING(
            "the permission to install the Debian package on this machine",
            "root in a container with Debian, and " + Requirement.VARIABLE + "=" + Requirement.ALL);

    /** Set to {@value #ALL} it asks for all tests. */
    public static final String VARIABLE = "UV4L_BRIDGE_TESTS";

    static final String ALL = "all";

    private static final Path PROCESSES = Path.of("/proc/self/fd");

    private final String what;
    private final String remedy;

    Requirement(String what, String remedy) {
        this.what = what;
        this.remedy = remedy;
    }

    static Requirement of(Kind browser) {
        return switch (browser) {
            case CHROMIUM -> CHROMIUM;
            case FIREFOX -> FIREFOX;
        };
    }

    /** Whether all tests are asked for, those among them that change the machine. */
    public static boolean isAllAsked() {
        return ALL.equals(System.getenv(VARIABLE));
    }

    /** Goes on only if it is Linux that runs here, with its tables of processes. */
    public static void checkLinux() {
        LINUX.check(Files.isDirectory(PROCESSES));
    }

    /** Goes on only if this program can be run. */
    public void check(Path program) {
        check(Files.isExecutable(program));
    }

    /** Goes on only if it is there. */
    public void check(boolean there) {
        if (!there) {
            throw missing();
        }
    }

    /** What a test that misses it throws. */
    public RuntimeException missing() {
        String message = "needs " + what + ": " + remedy;
        if (isAllAsked()) {
            throw new AssertionError("This test " + message + ", and " + VARIABLE + "=" + ALL + " asks for it");
        }
        return new TestAbortedException(message);
    }
}
