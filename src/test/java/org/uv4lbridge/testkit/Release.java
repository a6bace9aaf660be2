package org.uv4lbridge.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the build makes to be installed, by the version in the POM; static. */
public final class Release {

    private static final Path TARGET = Path.of("target").toAbsolutePath();

    private Release() {}

    /** The version of the project. */
    public static String version() {
        return inPom("<version>([^<]+)</version>");
    }

    /** The time that all files in the packages have, as ISO 8601 has it. */
    public static String time() {
        return inPom("<project.build.outputTimestamp>([^<]+)<");
    }

    public static Path tar() {
        return TARGET.resolve("uv4l-bridge-" + version() + ".tar.gz");
    }

    public static Path debianPackage() {
        return TARGET.resolve("uv4l-bridge_" + version() + "_all.deb");
    }

    private static String inPom(String pattern) {
        try {
            Matcher matcher = Pattern.compile(pattern).matcher(Files.readString(Path.of("pom.xml")));
            if (!matcher.find()) {
                throw new IllegalStateException("Not in pom.xml: " + pattern);
            }
            return matcher.group(1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
