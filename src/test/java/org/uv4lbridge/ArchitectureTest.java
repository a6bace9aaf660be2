package org.uv4lbridge;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTag;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import org.jspecify.annotations.NullMarked;

@ArchTag("unit")
@AnalyzeClasses(packages = "org.uv4lbridge", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule dependenciesRunOneWay = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .layer("tls")
            .definedBy("..tls")
            .layer("peer")
            .definedBy("..peer")
            .layer("signal")
            .definedBy("..signal")
            .layer("socket")
            .definedBy("..socket")
            .layer("session")
            .definedBy("..session")
            .layer("route")
            .definedBy("..route")
            .layer("access")
            .definedBy("..access")
            .layer("sides")
            .definedBy("..viewer", "..uv4l", "..observe", "..trace", "..demo", "..config")
            .layer("cli")
            .definedBy("..cli")
            .layer("root")
            .definedBy("org.uv4lbridge")
            .whereLayer("root")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("cli")
            .mayOnlyBeAccessedByLayers("root")
            .whereLayer("sides")
            .mayOnlyBeAccessedByLayers("cli", "root")
            .whereLayer("socket")
            .mayOnlyBeAccessedByLayers("route", "access", "sides", "root")
            .whereLayer("tls")
            .mayOnlyBeAccessedByLayers("sides", "cli")
            .whereLayer("peer")
            .mayOnlyBeAccessedByLayers("sides", "cli")
            .whereLayer("route")
            .mayOnlyBeAccessedByLayers("sides", "cli", "root")
            .whereLayer("access")
            .mayOnlyBeAccessedByLayers("sides", "cli", "root")
            .whereLayer("session")
            .mayOnlyBeAccessedByLayers("route", "access", "sides", "cli", "root");

    @ArchTest
    static final ArchRule packagesHaveNoCycles =
            slices().matching("org.uv4lbridge.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule theSidesDoNotSeeEachOther = slices().matching(
                    "org.uv4lbridge.(viewer|uv4l|observe|trace|demo|config)..")
            .should()
            .notDependOnEachOther();

    @ArchTest
    static final ArchRule signalSessionAndAccessKnowNoTransport = noClasses()
            .that()
            .resideInAnyPackage("..signal", "..session", "..access")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.apache.camel..", "io.vertx..", "io.netty..");

    @ArchTest
    static final ArchRule onlyTheProgramPrints =
            noClasses().that().doNotHaveFullyQualifiedName(Main.class.getName()).should(ACCESS_STANDARD_STREAMS);

    @ArchTest
    static final ArchRule aBridgeStartsWithoutTheCommandLine = noClasses()
            .that()
            .resideOutsideOfPackage("..cli")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("picocli..");

    @ArchTest
    static final ArchRule noStateIsStaticAndMutable = fields().that()
            .areStatic()
            .and()
            .areDeclaredInClassesThat()
            .areTopLevelClasses()
            .should()
            .beFinal();

    @ArchTest
    static final ArchRule packagesSayWhatTheyAreFor =
            classes().that().haveSimpleName("package-info").should().beAnnotatedWith(NullMarked.class);
}
