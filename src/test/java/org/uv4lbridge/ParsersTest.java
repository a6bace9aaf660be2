package org.uv4lbridge;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitAccessTarget;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.uv4lbridge.access.AccessParsers;
import org.uv4lbridge.observe.ObserveParsers;
import org.uv4lbridge.peer.PeerParsers;
import org.uv4lbridge.signal.SignalParsers;
import org.uv4lbridge.socket.SocketParsers;
import org.uv4lbridge.testkit.HostileText;
import org.uv4lbridge.testkit.LinearCost;
import org.uv4lbridge.testkit.TextParser;
import org.uv4lbridge.uv4l.Uv4lParsers;
import org.uv4lbridge.viewer.ViewerParsers;

/** Nothing that reads what a peer sends takes more than linear time for it, a deep stack, or an exception of its own. */
@Tag("unit")
class ParsersTest {

    private static final Set<String> ALL = Set.of();
    private static final Set<String> BYTES = Set.of("get", "getByte", "getShort", "getInt", "readByte", "bytesBefore");

    /** Calls by which texts and bytes are taken apart. */
    private static final Map<String, Set<String>> READERS = Map.ofEntries(
            Map.entry(
                    "java.lang.String",
                    Set.of("charAt", "chars", "codePoints", "indexOf", "lastIndexOf", "lines", "split", "substring")),
            Map.entry("java.lang.Integer", Set.of("parseInt", "decode")),
            Map.entry("java.lang.Long", Set.of("parseLong", "decode")),
            Map.entry("java.util.regex.Pattern", Set.of("matcher", "split", "splitAsStream", "asMatchPredicate")),
            Map.entry("java.util.Base64$Decoder", ALL),
            Map.entry("java.net.InetAddress", Set.of("getByName", "getAllByName")),
            Map.entry("java.net.URI", Set.of("<init>", "create")),
            Map.entry("java.nio.ByteBuffer", BYTES),
            Map.entry("io.netty.buffer.ByteBuf", BYTES),
            Map.entry("io.netty.buffer.ByteBufUtil", ALL),
            Map.entry("io.netty.handler.codec.http.QueryStringDecoder", ALL),
            Map.entry("io.vertx.core.json.JsonObject", Set.of("<init>")),
            Map.entry("io.vertx.core.json.JsonArray", Set.of("<init>")),
            Map.entry("io.vertx.ext.web.RequestBody", ALL),
            Map.entry("com.fasterxml.jackson.core.JsonFactory", Set.of("createParser")),
            Map.entry("com.fasterxml.jackson.databind.ObjectMapper", Set.of("readTree", "readValue")),
            Map.entry("com.fasterxml.jackson.databind.json.JsonMapper", Set.of("readTree", "readValue")),
            Map.entry("org.jose4j.jwt.consumer.JwtConsumer", ALL));

    /** By the length of the texts. */
    private static final Map<Integer, List<LinearCost.Sample>> TEXTS = new ConcurrentHashMap<>();

    private static final String OPERATOR = "reads what the operator wrote";
    private static final String OWN = "reads what the bridge made itself";
    private static final String SHORT = "reads what has a small fixed length";
    private static final String FIRST = "looks for one character, or cuts once";

    /** Classes that take texts apart without being tried. */
    private static final Map<String, String> EXCEPTIONS = Map.ofEntries(
            Map.entry("Bridge", OPERATOR),
            Map.entry("Jar", OWN),
            Map.entry("access.PasswordHash", OPERATOR),
            Map.entry("access.CertifiedNames", OPERATOR),
            Map.entry("file.TextFile", OPERATOR),
            Map.entry("observe.AuditArchive", OWN),
            Map.entry("observe.AuditHash", OPERATOR),
            Map.entry("observe.AuditLog", OWN),
            Map.entry("observe.PayloadLog$OfWantedSessions", FIRST),
            Map.entry("observe.StackLimit", FIRST),
            Map.entry("peer.IceCredentials", OWN),
            Map.entry("peer.StunMessage$Builder", OWN),
            Map.entry("peer.UdpLoop", "hands datagrams on whole"),
            Map.entry("route.RouteAdvice", OPERATOR),
            Map.entry("route.RouteCircles", OPERATOR),
            Map.entry("route.EndpointOptions", "reads what components say of themselves"),
            Map.entry("route.RouteNeighbours", OPERATOR),
            Map.entry("file.Spelling", "compares words that operators write"),
            Map.entry("route.RouteProblem", OPERATOR),
            Map.entry("session.Camera", OPERATOR),
            Map.entry("route.RouteText", OPERATOR),
            Map.entry("session.CameraName", OPERATOR),
            Map.entry("session.Caller", SHORT + ": an address"),
            Map.entry("socket.ConnectionGuard", SHORT + ": one byte"),
            Map.entry("socket.Network", SHORT + ": an address"),
            Map.entry("trace.MarkedLines", FIRST),
            Map.entry("uv4l.CameraNames", OPERATOR),
            Map.entry("viewer.Diagnoses", OWN + ", with words of 200 characters put in"),
            Map.entry("viewer.Gate", FIRST),
            Map.entry("viewer.OperatorApi", SHORT + ": a kilobyte, of operators"),
            Map.entry("viewer.SessionApi", SHORT + ": the details that Report has let through"),
            Map.entry("viewer.ViewerProducer", "splits the names of viewers that a route gives"));

    @AfterAll
    static void forgetTheTexts() {
        TEXTS.clear();
    }

    static Stream<TextParser> parsers() {
        return Stream.of(
                        AccessParsers.all(),
                        ObserveParsers.all(),
                        PeerParsers.all(),
                        SignalParsers.all(),
                        SocketParsers.all(),
                        Uv4lParsers.all(),
                        ViewerParsers.all())
                .flatMap(List::stream);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("parsers")
    void noTextCostsMoreThanItsLengthOrAStack(TextParser parser) throws InterruptedException {
        List<LinearCost.Sample> texts = TEXTS.computeIfAbsent(parser.limit(), HostileText::samples);
        assertThat(LinearCost.faults(parser.reader(), texts)).isEmpty();
    }

    @Test
    void everyClassThatTakesATextApartIsTriedOrHasAReason() {
        Set<String> tried = parsers()
                .flatMap(parser -> parser.classes().stream())
                .map(Class::getName)
                .collect(toSet());
        assertThat(PatternCallsTest.ofStrangers()
                        .filter(type -> type.getCodeUnits().stream()
                                .flatMap(PatternCallsTest::targets)
                                .anyMatch(ParsersTest::takesApart))
                        .filter(type -> !tried.contains(type.getName()))
                        .map(PatternCallsTest::name))
                .as("let a list of parsers name it, or name it here with the reason")
                .containsExactlyInAnyOrderElementsOf(EXCEPTIONS.keySet());
    }

    /** Whether a call looks at single characters or bytes, or has them looked at. */
    private static boolean takesApart(CodeUnitAccessTarget target) {
        Set<String> methods = READERS.get(target.getOwner().getName());
        return methods != null
                && (methods.isEmpty() || methods.contains(target.getName()))
                && !(target.getName().equals("<init>")
                        && !target.getRawParameterTypes().stream().anyMatch(type -> type.isEquivalentTo(String.class)));
    }
}
