package org.uv4lbridge.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.uv4lbridge.testkit.Browsers.Kind;

/** A test that fails leaves what explains it. */
@Tag("browser")
class EvidenceIT {

    @RegisterExtension
    static final Browsers BROWSERS = new Browsers();

    private static final Path DIRECTORY = Path.of("target/evidence/Failing");

    /** Run by the test below alone. */
    static class Failing extends BridgeScene {

        @RegisterExtension
        static final Browsers BROWSERS = new Browsers();

        @Test
        void test() throws Exception {
            RunningBridge bridge = bridge(camera());
            viewer(bridge, "/").playCall();
            var page = BROWSERS.page(Kind.CHROMIUM);
            page.navigate(bridge.http("/").toString());
            page.evaluate("console.log('words of the page')");
            throw new AssertionError("on purpose");
        }
    }

    @AfterEach
    void cleanUp() throws IOException {
        if (Files.notExists(DIRECTORY)) {
            return;
        }
        try (var files = Files.walk(DIRECTORY)) {
            for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
                Files.delete(file);
            }
        }
    }

    @Test
    void theLogTheMessagesOfBothEndsAScreenshotAndTheConsoleAreKept() throws IOException {
        BROWSERS.page(Kind.CHROMIUM); // without which the test below would be skipped
        EngineTestKit.engine("junit-jupiter")
                .configurationParameter("junit.jupiter.extensions.autodetection.enabled", "true")
                .selectors(selectClass(Failing.class))
                .execute()
                .testEvents()
                .assertStatistics(tests -> tests.failed(1));

        Path test = DIRECTORY.resolve("test-test-");
        assertThat(Files.readString(test.resolve("log.txt")))
                .contains(" porch to-viewer offer ", "sends {\"what\":\"call\"", "sends {\"what\": \"offer\"");
        assertThat(test.resolve("page-1-chromium.txt")).content().contains("log: words of the page");
        assertThat(test.resolve("page-1-chromium.png")).isNotEmptyFile();
    }
}
