package org.uv4lbridge;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaAnnotation;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption.OnlyIncludeTests;
import com.tngtech.archunit.core.importer.Location;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Every test is in a lane, by which a part of the suite can be run: CONTRIBUTING.md. */
@Tag("unit")
class LanesTest {

    private static final String UNIT = "unit";
    private static final Set<String> LANES = Set.of(UNIT, "core", "browser", "process", "package", "load");
    private static final Set<String> TESTS = Set.of("Test", "ParameterizedTest", "Property", "ArchTest", "FuzzTest");
    private static final Set<String> TAGS = Set.of("Tag", "ArchTag");

    private final JavaClasses classes = new ClassFileImporter()
            .withImportOption(new OnlyIncludeTests())
            .withImportOption((Location location) -> !location.isJar())
            .importPackages("org.uv4lbridge");

    @Test
    void everyClassWithTestsNamesOneLaneWhichMavenRunsUnderItsName() {
        List<JavaClass> tests = classes.stream().filter(LanesTest::hasTests).toList();
        assertThat(tests).hasSizeGreaterThan(100).allSatisfy(test -> {
            List<String> lanes = test.getAnnotations().stream()
                    .filter(annotation -> TAGS.contains(name(annotation)))
                    .map(tag -> tag.get("value").orElseThrow().toString())
                    .toList();
            assertThat(lanes).as(test.getName()).hasSize(1).isSubsetOf(LANES);
            if (!test.getSimpleName().endsWith("Fuzz")) {
                assertThat(test.getSimpleName())
                        .as("%s, with the lane %s", test.getName(), lanes)
                        .endsWith(lanes.contains(UNIT) ? "Test" : "IT");
            }
        });
    }

    @Test
    void everyLaneIsExplainedToThoseWhoChangeTheCode() throws Exception {
        String page = Files.readString(Path.of("CONTRIBUTING.md"));
        assertThat(LANES).allSatisfy(lane -> assertThat(page).contains("| `" + lane + "` |"));
    }

    private static boolean hasTests(JavaClass type) {
        return type.getMembers().stream()
                .flatMap(member -> member.getAnnotations().stream())
                .anyMatch(annotation -> TESTS.contains(name(annotation)));
    }

    private static String name(JavaAnnotation<?> annotation) {
        return annotation.getRawType().getSimpleName();
    }
}
