package org.uv4lbridge.route;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.camel.NoSuchEndpointException;
import org.apache.camel.NoSuchLanguageException;
import org.apache.camel.ResolveEndpointFailedException;
import org.apache.camel.dsl.yaml.common.exception.UnknownNodeIdException;
import org.apache.camel.dsl.yaml.common.exception.UnsupportedFieldException;
import org.apache.camel.dsl.yaml.deserializers.ModelDeserializers;
import org.apache.camel.dsl.yaml.deserializers.RouteConfigurationDefinitionDeserializer;
import org.apache.camel.dsl.yaml.deserializers.RouteDefinitionDeserializer;
import org.apache.camel.language.simple.types.SimpleIllegalSyntaxException;
import org.apache.camel.spi.annotations.YamlProperty;
import org.apache.camel.spi.annotations.YamlType;
import org.apache.camel.util.StringHelper;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.uv4lbridge.file.Spelling;

/**
 * Says what to do about a mistake in a route, where Camel only says what it is.
 *
 * @param word that is in the line where the mistake is
 * @param sentence what is wrong, and what to do
 */
record RouteAdvice(String word, String sentence) {

    /** The version that jars of further components must have. */
    static final String CAMEL = "4.17.0";

    /** The components in the jar. */
    static final Set<String> COMPONENTS = Set.of(
            "bean",
            "controlbus",
            "direct",
            "file",
            "log",
            "micrometer",
            "mock",
            "platform-http",
            "scheduler",
            "seda",
            "timer",
            "uv4l",
            "vertx-http",
            "vertx-websocket");

    /** Components whose jar has another name than they. */
    static final Map<String, String> JARS = Map.ofEntries(
            Map.entry("https", "http"),
            Map.entry("ftps", "ftp"),
            Map.entry("sftp", "ftp"),
            Map.entry("smtp", "mail"),
            Map.entry("smtps", "mail"),
            Map.entry("imap", "mail"),
            Map.entry("imaps", "mail"),
            Map.entry("pop3", "mail"),
            Map.entry("pop3s", "mail"));

    private static final Pattern UNKNOWN_OPTIONS = Pattern.compile("Unknown parameters=\\[\\{([^=}]++)");
    private static final Pattern DATA_FORMAT = Pattern.compile("Data format '([^']++)' could not be created");
    private static final Pattern NODE = Pattern.compile("^(\\s*+(?:-\\s++)?)\"?([A-Za-z]++)\"?:");

    /** What is wrong with a file that was read. */
    static String of(MarkedYamlEngineException failure, String text, int line) {
        String problem = failure.getProblem();
        String word = problem.substring(problem.lastIndexOf(' ') + 1);
        if (failure instanceof UnknownNodeIdException) {
            return problem + meant(word, nodes());
        }
        if (failure instanceof UnsupportedFieldException) {
            String parent = parent(text.lines().toList(), line);
            return problem + (parent.isEmpty() ? "" : " of " + parent) + meant(word, options(parent));
        }
        return problem;
    }

    /** What is wrong with a route that could not be made, if it is one of the usual mistakes. */
    static Optional<RouteAdvice> of(Throwable failure) {
        if (failure instanceof SimpleIllegalSyntaxException simple) {
            return Optional.of(new RouteAdvice(simple.getExpression(), simple(simple)));
        }
        if (failure instanceof NoSuchEndpointException missing) {
            String scheme = StringHelper.before(missing.getUri(), ":", missing.getUri());
            return Optional.of(new RouteAdvice(
                    scheme + ":",
                    missing("component", scheme, JARS.getOrDefault(scheme, scheme))
                            + meant(scheme, COMPONENTS.stream())));
        }
        if (failure instanceof NoSuchLanguageException missing) {
            String name = missing.getLanguage();
            return Optional.of(new RouteAdvice(name + ":", missing("language", name, name)));
        }
        if (failure instanceof ResolveEndpointFailedException unresolved) {
            return option(unresolved);
        }
        Matcher format = DATA_FORMAT.matcher(String.valueOf(failure.getMessage()));
        return format.find()
                ? Optional.of(new RouteAdvice(
                        format.group(1) + ":", missing("data format", format.group(1), format.group(1))))
                : Optional.empty();
    }

    private static String missing(String kind, String name, String jar) {
        return "there is no " + kind + " " + name + " here; put camel-" + jar + "-" + CAMEL
                + ".jar, with what it needs, into lib beside the program's jar";
    }

    private static String simple(SimpleIllegalSyntaxException failure) {
        String expression = failure.getExpression();
        String reason = String.valueOf(
                failure.getCause() == null
                        ? failure.getMessage()
                        : failure.getCause().getMessage());
        return reason.contains("expected symbol functionEnd")
                ? "${ is not closed in: " + expression + "; put a } where it ends"
                : reason + " in: " + expression;
    }

    private static Optional<RouteAdvice> option(ResolveEndpointFailedException failure) {
        Matcher unknown = UNKNOWN_OPTIONS.matcher(String.valueOf(failure.getMessage()));
        if (!unknown.find()) {
            return Optional.empty();
        }
        String scheme = StringHelper.before(failure.getUri(), ":", failure.getUri());
        String option = unknown.group(1);
        return Optional.of(new RouteAdvice(
                option, scheme + " has no option " + option + meant(option, EndpointOptions.of(scheme))));
    }

    private static String meant(String word, Stream<String> names) {
        return Spelling.nearest(word, names.filter(name -> !name.equals(word)))
                .map(name -> "; did you mean " + name + "?")
                .orElse("");
    }

    private static Stream<YamlType> types() {
        Stream<Class<?>> models = Arrays.stream(ModelDeserializers.class.getDeclaredClasses());
        Stream<Class<?>> others =
                Stream.of(RouteDefinitionDeserializer.class, RouteConfigurationDefinitionDeserializer.class);
        return Stream.concat(models, others).flatMap(type -> Stream.ofNullable(type.getAnnotation(YamlType.class)));
    }

    private static Stream<String> nodes() {
        return types().flatMap(type -> Arrays.stream(type.nodes())).sorted();
    }

    private static Stream<String> options(String node) {
        return types().filter(type -> List.of(type.nodes()).contains(node))
                .flatMap(type -> Arrays.stream(type.properties()))
                .map(YamlProperty::name)
                .filter(name -> !name.startsWith("__"))
                .sorted();
    }

    /** The node that a line is within, by its indentation. */
    static String parent(List<String> lines, int line) {
        int depth = Integer.MAX_VALUE;
        for (int i = Math.min(line, lines.size()) - 1; i >= 0; i--) {
            Matcher node = NODE.matcher(lines.get(i));
            if (node.find()) {
                int its = node.group(1).length();
                if (i < line - 1 && its < depth) {
                    return node.group(2);
                }
                depth = i == line - 1 ? its : depth;
            }
        }
        return "";
    }

    /** A step by its name in Camel's words, as it is written in a file. */
    static String step(String name) {
        return name.equals("DynamicTo") ? "toD" : name.substring(0, 1).toLowerCase(Locale.ROOT) + name.substring(1);
    }
}
