package org.uv4lbridge;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.uv4lbridge.testkit.Browsers.Kind;
import org.uv4lbridge.testkit.PeerScene;

/** The box below the picture: video format, data channel, and what has happened in the call. */
@Tag("browser")
class MoreIT extends PeerScene {

    /** A format in the table of docs/protocol.md: code, size, frames a second. */
    private static final Pattern FORMAT = Pattern.compile("\\| (\\d+) \\| (\\d+)x(\\d+), (\\d+)/s");

    private static final String LADDER =
            "[...inside('box').querySelectorAll('.ladder text')].map((one) => one.textContent)";

    private static final String CODEC = "#box label:has-text('Hardware codec') select";
    private static final String SIZE = "#box label:has-text('Video format') select";

    @Test
    void nothingIsAskedForUntilFormatOrCodecAreChosenEachByItself() throws Exception {
        Page page = watch(page(Kind.CHROMIUM), bridge(Map.of()));
        page.click("#more");
        awaitTrue(page, "inside('box').querySelector('select') !== null");
        List<String> documented = FORMAT.matcher(Files.readString(Path.of("docs/protocol.md")))
                .results()
                .map(one -> String.format("%s: %s × %s, %s/s", one.group(1), one.group(2), one.group(3), one.group(4)))
                .toList();
        assertThat(formats(page)).hasSize(23).startsWith(": Automatic").containsAll(documented);
        assertThat(page.locator(CODEC + " option").allTextContents()).containsExactly("Automatic", "On", "Off");
        assertThat(lastCall()).isEqualTo("{\"trickle_ice\":true}");

        page.selectOption(SIZE, "60");
        awaitCalls(2);
        assertThat(lastCall()).isEqualTo("{\"vformat\":60,\"trickle_ice\":true}");
        awaitState(page, "live");
        page.selectOption(CODEC, "false");
        awaitCalls(3);
        awaitState(page, "live");
        page.click("#hangup");
        page.click("#call");
        awaitCalls(4);
        awaitState(page, "live");
        assertThat(lastCall()).isEqualTo("{\"vformat\":60,\"force_hw_vcodec\":false,\"trickle_ice\":true}");
        assertThat(page.inputValue(SIZE) + page.inputValue(CODEC)).isEqualTo("60false");

        page.selectOption(SIZE, "");
        awaitCalls(5);
        awaitState(page, "live");
        page.selectOption(CODEC, "true");
        awaitCalls(6);
        assertThat(lastCall()).isEqualTo("{\"force_hw_vcodec\":true,\"trickle_ice\":true}");
    }

    private static List<String> formats(Page page) {
        String all = (String) page.evaluate("""
                [...[...inside('box').querySelectorAll('select')].at(-1).options]
                  .map((one) => `${one.value}: ${one.textContent}`)
                  .join('\\n')""");
        return all.lines().toList();
    }

    private String lastCall() {
        return (String) camera.evaluate("JSON.stringify(camera.calls.at(-1))");
    }

    private void awaitCalls(int count) {
        eventually(() -> assertThat(camera.evaluate("camera.calls.length")).isEqualTo(count));
    }

    @Test
    void thereIsNothingToChooseWhereTheConfigurationFixesFormatAndCodecAndNoConsoleWithoutAChannel() throws Exception {
        camera.evaluate("camera.data = false");
        Map<String, String> settings =
                Map.of("bridge.cameras.porch.call.vformat", "60", "bridge.cameras.porch.call.force-hw-vcodec", "false");
        Page page = watch(page(Kind.CHROMIUM), bridge(settings));
        page.click("#more");
        page.locator("#box .ladder svg").waitFor();
        assertThat(page.locator("#box select:visible, #box small:visible").count())
                .isZero();
        assertThat(page.locator("#box form").count()).isZero();
        assertThat(new JsonObject(lastCall()))
                .isEqualTo(new JsonObject("{\"vformat\":60,\"force_hw_vcodec\":false,\"trickle_ice\":true}"));
    }

    @Test
    void whereTheConfigurationFixesOneOfThemTheOtherCanBeChosen() throws Exception {
        Page page = watch(page(Kind.CHROMIUM), bridge(Map.of("bridge.cameras.porch.call.force-hw-vcodec", "true")));
        page.click("#more");
        page.locator(SIZE).waitFor();
        assertThat(page.locator(CODEC).isVisible()).isFalse();
        page.selectOption(SIZE, "10");
        awaitCalls(2);
        assertThat(new JsonObject(lastCall()))
                .isEqualTo(new JsonObject("{\"vformat\":10,\"force_hw_vcodec\":true,\"trickle_ice\":true}"));
    }

    @ParameterizedTest
    @EnumSource
    void textGoesBothWaysOverTheDataChannelWhileItIsOpen(Kind kind) throws Exception {
        Page page = watch(page(kind), bridge(Map.of()));
        page.click("#more");
        awaitTrue(page, "inside('box').querySelector('fieldset')?.disabled === false");
        page.fill("#box input", "tilt 20");
        page.keyboard().press("Enter");
        eventually(() -> assertThat(camera.evaluate("camera.heard.join()")).isEqualTo("tilt 20"));
        camera.evaluate("camera.channel.send('<b>tilted</b>'); camera.channel.send(new Uint8Array(300))");
        awaitLog(page, "→ tilt 20\n← <b>tilted</b>\n← (300 bytes)\n");
        assertThat(page.evaluate("inside('box').querySelector('.log b')")).isNull();
        assertThat(page.inputValue("#box input")).isEmpty();

        page.click("#more"); // goes on in the closed box
        camera.evaluate("for (let n = 1; n <= 300; n++) camera.channel.send(`${n} ` + 'x'.repeat(3000))");
        awaitTrue(page, "inside('box').querySelector('.log').textContent.includes('← 300 x')");
        page.click("#more");
        assertThat(page.evaluate("inside('box').querySelector('.log').childNodes.length"))
                .isEqualTo(200);
        assertThat(((String) page.evaluate("inside('box').querySelector('.log').textContent")).length())
                .isLessThan(200 * 2_010);

        camera.evaluate("camera.channel.close()");
        awaitTrue(page, "inside('box').querySelector('.log').textContent.endsWith('The data channel is closed.\\n')");
        assertThat(page.locator("#box input").isDisabled()).isTrue();
    }

    @Test
    void theConsoleGoesOnWithTheChannelOfTheNextCallAndFitsASmallScreen() throws Exception {
        Page page = page(Kind.CHROMIUM, new Browser.NewPageOptions().setViewportSize(320, 640));
        watch(page, bridge(Map.of()));
        page.click("#more");
        awaitTrue(page, "inside('box').querySelector('fieldset')?.disabled === false");
        assertThat((List<?>) page.evaluate("""
                () => {
                  const outside = (one) => one.getBoundingClientRect().right > innerWidth;
                  return [...inside('box').querySelectorAll('*:not(.ladder *)')].filter(outside).map((one) => one.outerHTML);
                }""")).isEmpty();
        assertThat(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))
                .isEqualTo(true);
        page.focus("#box input");
        page.keyboard().type("half a ");
        camera.evaluate("camera.channel.send('one')"); // which neither takes the focus nor the words
        awaitLog(page, "← one\n");
        page.keyboard().type("line");
        assertThat(page.inputValue("#box input")).isEqualTo("half a line");
        page.click("#hangup");
        awaitLog(page, "← one\nThe data channel is closed.\n");
        assertThat(page.locator("#box input").isDisabled()).isTrue();
        page.click("#call");
        awaitTrue(page, "!inside('box').querySelector('fieldset').disabled");
        page.focus("#box input");
        page.keyboard().press("Enter");
        eventually(() -> assertThat(camera.evaluate("camera.heard.join()")).isEqualTo("half a line"));
        camera.evaluate("camera.channel.send('two')");
        awaitLog(page, "← one\nThe data channel is closed.\n→ half a line\n← two\n");
    }

    private static void awaitLog(Page page, String text) {
        eventually(() -> assertThat(page.evaluate("inside('box').querySelector('.log').textContent"))
                .isEqualTo(text));
    }

    @Test
    void whatHappensIsDrawnWhileItHappensAndCanBeSaved() throws Exception {
        Page page = watch(page(Kind.CHROMIUM), bridge(Map.of()));
        assertThat(page.getAttribute("#more", "aria-expanded")).isEqualTo("false");
        page.click("#more");
        assertThat(page.getAttribute("#more", "aria-expanded")).isEqualTo("true");
        awaitTrue(page, LADDER + ".includes('first frame 640 × 480')");
        int steps = (int) page.evaluate(LADDER + ".length");
        awaitTrue(page, LADDER + ".length > " + steps); // statistics of the next second
        page.evaluate("document.querySelector('uv4l-camera').hangup()");
        awaitTrue(page, LADDER + ".at(-1) === 'end: hungup'");

        Saved file = saved(Kind.CHROMIUM, page, () -> page.click("#box section:last-child button"));
        assertThat(file.name()).matches("porch \\d{4}-\\d\\d-\\d\\d \\d\\d-\\d\\d-\\d\\d\\.json");
        JsonObject saved = new JsonObject(new String(file.bytes(), StandardCharsets.UTF_8));
        assertThat(saved.getString("camera")).isEqualTo("porch");
        assertThat(saved.getJsonArray("entries").stream()
                        .map(entry -> ((JsonObject) entry).getString("name"))
                        .toList())
                .startsWith("connecting", "socket")
                .contains("offer", "answer", "frame", "statistics", "hangup")
                .endsWith("end");

        page.click("#call");
        awaitState(page, "live");
        awaitTrue(page, LADDER + ".at(-1) !== 'end: hungup' && " + LADDER + ".includes('first frame 640 × 480')");
        page.click("#more");
        assertThat(page.locator("#box").isVisible()).isFalse();
    }
}
