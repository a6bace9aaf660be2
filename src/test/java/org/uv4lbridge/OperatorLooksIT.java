package org.uv4lbridge;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import java.net.URI;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.uv4lbridge.access.UsersFile;
import org.uv4lbridge.session.Rights;
import org.uv4lbridge.testkit.BridgeScene;
import org.uv4lbridge.testkit.Browsers;
import org.uv4lbridge.testkit.Browsers.Kind;
import org.uv4lbridge.testkit.FakeUv4lCamera;
import org.uv4lbridge.testkit.HttpProbe;
import org.uv4lbridge.testkit.Looks;
import org.uv4lbridge.testkit.RunningBridge;
import org.uv4lbridge.testkit.TestViewer;

/** The operators' page in each look, for everybody: screenshots are left in target/screenshots, as those of the viewer page. */
@Tag("browser")
class OperatorLooksIT extends BridgeScene {
    @RegisterExtension
    static final Browsers BROWSERS = new Browsers();

    private static final String TIMELINE = "{\"what\":\"bridge\",\"event\":\"timeline\",\"entries\":["
            + "{\"at\":0,\"name\":\"connecting\",\"detail\":{}},"
            + "{\"at\":12,\"name\":\"socket\",\"detail\":{\"open\":true}},"
            + "{\"at\":13,\"name\":\"call\",\"detail\":{}},"
            + "{\"at\":58,\"name\":\"offer\",\"detail\":{\"video\":[\"H264\",\"VP8\"],\"audio\":[\"OPUS\"]}},"
            + "{\"at\":60,\"name\":\"answer\",\"detail\":{\"video\":true}},"
            + "{\"at\":90,\"name\":\"ice\",\"detail\":{\"state\":\"connected\"}},"
            + "{\"at\":180,\"name\":\"frame\",\"detail\":{\"width\":1280,\"height\":720}}]}";

    @TempDir
    Path directory;

    private RunningBridge bridge;

    private TestViewer viewer(String user, String camera) {
        return viewer(TestViewer.with().basicAuth(user, "password of " + user), bridge, "/cameras/" + camera);
    }

    @Test
    void aBridgeWithMuchToSee() throws Exception {
        start();
        TestViewer watching = viewer("ben", "porch");
        watching.hello();
        watching.playCall();
        watching.send(TIMELINE);
        TestViewer second = viewer("pia", "porch");
        second.playCall();
        viewer("wim", "garden").playCall();
        TestViewer waiting = viewer("pia", "garden");
        waiting.hello();
        waiting.call();
        waiting.awaitMessage("bridge");
        TestViewer lost = viewer("wim", "attic");
        lost.call();
        lost.awaitMessage("message");
        TestViewer once = viewer("wim", "porch");
        for (int call = 0; call < 11; call++) {
            once.playCall();
        }
        once.hangup();
        TestViewer last = viewer("ben", "shed"); // so that its diagnosis is to be seen
        last.call();
        last.awaitMessage("message");
        HttpProbe.request(
                "POST",
                bridge.http("/api/cameras/shed/close"),
                "{}",
                "Content-Type",
                "application/json",
                "Authorization",
                HttpProbe.basic("anna", "password of anna"));
        Page page = BROWSERS.page(
                Kind.CHROMIUM, new Browser.NewPageOptions().setHttpCredentials("anna", "password of anna"));
        page.navigate(bridge.http("/operator").toString());
        page.locator("#live tbody tr")
                .filter(new Locator.FilterOptions().setHasText("ben"))
                .locator("button")
                .first()
                .click();
        page.locator(".ladder svg").waitFor();
        page.locator("#ended .remedy").first().waitFor();
        Looks.shoot(page, "operator");
        page.selectOption("#language", "ja");
        page.setViewportSize(1280, 800);
        assertThat((List<?>) page.evaluate("[...document.querySelectorAll('td:not(.acts, .number, .story)')]"
                        + ".filter((one) => one.offsetWidth < 128).map((one) => one.textContent)"))
                .as("columns too narrow to read")
                .isEmpty();
        page.screenshot(
                new Page.ScreenshotOptions().setFullPage(true).setPath(Looks.SCREENSHOTS.resolve("operator-1280.png")));
    }

    @Test
    void aBridgeThatNobodyWatches() throws Exception {
        bridge = bridge(camera());
        Page page = BROWSERS.page(Kind.CHROMIUM);
        page.navigate(bridge.http("/operator").toString());
        page.locator("#no-live").waitFor();
        Looks.shoot(page, "operator-idle");
        page.click("#drain");
        page.screenshot(new Page.ScreenshotOptions().setPath(Looks.SCREENSHOTS.resolve("operator-question.png")));
        assertThat(Looks.violations(page)).isEmpty();
    }

    private void start() throws Exception {
        UsersFile users = new UsersFile(directory.resolve("users"));
        for (String user : new String[] {"anna", "ben", "pia", "wim"}) {
            users.add(user, "password of " + user, Rights.ALL);
        }
        FakeUv4lCamera gone = camera();
        Map<String, URI> cameras = new LinkedHashMap<>();
        cameras.put("attic", gone.uri());
        cameras.put("garden", camera().uri());
        cameras.put("porch", camera(FakeUv4lCamera.with().seats(4)).uri());
        cameras.put("shed", gone.uri());
        gone.stop();
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("bridge.auth", "basic");
        settings.put("bridge.auth.users", directory.resolve("users").toString());
        settings.put("bridge.operators", "anna");
        settings.put("bridge.cameras.attic.title", "Attic");
        settings.put("bridge.cameras.garden.title", "Garden, seen from the shed");
        settings.put("bridge.cameras.porch.title", "Front porch");
        settings.put("bridge.cameras.porch.seats", "4");
        settings.put("bridge.cameras.shed.title", "Shed");
        bridge = bridge(settings, cameras);
    }
}
