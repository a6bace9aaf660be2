package org.uv4lbridge.route;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.catalog.CamelCatalog;
import org.apache.camel.catalog.DefaultCamelCatalog;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each mistake is told with its file, line and step, and with what to do. */
@Tag("unit")
class RouteMistakesTest {

    private static final String JAR = ", with what it needs, into lib beside the program's jar";

    @TempDir
    Path directory;

    private static String route(String id, String from, String step) {
        return "- route:\n    id: %s\n    from:\n      uri: %s\n      steps:\n%s"
                .formatted(id, from, step.replace("\\n", "\n").indent(8));
    }

    private void save(String name, String text) throws Exception {
        Files.writeString(directory.resolve(name), text);
    }

    private String said(String name) throws Exception {
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            context.setAutoStartup(false);
            context.start();
            Map<Path, Optional<String>> found = RouteCheck.of(context, directory);
            return found.get(directory.resolve(name)).orElse("").replace(directory + "/", "");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "- setBody:\\n    expression:\\n      simple:\\n        expression: ${header.x| 9: setBody: ${ is not closed in: ${header.x; put a } where it ends",
                "- log:\\n    message: hello ${body| 7: log: ${ is not closed in: hello ${body; put a } where it ends",
                "- toD:\\n    uri: log:${body| 7: toD: ${ is not closed in: log:${body; put a } where it ends",
                "- filter:\\n    simple: ${body == 1\\n    steps:\\n      - stop: {}| 7: filter: ${ is not closed in: ${body == 1; put a } where it ends",
                "- setBody:\\n    simple: ${hedder.x}| 7: setBody: Unknown function: hedder.x in: ${hedder.x}",
                "- to:\\n    uri: kafka:x| 7: to: there is no component kafka here; put camel-kafka-4.17.0.jar",
                "- to:\\n    uri: sftp:x| 7: to: there is no component sftp here; put camel-ftp-4.17.0.jar",
                "- choice:\\n    when:\\n      - simple: ${body} == 1\\n        steps:\\n          - to:\\n              uri: kafka:x| 11: choice: there is no component kafka here; put camel-kafka-4.17.0.jar",
                "- setBody:\\n    groovy: 1| 7: setBody: there is no language groovy here; put camel-groovy-4.17.0.jar",
                "- marshal:\\n    csv: {}| 7: marshal: there is no data format csv here; put camel-csv-4.17.0.jar"
            })
    void whatIsMissingOrNotClosedIsNamed(String step, String said) throws Exception {
        save("a.yaml", route("a", "direct:a", step));
        assertThat(said("a.yaml")).isEqualTo("a.yaml:" + said + (said.endsWith(".jar") ? JAR : ""));
    }

    @Test
    void aComponentThatARouteStartsWithIsNamedToo() throws Exception {
        save("a.yaml", route("a", "kafka:a", "- stop: {}"));
        assertThat(said("a.yaml"))
                .isEqualTo("a.yaml:4: there is no component kafka here; put camel-kafka-4.17.0.jar" + JAR);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "- setHaeder:\\n    name: x| :6: Unknown node id: setHaeder; did you mean setHeader?",
                "- nothingLikeIt:\\n    name: x| :6: Unknown node id: nothingLikeIt",
                "- setHeader:\\n    nam: x\\n    constant: y| :7: Unsupported field: nam of setHeader; did you mean name?",
                "- to:\\n    uri: seada:x| :7: to: there is no component seada here; put camel-seada-4.17.0.jar, with what it needs, into lib beside the program's jar; did you mean seda?",
                "- to:\\n    uri: seda:x\\n    parameters:\\n      discardWhenFul: true| :9: to: seda has no option discardWhenFul; did you mean discardWhenFull?",
                "- to:\\n    uri: log:x?showBodi=true| :7: to: log has no option showBodi; did you mean showBody?"
            })
    void whatWasMeantIsGuessed(String step, String said) throws Exception {
        save("a.yaml", route("a", "direct:a", step));
        assertThat(said("a.yaml")).isEqualTo("a.yaml" + said);
    }

    @Test
    void anOptionOfARouteIsGuessedToo() throws Exception {
        save("a.yaml", route("a", "direct:a", "- stop: {}").replace("id:", "idd:"));
        assertThat(said("a.yaml")).isEqualTo("a.yaml:2: Unsupported field: idd of route; did you mean id?");
    }

    @Test
    void anIdThatIsTakenIsNamedWithTheOtherFile() throws Exception {
        save("a.yaml", route("one", "direct:a", "- stop: {}"));
        save("b.yaml", route("one", "direct:b", "- stop: {}"));
        assertThat(said("b.yaml"))
                .isEqualTo("b.yaml:1: the id one is taken by the route in a.yaml:1; give this route another id");
        assertThat(said("a.yaml")).isEmpty();
    }

    @Test
    void soIsTheIdOfAStep() throws Exception {
        String log = "- log:\\n    id: %s\\n    message: x";
        save("a.yaml", route("a", "direct:a", log.formatted("mine")));
        save("b.yaml", route("b", "direct:b", log.formatted("mine")));
        save("c.yaml", route("c", "direct:c", log.formatted("other") + "\\n" + log.formatted("other")));
        assertThat(said("b.yaml"))
                .isEqualTo(
                        "b.yaml:6: the id mine is taken by the step in a.yaml:6; give this step another id, or none");
        assertThat(said("c.yaml"))
                .isEqualTo(
                        "c.yaml:9: the id other is taken by the step in c.yaml:6; give this step another id, or none");
    }

    @ParameterizedTest
    @CsvSource({"direct:x, direct:x", "direct:x, direct://x?timeout=1", "seda:x, seda:x?size=5"})
    void aSecondConsumerIsNamedWithTheFirst(String first, String second) throws Exception {
        save("a.yaml", route("one", first, "- stop: {}"));
        save("b.yaml", route("two", second, "- stop: {}"));
        assertThat(said("b.yaml"))
                .isEqualTo("b.yaml:1: " + first + " is taken by the route one in a.yaml:1;"
                        + " consume from another address, or take one of the two routes away");
    }

    @Test
    void theNamesOfJarsAreThoseOfCamel() {
        CamelCatalog catalog = new DefaultCamelCatalog();
        assertThat(catalog.getCatalogVersion()).isEqualTo(RouteAdvice.CAMEL);
        assertThat(RouteAdvice.JARS).allSatisfy((scheme, jar) -> assertThat(
                        catalog.componentModel(scheme).getArtifactId())
                .isEqualTo("camel-" + jar));
        assertThat(RouteAdvice.COMPONENTS).allSatisfy(name -> assertThat(
                        RouteAdvice.class.getResource("/META-INF/services/org/apache/camel/component/" + name))
                .as(name)
                .isNotNull());
    }
}
