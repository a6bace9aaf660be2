package org.uv4lbridge;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.uv4lbridge.testkit.Browsers;
import org.uv4lbridge.testkit.Browsers.Kind;
import org.uv4lbridge.testkit.ScriptedPage;

/** The ladder diagram of a timeline. Screenshots are left in target/screenshots. */
@Tag("browser")
class LadderIT {

    private static final String TIMELINE = """
            const entry = (at, side, name, detail = {}) => ({ at, side, name, detail });
            const candidate = { from: 'camera', type: 'host', mdns: false, protocol: 'udp', loopback: false };
            const entries = [
              entry(0, 'page', 'connecting'),
              entry(21, 'page', 'socket', { open: true }),
              entry(22, 'page', 'call', { vformat: 30, trickle: true }),
              entry(23, 'bridge', 'call'),
              entry(24, 'bridge', 'dial'),
              entry(31, 'bridge', 'dialed'),
              entry(31, 'bridge', 'to-camera', { what: 'call' }),
              entry(44, 'bridge', 'to-viewer', { what: 'offer' }),
              entry(45, 'page', 'offer', { video: ['H264', 'VP8'], audio: ['OPUS'], data: true }),
              entry(46, 'page', 'candidate', candidate),
              entry(46, 'page', 'candidate', candidate),
              entry(47, 'page', 'candidate', candidate),
              entry(48, 'page', 'candidates', { from: 'camera', end: true }),
              entry(57, 'page', 'answer', { video: true }),
              entry(58, 'bridge', 'to-camera', { what: 'answer' }),
              entry(60, 'page', 'ice', { state: 'checking' }),
              entry(9060, 'page', 'message', { text: '<b>' + 'A long sentence of the camera. '.repeat(9), problem: '' }),
              entry(15060, 'page', 'ice', { state: 'failed' }),
              entry(15061, 'page', 'end', { outcome: 'failed', reason: 'noPath' }),
            ];
            """;

    @RegisterExtension
    static final Browsers BROWSERS = new Browsers();

    private static Page page;

    @BeforeAll
    static void open() {
        page = ScriptedPage.open(BROWSERS.page(Kind.CHROMIUM)).page();
    }

    @Test
    void everyEntryIsAStepWithItsTimeAndWhatRepeatsItselfIsOne() {
        draw("entries");
        List<String> texts = page.locator("#ladder text").allTextContents();
        assertThat(texts)
                .startsWith("viewer", "bridge", "camera", "0 ms", "connecting", "21 ms", "socket", "22 ms", "call")
                .containsSubsequence(
                        "offer H264, VP8, OPUS", "46 ms", "candidate host udp ×3", "48 ms", "end of candidates")
                .endsWith("15060 ms", "ice failed", "15061 ms", "end: noPath");
        assertThat(texts.stream().filter("call"::equals)).hasSize(2);
    }

    @Test
    void messagesGoFromOneLineToAnotherAndWhatHappensAtOneIsADot() {
        draw(
                "[entry(1, 'page', 'call'), entry(2, 'page', 'offer', { video: ['VP8'] }), entry(3, 'bridge', 'to-camera',"
                        + " { what: 'answer' }), entry(4, 'bridge', 'dialed'), entry(5, 'page', 'ice', { state: 'checking' })]");
        assertThat(page.evaluate("[...document.querySelectorAll('#ladder line[stroke-width]')]"
                        + ".map((one) => one.getAttribute('x1') + '>' + one.getAttribute('x2'))"))
                .isEqualTo(List.of("170>420", "420>170", "420>670", "670>420"));
        assertThat(page.locator("#ladder circle").count()).isEqualTo(1);
    }

    @Test
    void whatThePageAloneKnowsGoesAllTheWayToTheCamera() {
        draw(
                "[entry(1, 'page', 'call'), entry(2, 'page', 'offer', { video: ['VP8'] }), entry(3, 'page', 'answer', { video: true })]");
        assertThat(page.evaluate("[...document.querySelectorAll('#ladder line[stroke-width]')]"
                        + ".map((one) => one.getAttribute('x1') + '>' + one.getAttribute('x2'))"))
                .isEqualTo(List.of("170>420", "670>170", "170>670"));
    }

    @Test
    void longTextsAreWrittenInLinesAndNotCut() {
        draw(
                "[entry(1, 'page', 'call'), entry(2, 'bridge', 'dial'), entry(3, 'page', 'message', { text: '長い文。'.repeat(20) }),"
                        + "entry(4, 'page', 'message', { text: 'A long sentence of the camera. '.repeat(5) })]");
        List<String> texts = page.locator("#ladder text").allTextContents();
        assertThat(texts).contains("“" + "長い文。".repeat(20) + "”").noneMatch(text -> text.contains("…"));
        assertThat((boolean) page.evaluate("""
                [...document.querySelectorAll('#ladder text:has(tspan)')].every((one) => one.getBBox().width < 260)""")).isTrue();
        assertInside();
    }

    @Test
    void whatTheBridgeAloneKnowsIsDrawnWithoutThePage() {
        draw("entries.filter(({ side }) => side === 'bridge')");
        assertThat(page.locator("#ladder text").allTextContents())
                .containsSubsequence("call", "dial", "dialed", "call", "offer", "answer");
    }

    @Test
    void itHasANameAndADescriptionAndNoMarkupOffTheWire() {
        draw("entries");
        Locator svg = page.locator("#ladder svg");
        assertThat(svg.getAttribute("role")).isEqualTo("img");
        assertThat(svg.locator("title").textContent()).isEqualTo("The call");
        assertThat(svg.locator("desc").textContent())
                .startsWith("viewer, bridge, camera: 0 ms connecting; 21 ms socket;");
        assertThat(svg.locator("b").count()).isZero();
        assertThat(svg.locator("[style]").count()).isZero();
    }

    @Test
    void itsTextStaysWithinItInDarkAndInLight() {
        draw("entries");
        assertInside();
        for (ColorScheme scheme : List.of(ColorScheme.DARK, ColorScheme.LIGHT)) {
            page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(scheme));
            page.locator("#ladder")
                    .screenshot(new Locator.ScreenshotOptions()
                            .setPath(Path.of(
                                    "target/screenshots/ladder-" + scheme.name().toLowerCase() + ".png")));
        }
    }

    private static void assertInside() {
        assertThat((List<?>) page.evaluate("""
                () => {
                  const svg = document.querySelector('#ladder svg').getBoundingClientRect();
                  return [...document.querySelectorAll('#ladder text')]
                    .filter((one) => {
                      const box = one.getBoundingClientRect();
                      return box.left < svg.left || box.right > svg.right || box.bottom > svg.bottom;
                    })
                    .map((one) => one.textContent);
                }""")).isEmpty();
    }

    /** Draws these entries into a page of their own colours. */
    private static void draw(String entries) {
        page.evaluate("async () => { " + TIMELINE + """
                const { ladder } = await import('/js/ladder.js');
                document.querySelector('#ladder')?.remove();
                const frame = document.createElement('div');
                frame.id = 'ladder';
                frame.style.background = 'Canvas';
                frame.style.color = 'CanvasText';
                frame.append(ladder({ entries: %s }, 'The call'));
                document.body.replaceChildren(frame);
              }""".formatted(entries));
    }
}
