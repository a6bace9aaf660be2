package org.uv4lbridge;

import static java.util.function.Function.identity;
import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitAccessTarget;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Scanner;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Every regular expression is a static field, which {@link PatternsTest} tries hostile texts on, or stands here with the
 * reason why no stranger's text can be expensive for it. The commands, the settings and the demo camera are left out: they
 * serve no strangers.
 */
@Tag("unit")
class PatternCallsTest {

    private static final Set<String> OF_STRING =
            Set.of("split", "splitWithDelimiters", "replaceAll", "replaceFirst", "matches");
    private static final Set<String> OF_PATTERN = Set.of("compile", "matches");
    private static final Pattern SPLIT = Pattern.compile("\\.split\\(\"([^\"]*)\"");

    private static final String ONE_CHARACTER = "String.split finds one plain character without a pattern";
    private static final String OPERATOR = "reads what the operator wrote";
    private static final String OWN = "reads the name or an address of this machine";

    /** Calls that compile a pattern elsewhere than into a static field. */
    private static final Map<String, String> EXCEPTIONS = Map.ofEntries(
            Map.entry("access.AddressRange.parse: String.split", ONE_CHARACTER),
            Map.entry("access.HostNames.<init>: String.replaceFirst", OWN),
            Map.entry("access.ProxyUsers.rights: String.split", ONE_CHARACTER),
            Map.entry("access.SilentSection.of: String.split", ONE_CHARACTER),
            Map.entry("access.UsersFile.parse: String.split", OPERATOR),
            Map.entry("access.UsersFile.rights: String.split", OPERATOR),
            Map.entry("observe.PayloadLog$OfWantedSessions.decide: String.split", ONE_CHARACTER),
            Map.entry("peer.HostCandidates.line: String.replaceFirst", OWN),
            Map.entry("peer.MediaSection.add: String.split", ONE_CHARACTER),
            Map.entry("peer.ViewerPeer.text: String.replaceFirst", OWN),
            Map.entry("route.RouteText.address: String.replaceFirst", OPERATOR),
            Map.entry("route.RouteCircles.collect: String.split", OPERATOR),
            Map.entry("route.RouteCircles.concerns: String.split", OPERATOR),
            Map.entry("route.RouteMap.address: String.replaceFirst", OPERATOR),
            Map.entry("route.RouteProblem.oneLine: String.replaceAll", OPERATOR),
            Map.entry("session.Caller.owner: String.split", ONE_CHARACTER),
            Map.entry("trace.CollectedTraces.to: String.replaceFirst", OPERATOR),
            Map.entry("viewer.Approach.cookies: String.split", ONE_CHARACTER),
            Map.entry("viewer.Approach.values: String.split", ONE_CHARACTER),
            Map.entry("viewer.ViewerProducer.toNamed: String.split", ONE_CHARACTER));

    static final JavaClasses CLASSES =
            new ClassFileImporter().withImportOption(new DoNotIncludeTests()).importPackages("org.uv4lbridge");

    @Test
    void everyRegularExpressionIsAStaticFieldOrHasAReason() {
        Set<String> others = new TreeSet<>();
        ofStrangers().forEach(type -> {
            Map<String, Long> calls = calls(type).collect(groupingBy(identity(), counting()));
            // One that is compiled there and not kept in a field would not be tried.
            calls.remove(name(type) + ".<clinit>: Pattern.compile", staticPatterns(type));
            others.addAll(calls.keySet());
        });
        assertThat(others)
                .as("make it a static field of type Pattern, or name it here with the reason")
                .containsExactlyInAnyOrderElementsOf(EXCEPTIONS.keySet());
    }

    @Test
    void whatIsSplitWithoutAPatternIsSplitAtOnePlainCharacter() {
        assertThat(EXCEPTIONS.entrySet().stream()
                        .filter(call -> call.getValue().equals(ONE_CHARACTER))
                        .map(call -> source(call.getKey()))
                        .flatMap(source -> SPLIT.matcher(source).results())
                        .map(split -> split.group(1)))
                .hasSizeGreaterThan(1)
                .allMatch(separator -> separator.length() == 1 && ".$|()[{^?*+\\".indexOf(separator.charAt(0)) < 0);
    }

    private static String source(String call) {
        String type = call.substring(0, call.indexOf(':')).replaceFirst("(\\$\\w+)?\\.[\\w<>]+$", "");
        try {
            return Files.readString(Path.of("src/main/java/org/uv4lbridge", type.replace('.', '/') + ".java"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void noPatternIsKeptElsewhereThanInAStaticField() {
        assertThat(ofStrangers()
                        .flatMap(type -> type.getFields().stream())
                        .filter(field -> field.getAllInvolvedRawTypes().stream()
                                .anyMatch(type -> type.isEquivalentTo(Pattern.class)))
                        .filter(field -> !field.getModifiers().contains(JavaModifier.STATIC)
                                || !field.getRawType().isEquivalentTo(Pattern.class)))
                .isEmpty();
    }

    /** The classes that may see what a stranger sends. */
    static Stream<JavaClass> ofStrangers() {
        return CLASSES.stream()
                .filter(type -> !type.getPackageName().matches("org\\.uv4lbridge\\.(cli|config|demo)(\\..*)?"));
    }

    /** The class without the bridge's own package. */
    static String name(JavaClass type) {
        return type.getName().replace("org.uv4lbridge.", "");
    }

    private static Stream<String> calls(JavaClass type) {
        return type.getCodeUnits().stream().flatMap(unit -> targets(unit)
                .filter(PatternCallsTest::compiles)
                .map(target -> name(type) + "." + unit.getName() + ": "
                        + target.getOwner().getSimpleName() + "." + target.getName()));
    }

    /** What a method calls, or refers to with a double colon, from its lambdas too. */
    static Stream<CodeUnitAccessTarget> targets(JavaCodeUnit unit) {
        return Stream.of(
                        unit.getMethodCallsFromSelf(),
                        unit.getMethodReferencesFromSelf(),
                        unit.getConstructorCallsFromSelf(),
                        unit.getConstructorReferencesFromSelf())
                .flatMap(Set::stream)
                .map(access -> access.getTarget());
    }

    private static boolean compiles(CodeUnitAccessTarget target) {
        JavaClass owner = target.getOwner();
        return owner.isEquivalentTo(String.class) && OF_STRING.contains(target.getName())
                || owner.isEquivalentTo(Pattern.class) && OF_PATTERN.contains(target.getName())
                || owner.isEquivalentTo(Scanner.class);
    }

    private static long staticPatterns(JavaClass type) {
        return type.getFields().stream()
                .filter(field -> field.getRawType().isEquivalentTo(Pattern.class))
                .filter(field -> field.getModifiers().contains(JavaModifier.STATIC))
                .count();
    }
}
