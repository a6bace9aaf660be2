package org.uv4lbridge.compare;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What was measured on, and with which versions. */
final class Machine {

    private static final List<List<String>> VERSIONS =
            List.of(List.of("node", "--version"), List.of("/usr/sbin/nginx", "-v"), List.of("/usr/sbin/haproxy", "-v"));

    private Machine() {}

    static String describe() throws IOException {
        String processor = Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
                .filter(line -> line.startsWith("model name") || line.startsWith("Model"))
                .map(line -> line.substring(line.indexOf(':') + 1).trim())
                .findFirst()
                .orElse("unknown");
        long count = Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
                .filter(line -> line.startsWith("processor"))
                .count();
        return Stream.concat(
                        Stream.of(
                                count + " processors " + processor,
                                "Linux " + System.getProperty("os.version").replaceFirst("-.*", ""),
                                "Java " + System.getProperty("java.version")),
                        VERSIONS.stream().map(Machine::firstLine))
                .collect(Collectors.joining(", ", "", "."));
    }

    private static String firstLine(List<String> command) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String said = new String(process.getInputStream().readAllBytes(), UTF_8);
            String name = Path.of(command.get(0)).getFileName().toString();
            String version = said.lines().findFirst().orElse("").replaceAll("^\\D*?(\\d[\\w.~+-]*).*", "$1");
            return name + " " + version;
        } catch (IOException e) {
            return command.get(0) + " unknown";
        }
    }
}
