package org.uv4lbridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.uv4lbridge.testkit.ScriptedPage.json;
import static org.uv4lbridge.testkit.ScriptedPage.message;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.WebSocketRoute;
import com.microsoft.playwright.options.ForcedColors;
import com.microsoft.playwright.options.ReducedMotion;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.uv4lbridge.testkit.Browsers;
import org.uv4lbridge.testkit.Browsers.Kind;
import org.uv4lbridge.testkit.Looks;
import org.uv4lbridge.testkit.ScriptedPage;

/** Whoever has no mouse, can't see the page, or wants other colours or no motion can use it as well as anybody. */
@Tag("browser")
class AccessibilityIT {

    private static final Consumer<WebSocketRoute> REFUSES = call -> call.send(message("CAMERA_REFUSES", "401"));

    /** The element that has the focus, in a shadow tree too: its id, name or class, and the width of its outline. */
    private static final String FOCUSED = """
            () => {
              let one = document.activeElement;
              while (one.shadowRoot?.activeElement) one = one.shadowRoot.activeElement;
              const { outlineStyle, outlineWidth } = getComputedStyle(one);
              const isSeen = one.checkVisibility() && outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2;
              return `${one.id || one.className || one.localName}${isSeen ? '' : ' without an outline'}`;
            }""";

    private static final String ANIMATIONS =
            "() => document.querySelector('uv4l-camera').shadowRoot.getAnimations().length";

    @RegisterExtension
    static final Browsers BROWSERS = new Browsers();

    private ScriptedPage scripted;
    private Page page;

    @BeforeEach
    void open() {
        scripted = ScriptedPage.open(BROWSERS.page(Kind.CHROMIUM));
        page = scripted.page();
    }

    @Test
    void theTabKeyReachesAllThatCanBeUsedAndShowsWhereItIs() {
        call("failed", REFUSES);
        page.click("#more");
        page.locator(".ladder svg").waitFor();
        page.evaluate("document.querySelector('uv4l-camera').setAttribute('state', 'live')"); // for its controls
        page.locator("#language").focus();
        List<String> focused = new ArrayList<>();
        for (int tab = 0; tab < 12; tab++) {
            focused.add((String) page.evaluate(FOCUSED));
            page.keyboard().press("Tab");
        }
        assertThat(focused)
                .startsWith("language", "snapshot")
                .containsSubsequence(
                        "snapshot", "statistics", "fullscreen", "call", "more", "select", "select", "button", "ladder");
    }

    @Test
    void theControlsOfThePictureAppearForTheKeyboard() {
        call("failed", REFUSES); // after which no phase of the call sets the state
        page.evaluate("document.querySelector('uv4l-camera').setAttribute('state', 'live')");
        page.mouse().move(1, 1);
        page.waitForCondition(() -> opacityOfControls() == 0);
        page.locator("#statistics").focus();
        page.waitForCondition(() -> opacityOfControls() == 1);
    }

    @Test
    void aCameraThatIsShownAloneSaysItsStateToScreenReaders() {
        call("failed", REFUSES);
        assertThat(page.getAttribute("#status", "aria-live")).isEqualTo("polite");
        assertThat(page.innerText("#status")).contains("Porch refuses the bridge");
        assertThat(page.getAttribute("#next", "aria-live")).as("a countdown").isEqualTo("off");
    }

    @Test
    void aWallSaysWhatHasBecomeOfItsCameras() {
        scripted.onCall(REFUSES);
        scripted.cameras(json("{\"cameras\":[{\"name\":\"porch\",\"title\":\"Porch\"},{\"name\":\"hall\"}]}"));
        page.reload();
        page.locator("[camera=porch][state=failed]").waitFor();
        page.locator("[camera=hall][state=failed]").waitFor();
        assertThat(page.getAttribute("#news", "aria-live")).isEqualTo("polite");
        assertThat(page.getAttribute("[camera=hall] #status", "aria-live"))
                .as("what a tile shows is in the news already")
                .isEqualTo("off");
        assertThat(page.innerText("#news")).matches("(Porch|hall): Refused");
        assertThat(page.locator("#wall a").first().getAttribute("aria-label")).isEqualTo("Open Porch");
    }

    @Test
    void nothingMovesWhereMotionIsNotWanted() {
        call("calling", call -> {});
        assertThat((int) page.evaluate(ANIMATIONS)).isPositive();
        page.emulateMedia(new Page.EmulateMediaOptions().setReducedMotion(ReducedMotion.REDUCE));
        assertThat((int) page.evaluate(ANIMATIONS)).isZero();
    }

    @Test
    void statesKeepTheirColoursAndButtonsTheirBordersWhereColoursAreForced() {
        call("failed", REFUSES);
        page.emulateMedia(new Page.EmulateMediaOptions().setForcedColors(ForcedColors.ACTIVE));
        assertThat(style("#title", "::before", "backgroundColor")).isEqualTo("rgb(240, 182, 95)");
        assertThat(style("#call", "", "borderTopStyle")).isEqualTo("solid");
        page.screenshot(new Page.ScreenshotOptions().setPath(Path.of("target/screenshots/forced-colours.png")));
        assertThat(Looks.layoutFaults(page)).isEmpty();
    }

    /** As wide as a window of 1280 pixels at four times its size: WCAG 1.4.10. */
    @Test
    void nothingIsLostAtFourTimesTheSize() {
        call("failed", REFUSES);
        page.click("#more");
        page.locator(".ladder svg").waitFor();
        page.setViewportSize(320, 568);
        assertThat(Looks.layoutFaults(page)).isEmpty();
        page.screenshot(new Page.ScreenshotOptions().setPath(Path.of("target/screenshots/narrow.png")));
    }

    private double opacityOfControls() {
        return Double.parseDouble(style(".controls", "", "opacity"));
    }

    private String style(String selector, String part, String property) {
        return (String) page.locator(selector)
                .evaluate(
                        "(one, [part, property]) => getComputedStyle(one, part || null)[property]",
                        List.of(part, property));
    }

    private void call(String state, Consumer<WebSocketRoute> script) {
        scripted.onCall(script).call();
        scripted.awaitState(state);
    }
}
