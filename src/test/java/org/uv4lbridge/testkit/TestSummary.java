package org.uv4lbridge.testkit;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

/**
 * Says at the end of a build how long each test class took, slowest first, and what was skipped for want of what: run by
 * Maven in its own process, reads the reports that this build has written.
 */
public final class TestSummary {

    private static final List<Path> REPORTS =
            List.of(Path.of("target", "surefire-reports"), Path.of("target", "failsafe-reports"));

    private record TestClass(String name, int tests, double seconds) {}

    private final List<TestClass> classes = new ArrayList<>();
    private final Map<String, Integer> skipped = new TreeMap<>();

    private TestSummary() {}

    public static void main(String... arguments) throws Exception {
        var summary = new TestSummary();
        for (Path directory : REPORTS) {
            if (Files.isDirectory(directory)) {
                summary.read(directory);
            }
        }
        summary.print();
    }

    private void read(Path directory) throws Exception {
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                if (file.getFileName().toString().matches("TEST-.*\\.xml") && isOfThisBuild(file)) {
                    read(DocumentBuilderFactory.newDefaultInstance()
                            .newDocumentBuilder()
                            .parse(file.toFile()));
                }
            }
        }
    }

    private static boolean isOfThisBuild(Path file) throws IOException {
        return Files.getLastModifiedTime(file).toMillis()
                > ManagementFactory.getRuntimeMXBean().getStartTime();
    }

    private void read(Document report) {
        var suite = report.getDocumentElement();
        classes.add(new TestClass(
                suite.getAttribute("name"),
                Integer.parseInt(suite.getAttribute("tests")),
                Double.parseDouble(suite.getAttribute("time"))));
        var reasons = suite.getElementsByTagName("skipped");
        for (int i = 0; i < reasons.getLength(); i++) {
            skipped.merge(reason((Element) reasons.item(i)), 1, Integer::sum);
        }
    }

    /** Of a class that was skipped as a whole the report has only the stack trace, which begins with the reason. */
    private static String reason(Element skip) {
        return skip.hasAttribute("message")
                ? skip.getAttribute("message")
                : skip.getTextContent().strip().lines().findFirst().orElse("").replaceFirst("^[\\w.]+Exception: ", "");
    }

    private void print() {
        if (classes.isEmpty()) {
            return;
        }
        System.out.println("Seconds, tests and name of each test class:");
        classes.sort(Comparator.comparingDouble(TestClass::seconds).reversed());
        for (TestClass one : classes) {
            System.out.printf("%7.1f %4d %s%n", one.seconds(), one.tests(), one.name());
        }
        System.out.printf(
                "%7.1f %4d in all%n",
                classes.stream().mapToDouble(TestClass::seconds).sum(),
                classes.stream().mapToInt(TestClass::tests).sum());
        skipped.forEach((reason, count) -> System.out.println("SKIPPED: " + count + " tests, for each " + reason));
    }
}
