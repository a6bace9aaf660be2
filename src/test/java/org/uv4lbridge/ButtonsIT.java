package org.uv4lbridge;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.WaitForSelectorState;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.uv4lbridge.testkit.Browsers;
import org.uv4lbridge.testkit.Browsers.Kind;
import org.uv4lbridge.testkit.ScriptedPage;

/** What there is to say of the buttons on the picture without a picture. */
@Tag("browser")
class ButtonsIT {

    @RegisterExtension
    static final Browsers BROWSERS = new Browsers();

    @Test
    void aSavedFileIsForgotten() {
        ScriptedPage scripted = ScriptedPage.open(BROWSERS.strictPage(Kind.CHROMIUM));
        Page page = scripted.page();
        page.evaluate("""
                async () => {
                  window.urls = 0;
                  const { createObjectURL, revokeObjectURL } = URL;
                  URL.createObjectURL = (blob) => { urls++; return createObjectURL(blob); };
                  URL.revokeObjectURL = (url) => { urls--; revokeObjectURL(url); };
                  (await import('/js/details.js')).save(new Blob(['x']), 'Porch', 'txt');
                }""");
        assertThat(page.evaluate("urls")).isEqualTo(1);
        scripted.pass(60);
        assertThat(page.evaluate("urls")).isEqualTo(0);
    }

    @Test
    void whatTheBrowserCannotDoHasNoButton() {
        Page page = BROWSERS.strictPage(Kind.CHROMIUM);
        page.addInitScript("""
                const off = { get: () => false };
                Object.defineProperties(document, { pictureInPictureEnabled: off, fullscreenEnabled: off });""");
        ScriptedPage.open(page);
        page.locator("#pip[hidden]").waitFor(attached());
        page.locator("#fullscreen[hidden]").waitFor(attached());
    }

    private static Locator.WaitForOptions attached() {
        return new Locator.WaitForOptions().setState(WaitForSelectorState.ATTACHED);
    }
}
