package org.uv4lbridge;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.uv4lbridge.access.UsersFile;
import org.uv4lbridge.session.Rights;
import org.uv4lbridge.testkit.Browsers.Kind;
import org.uv4lbridge.testkit.PeerScene;
import org.uv4lbridge.testkit.RunningBridge;

/** Push to talk: whether the camera hears the viewer while the button is held, and nobody does else. */
@Tag("browser")
class TalkIT extends PeerScene {

    /**
     * The microphones that were asked for, in {@code microphones}; while {@code gate} is a promise they wait for it, and they
     * fail with a {@code fault}.
     */
    private static final String MICROPHONES = """
            window.microphones = [];
            window.asked = 0;
            const media = navigator.mediaDevices;
            const ask = media?.getUserMedia.bind(media);
            if (media) media.getUserMedia = async (wanted) => {
              window.asked++;
              await window.gate;
              if (window.fault) throw new DOMException('In words of the browser', window.fault);
              const stream = await ask(wanted);
              microphones.push(stream.getAudioTracks()[0]);
              return stream;
            };
            window.mics = () => microphones.filter((track) => track.readyState === 'live').length;
            window.isPressed = () => inside('talk').ariaPressed === 'true';""";

    @ParameterizedTest
    @EnumSource
    void whileTheButtonIsHeldTheCameraHearsTheMicrophone(Kind kind) throws Exception {
        Page page = watch(talker(kind), bridge(Map.of()));
        awaitTalk(page);
        assertThat(page.evaluate("asked")).isEqualTo(0);
        press(page);
        assertHeard();
        assertThat(page.evaluate("asked + ' ' + mics() + ' ' + isPressed()")).isEqualTo("1 1 true");
        page.mouse().move(1, 1);
        page.mouse().up();
        awaitTrue(page, "mics() === 0 && !isPressed()");
        assertSilence();

        page.focus("#talk");
        page.keyboard().down("Space");
        page.keyboard().down("Space"); // as keys do that are held
        assertHeard();
        page.keyboard().up("Space");
        awaitTrue(page, "asked === 2 && mics() === 0 && !isPressed()");
        assertSilence();
    }

    @Test
    void whateverEndsTheHoldOrTheCallReleasesTheMicrophone() throws Exception {
        Page page = watch(talker(Kind.CHROMIUM), bridge(Map.of()));
        page.evaluate("window.element = document.querySelector('uv4l-camera'); window.button = inside('talk'); 0");
        for (String event : List.of(
                "button.dispatchEvent(new Event('pointercancel'))",
                "window.dispatchEvent(new Event('blur'))",
                "document.dispatchEvent(new Event('visibilitychange'))")) {
            assertReleasedBy(page, () -> page.evaluate(event));
        }
        noteRetrying(page);
        assertReleasedBy(page, camera::hangUp);
        awaitTrue(page, "retried?.talk === false");
        awaitState(page, "live");
        assertReleasedBy(page, () -> page.evaluate("element.hangup()"));
        page.click("#call");
        awaitState(page, "live");
        assertReleasedBy(page, () -> page.evaluate("element.remove()"));
        assertThat(page.evaluate("asked")).isEqualTo(6);
    }

    @Test
    void onlyThePressThatGoesOnKeepsAMicrophone() throws Exception {
        Page page = watch(talker(Kind.CHROMIUM), bridge(Map.of()));
        awaitTalk(page);
        close(page);
        press(page);
        page.mouse().up();
        press(page);
        page.evaluate("unlock()");
        awaitTrue(page, "microphones.length === 2 && mics() === 1");
        assertHeard();
        page.mouse().up();
        awaitTrue(page, "mics() === 0");

        close(page);
        press(page);
        page.evaluate("document.querySelector('uv4l-camera').hangup()");
        page.evaluate("unlock()");
        awaitTrue(page, "microphones.length === 3 && mics() === 0");
        assertThat(page.innerText("#said")).isEmpty();
    }

    @Test
    void aMicrophoneThatCannotBeHadIsToldInWords() throws Exception {
        Page page = page(Kind.CHROMIUM, MICROPHONES);
        page.context().grantPermissions(List.of());
        watch(page, bridge(Map.of()));
        awaitTalk(page);
        press(page);
        awaitSaid(page, "This page may not use the microphone. Allow it in the browser’s settings for this page.");
        awaitTrue(page, "!isPressed()");
        page.mouse().up();
        for (Map.Entry<String, String> fault : Map.of(
                        "NotFoundError", "This device has no microphone.",
                        "NotReadableError", "The microphone cannot be used. Another program may have it.")
                .entrySet()) {
            page.evaluate("window.fault = '" + fault.getKey() + "'");
            press(page);
            awaitSaid(page, fault.getValue());
            page.mouse().up();
        }
        page.context().grantPermissions(List.of("microphone"));
        page.evaluate("window.fault = ''");
        press(page);
        assertHeard();
        assertThat(page.innerText("#said")).isEmpty();
    }

    @Test
    void theButtonIsThereWhereTheCameraTakesSound() throws Exception {
        camera.evaluate("camera.audio = ''");
        Page page = watch(talker(Kind.CHROMIUM), bridge(Map.of()));
        assertNoTalk(page);
        callAgain(page, "sendonly");
        assertNoTalk(page);
        callAgain(page, "recvonly");
        awaitTalk(page);
        assertThat(page.locator("#sound").isVisible()).isFalse();
        press(page);
        assertHeard();
    }

    @Test
    void thereIsNoneForWhoMayOnlyWatchAndNoConsoleEither(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("users");
        new UsersFile(file).add("wim", "password of wim", new Rights(true, Set.of(), true));
        var wim = new Browser.NewPageOptions().setHttpCredentials("wim", "password of wim");
        Page page = page(Kind.CHROMIUM, wim, MICROPHONES);
        assertNoTalk(watch(page, bridge(Map.of("bridge.auth", "basic", "bridge.auth.users", file.toString()))));
        assertThat(page.locator("#sound").isVisible()).isTrue();
        page.click("#more");
        page.locator("#box .ladder svg").waitFor();
        assertThat(page.locator("#box form").count()).isZero();
    }

    @Test
    void thereIsNoneOnAPageThatBrowsersDoNotTrust() throws Exception {
        RunningBridge bridge = bridge(Map.of("bridge.hosts", "plain.test"));
        Page page = watch(talker(Kind.CHROMIUM), URI.create("http://plain.test:" + bridge.port() + "/"));
        assertThat(page.evaluate("isSecureContext")).isEqualTo(false);
        assertNoTalk(page);
    }

    private Page talker(Kind kind) {
        Page page = page(kind, MICROPHONES);
        if (kind == Kind.CHROMIUM) { // Firefox is told by a preference
            page.context().grantPermissions(List.of("microphone"));
        }
        return page;
    }

    private void callAgain(Page page, String audio) {
        page.click("#hangup");
        camera.evaluate("camera.audio = '" + audio + "'");
        page.click("#call");
        awaitState(page, "live");
    }

    private static void awaitTalk(Page page) {
        page.locator("#talk").waitFor(new Locator.WaitForOptions().setTimeout(SOON.toMillis()));
    }

    private static void press(Page page) {
        page.hover("#talk");
        page.mouse().down();
    }

    /** Lets no microphone through before {@code unlock()}. */
    private static void close(Page page) {
        page.evaluate("window.gate = new Promise((unlock) => { window.unlock = unlock; }); 0");
    }

    private static void awaitSaid(Page page, String words) {
        eventually(() -> assertThat(page.innerText("#said")).isEqualTo(words));
    }

    private static void assertReleasedBy(Page page, Runnable event) {
        awaitTalk(page);
        press(page);
        awaitTrue(page, "peers.at(-1).getSenders().some(({ track }) => track && track === microphones.at(-1))");
        assertThat(page.evaluate("mics()")).isEqualTo(1);
        event.run();
        awaitTrue(page, "mics() === 0 && button.ariaPressed === 'false'");
        page.mouse().up();
    }

    /** It would be there once the module is. */
    private static void assertNoTalk(Page page) {
        page.evaluate("import('/js/details.js')");
        awaitTrue(page, "peers.at(-1).connectionState === 'connected' && inside('talk').hidden");
        assertThat(page.evaluate("inside('video').videoWidth")).isEqualTo(640);
        assertThat(page.evaluate("asked")).isEqualTo(0);
    }

    /** Sound that isn't silence goes on arriving. */
    private void assertHeard() {
        double before = energy();
        eventually(() -> assertThat(energy()).isGreaterThan(before));
    }

    private double energy() {
        return ((Number) ((Map<?, ?>) camera.evaluate("camera.sound()")).get("energy")).doubleValue();
    }

    private void assertSilence() {
        eventually(() -> assertThat(camera.evaluate("camera.isSilent()")).isEqualTo(true));
    }
}
