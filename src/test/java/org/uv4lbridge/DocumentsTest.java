package org.uv4lbridge;

import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.uv4lbridge.cli.Cli;
import org.uv4lbridge.cli.Shell;
import org.uv4lbridge.session.Outcome;
import org.uv4lbridge.signal.Problem;
import org.uv4lbridge.signal.What;

/** What the documents name exists, and what exists is named where a reader looks for it. */
@Tag("unit")
class DocumentsTest {

    private static final Path README = Path.of("README.md");
    private static final Path ARCHITECTURE = Path.of("docs/architecture.md");
    private static final Path OPERATIONS = Path.of("docs/operations.md");
    private static final Path PROTOCOL = Path.of("docs/protocol.md");
    private static final Path ROUTES = Path.of("docs/routes.md");
    private static final Path SETTINGS = Path.of("config/application.properties");
    private static final Path MAIN = Path.of("src/main/java/org/uv4lbridge");

    private static final Pattern CODE_BLOCK = Pattern.compile("(?ms)^```.*?^```$");
    private static final Pattern SHELL_BLOCK = Pattern.compile("(?ms)^```sh\\n(.*?)^```$");
    private static final Pattern LINK = Pattern.compile("]\\(([^)\\s]+)\\)");
    private static final Pattern HEADING = Pattern.compile("(?m)^#{1,6} (.+)$");
    private static final Pattern KEY = Pattern.compile("(?:(?<![\\w/.-])|-D)(bridge(?:\\.[A-Za-z0-9*-]+)+)");
    private static final Pattern CAMERA_NAME = Pattern.compile("^(bridge\\.cameras\\.)[^.]+");
    private static final Pattern VARIABLE = Pattern.compile("\\bBRIDGE_[A-Z_]+");
    private static final Pattern METER = Pattern.compile("\\bsignaling_[a-z_]+");
    private static final Pattern METER_NAME = Pattern.compile("\"(signaling\\.[a-z.]+)\"");
    /** What Prometheus' names end with for their types and units. */
    private static final Pattern OF_TYPE =
            Pattern.compile("(_total|(_seconds|_characters)?(_bucket|_count|_sum|_max)?)$");

    private static final Pattern WARNING = Pattern.compile(
            "(?:LOG|log|log\\(\\))\\s*\\.(?:warn|error)\\(\\s*(?:[\\w.]+(?:\\(\\))?,\\s*)?\"([^\"]+)\"");
    private static final Pattern HEADER = Pattern.compile("\\bCamelUv4l[A-Z]\\w+");
    private static final Pattern TEST_CLASS = Pattern.compile("\\b[A-Z]\\w*(?:Test|IT)\\b");
    private static final Pattern CLASS_IN_CODE_MAP = Pattern.compile("`([A-Z][A-Za-z0-9]+)`");
    private static final Set<String> PHASES = Set.of("compile", "test", "package", "verify", "install");

    static List<Path> documents() {
        try (Stream<Path> files = Files.walk(Path.of("."))) {
            return files.map(Path::normalize)
                    .filter(p -> p.toString().endsWith(".md"))
                    .filter(p -> !p.startsWith("target") && !p.toString().startsWith("."))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @MethodSource("documents")
    void everyLinkLeadsSomewhere(Path document) {
        String text = CODE_BLOCK.matcher(read(document)).replaceAll("");
        for (String link : groups(LINK, text)) {
            if (link.matches("[a-z]+:.*")) {
                continue;
            }
            String[] parts = link.split("#", 2);
            Path target = parts[0].isEmpty()
                    ? document
                    : document.resolveSibling(parts[0]).normalize();
            assertThat(target).as("%s links to %s", document, link).exists();
            if (parts.length == 2) {
                assertThat(anchors(target)).as("%s links to %s", document, link).contains(parts[1]);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("documents")
    void everySettingThatIsNamedIsOne(Path document) {
        Set<String> known = new HashSet<>();
        settings().forEach(key -> known.add(cameraless(key)));
        for (String key : groups(KEY, read(document))) {
            String general = cameraless(key);
            boolean real = general.endsWith(".*")
                    ? known.stream().anyMatch(k -> k.startsWith(general.substring(0, general.length() - 1)))
                    : known.contains(general);
            assertThat(real).as("%s names %s", document, key).isTrue();
        }
    }

    @ParameterizedTest
    @MethodSource("documents")
    void everyVariableThatIsNamedIsASetting(Path document) {
        Set<String> known = settings().stream()
                .map(key -> key.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_'))
                .collect(toCollection(TreeSet::new));
        assertThat(known).as(document.toString()).containsAll(matches(VARIABLE, read(document)));
    }

    @ParameterizedTest
    @MethodSource("documents")
    void everyMeterThatIsNamedExists(Path document) {
        assertThat(meters()).as(document.toString()).containsAll(documentedMeters(document));
    }

    @Test
    void everyMeterIsExplained() {
        assertThat(documentedMeters(OPERATIONS)).containsExactlyInAnyOrderElementsOf(meters());
    }

    /** What the sources log as a warning or an error, with an ellipsis for each value. */
    @Test
    void everyWarningAndErrorOfTheLogIsExplained() {
        assertThat(groups(WARNING, sources()).stream().map(text -> text.replace("{}", "…")))
                .hasSizeGreaterThan(15)
                .allSatisfy(line -> assertThat(read(OPERATIONS)).contains(line.replaceFirst(": …$", "")));
    }

    @ParameterizedTest
    @EnumSource(Outcome.class)
    void everyOutcomeIsExplained(Outcome outcome) {
        assertThat(read(OPERATIONS)).contains("| `" + outcome.word() + "` |");
    }

    @ParameterizedTest
    @EnumSource(Problem.class)
    void everySentenceToViewersIsListed(Problem problem) {
        assertThat(read(PROTOCOL))
                .contains("| `" + problem + "` | " + problem.exception().getMessage() + " |");
    }

    @ParameterizedTest
    @EnumSource(What.class)
    void everyKindOfMessageIsListed(What what) {
        assertThat(read(ROUTES)).contains("`" + what.word() + "`");
    }

    @ParameterizedTest
    @MethodSource("documents")
    void everyHeaderThatIsNamedExists(Path document) {
        Set<String> known = matches(HEADER, read(MAIN.resolve("signal/Headers.java")));
        assertThat(known).as(document.toString()).containsAll(matches(HEADER, read(document)));
    }

    @ParameterizedTest
    @MethodSource("documents")
    void everyTestThatIsNamedExists(Path document) {
        assertThat(fileNames(Path.of("src/test/java")))
                .as(document.toString())
                .containsAll(matches(TEST_CLASS, read(document)));
    }

    @Test
    void everyClassOfTheCodeMapExists() {
        String text = read(ARCHITECTURE);
        String codeMap = text.substring(text.indexOf("## Code map"), text.indexOf("## Invariants"));
        assertThat(fileNames(MAIN)).containsAll(groups(CLASS_IN_CODE_MAP, codeMap));
    }

    @Test
    void everyRouteFileIsExplained() throws IOException {
        String text = read(ROUTES);
        try (Stream<Path> files = Files.list(Path.of("routes"))) {
            assertThat(files.map(f -> f.getFileName().toString()))
                    .allSatisfy(name -> assertThat(text).contains("(../routes/" + name + ")"));
        }
    }

    @Test
    void everyExampleOfARouteIsInTheTableAndSaysWhatToChange() throws IOException {
        List<String> listed =
                groups(Pattern.compile("(?m)^\\| \\[.+]\\(\\.\\./examples/routes/([^)]+)\\) \\|"), read(ROUTES));
        try (Stream<Path> files = Files.list(Path.of("examples/routes"))) {
            List<Path> examples = files.toList();
            assertThat(examples.stream().map(f -> f.getFileName().toString()))
                    .containsExactlyInAnyOrderElementsOf(listed)
                    .hasSizeGreaterThanOrEqualTo(10);
            assertThat(examples).allSatisfy(example -> assertThat(read(example)).startsWith("# Change: "));
        }
    }

    @Test
    void everyDecisionIsInTheIndex() throws IOException {
        Path directory = Path.of("docs/decisions");
        String index = read(directory.resolve("README.md"));
        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files.map(f -> f.getFileName().toString()).filter(name -> !name.equals("README.md")))
                    .isNotEmpty()
                    .allSatisfy(name -> assertThat(index).contains("(" + name + ")"));
        }
    }

    @Test
    void theCommandsOfTheReadmeExist() {
        String pom = read(Path.of("pom.xml"));
        List<String> commands = groups(SHELL_BLOCK, read(README)).stream()
                .flatMap(String::lines)
                .map(line -> line.replaceFirst("^UV4L_IP=\\S+ ", ""))
                .toList();
        assertThat(commands).isNotEmpty().allSatisfy(command -> {
            List<String> words = List.of(command.split(" "));
            switch (words.get(0)) {
                case "mvn" ->
                    assertThat(words.stream().skip(1).filter(word -> !word.startsWith("-")))
                            .allMatch(goal -> PHASES.contains(goal) || isGoal(goal, pom));
                case "java" -> {
                    String jar = "target/"
                            + groups(Pattern.compile("<finalName>(.+)</finalName>"), pom)
                                    .get(0) + ".jar";
                    assertThat(words).startsWith("java", "-jar", jar);
                    assertThat(words.size() == 3 || commands().contains(words.get(3)))
                            .as(command)
                            .isTrue();
                }
                default -> assertThat(command).isEqualTo("a command that this test knows");
            }
        });
        assertThat(read(MAIN.resolve("Main.java"))).contains("getenv(\"UV4L_IP\")");
    }

    private static Set<String> commands() {
        Shell shell =
                new Shell(InputStream.nullInputStream(), System.out, System.err, Map.of(), new Properties(), "", null);
        return Cli.commandLine(shell).getSubcommands().keySet();
    }

    /** Whether {@code prefix:goal} names a plugin of the build. */
    private static boolean isGoal(String goal, String pom) {
        String[] parts = goal.split(":");
        return parts.length == 2 && pom.contains("<artifactId>" + parts[0] + "-maven-plugin</artifactId>");
    }

    /** All keys of the shipped file, those of its examples among them. */
    private static List<String> settings() {
        return groups(Pattern.compile("(?m)^#?(bridge\\.[^=\\s]+)="), read(SETTINGS));
    }

    private static String cameraless(String key) {
        return CAMERA_NAME.matcher(key).replaceFirst("$1NAME");
    }

    private static Set<String> documentedMeters(Path document) {
        return matches(METER, read(document)).stream()
                .map(name -> OF_TYPE.matcher(name).replaceFirst(""))
                .collect(toCollection(TreeSet::new));
    }

    /** The names of all meters as Prometheus reads them, without what it adds for their types. */
    private static Set<String> meters() {
        return groups(METER_NAME, read(MAIN.resolve("observe/MeterNames.java"))).stream()
                .map(name -> name.replace('.', '_'))
                .collect(toCollection(TreeSet::new));
    }

    /** The anchors that readers' tools make of a document's headings. */
    private static List<String> anchors(Path document) {
        return groups(HEADING, CODE_BLOCK.matcher(read(document)).replaceAll("")).stream()
                .map(heading -> heading.toLowerCase(Locale.ROOT)
                        .replaceAll("[^\\p{L}\\p{N} _-]", "")
                        .replace(' ', '-'))
                .toList();
    }

    private static String sources() {
        try (Stream<Path> files = Files.walk(MAIN)) {
            return files.filter(f -> f.toString().endsWith(".java"))
                    .map(DocumentsTest::read)
                    .collect(joining("\n"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Set<String> fileNames(Path root) {
        try (Stream<Path> files = Files.walk(root)) {
            return files.map(f -> f.getFileName().toString().replaceFirst("\\.java$", ""))
                    .collect(toCollection(TreeSet::new));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Set<String> matches(Pattern pattern, String text) {
        return pattern.matcher(text).results().map(MatchResult::group).collect(toCollection(TreeSet::new));
    }

    private static List<String> groups(Pattern pattern, String text) {
        return pattern.matcher(text).results().map(m -> m.group(1)).toList();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
