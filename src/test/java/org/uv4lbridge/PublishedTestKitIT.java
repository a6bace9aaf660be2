package org.uv4lbridge;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What is published for tests of one's own routes. */
@Tag("package")
class PublishedTestKitIT {

    private static final Path JAR = Path.of("target/uv4l-bridge-testkit.jar");
    private static final Path PAGE = Path.of("docs/testkit.md");
    private static final Path EXAMPLE = Path.of("src/test/java/org/uv4lbridge/OwnRouteIT.java");

    /** Loads every class by the kit and the program's own classes alone, with what they refer to in their signatures. */
    @Test
    void theJarHoldsAllThatItsClassesNeedAndNoTests() throws Exception {
        ClassLoader libraries = new WithoutTheTests(getClass().getClassLoader());
        URL[] jars = {JAR.toUri().toURL()};
        try (JarFile jar = new JarFile(JAR.toFile());
                URLClassLoader kit = new URLClassLoader(jars, libraries)) {
            var names = jar.stream()
                    .map(ZipEntry::getName)
                    .filter(name -> name.endsWith(".class"))
                    .toList();
            assertThat(names)
                    .contains("org/uv4lbridge/testkit/FakeUv4lCamera.class", "org/uv4lbridge/testkit/TestViewer.class")
                    .allMatch(name -> name.startsWith("org/uv4lbridge/testkit/"))
                    .noneMatch(name -> name.matches(".*(Test|IT|Browsers|Page)\\.class"));
            for (String name : names) {
                Class<?> type = Class.forName(name.replace('/', '.').replaceFirst("\\.class$", ""), true, kit);
                assertThat(type.getDeclaredMethods().length + type.getDeclaredFields().length)
                        .isNotNegative();
            }
        }
    }

    @Test
    void thePageShowsATestThatRuns() throws IOException {
        assertThat(Files.readString(PAGE)).contains("```java\n" + Files.readString(EXAMPLE) + "```");
    }

    /** Gives all classes but those of the tests' kit. */
    private static final class WithoutTheTests extends ClassLoader {

        WithoutTheTests(ClassLoader parent) {
            super(parent);
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (name.startsWith("org.uv4lbridge.testkit.")) {
                throw new ClassNotFoundException(name);
            }
            return super.loadClass(name, resolve);
        }
    }
}
