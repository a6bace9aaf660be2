package org.uv4lbridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.uv4lbridge.testkit.ScriptedPage.message;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.uv4lbridge.testkit.Browsers;
import org.uv4lbridge.testkit.Browsers.Kind;
import org.uv4lbridge.testkit.ScriptedPage;

/** The page speaks English and Japanese: as the browser does at first, then as was chosen. */
@Tag("browser")
class LanguageIT {

    @RegisterExtension
    static final Browsers BROWSERS = new Browsers();

    /** All that is read or heard of the page, of its shadow trees too. */
    private static final String WORDS = """
            () => {
              const everything = (root) =>
                [...root.querySelectorAll('*')].flatMap((one) => [one, ...(one.shadowRoot ? everything(one.shadowRoot) : [])]);
              const own = (one) => [...one.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE).map(({ data }) => data);
              return everything(document.body)
                .filter((one) => !one.closest('option, noscript, .ladder') && one.checkVisibility())
                .flatMap((one) => [...own(one), one.ariaLabel ?? '', one.title ?? ''])
                .concat(document.title)
                .filter((words) => typeof words === 'string' && words.trim());
            }""";

    @ParameterizedTest
    @CsvSource({
        "CHROMIUM, ja-JP, ja, 接続",
        "CHROMIUM, en-GB, en, Call",
        "CHROMIUM, de-DE, en, Call",
        "FIREFOX, ja-JP, ja, 接続"
    })
    void theBrowsersLanguageIsSpokenOrElseEnglish(Kind kind, String locale, String language, String call) {
        Page page = open(kind, locale).page();
        assertThat(page.getAttribute("html", "lang")).isEqualTo(language);
        assertThat(page.inputValue("#language")).isEqualTo(language);
        assertThat(page.innerText("#call")).isEqualTo(call);
        page.close();
    }

    @ParameterizedTest
    @EnumSource
    void anotherLanguageIsSpokenEverywhereAtOnce(Kind kind) {
        ScriptedPage scripted = open(kind, "en-US").onCall(call -> call.send(message("CAMERA_REFUSES", "401")));
        Page page = scripted.page();
        scripted.call();
        scripted.awaitState("failed");
        page.click("#more");
        page.locator(".ladder svg").waitFor();

        choose(page, "ja");
        assertThat(words(page)).hasSizeGreaterThan(10).allMatch(words -> isJapanese(words) || isName(words));
        choose(page, "en");
        assertThat(words(page)).hasSizeGreaterThan(10).noneMatch(LanguageIT::isJapanese);
        page.close();
    }

    @ParameterizedTest
    @EnumSource
    void theChosenLanguageIsRemembered(Kind kind) {
        Page page = open(kind, "en-US").page();
        choose(page, "ja");
        page.reload();
        page.locator("html[lang=ja] #call").waitFor();
        assertThat(page.inputValue("#language")).isEqualTo("ja");
        page.close();
    }

    private static void choose(Page page, String language) {
        page.selectOption("#language", language);
        page.locator("html[lang=" + language + "]").waitFor();
    }

    private static List<String> words(Page page) {
        return ((List<?>) page.evaluate(WORDS)).stream().map(String::valueOf).toList();
    }

    private static boolean isJapanese(String words) {
        return words.matches("(?s).*[\\p{IsHiragana}\\p{IsKatakana}\\p{IsHan}].*");
    }

    /** What is the same in each language: names, and the words of the camera. */
    private static boolean isName(String words) {
        return words.matches("UV4L bridge|Porch|401");
    }

    private static ScriptedPage open(Kind kind, String locale) {
        return ScriptedPage.open(BROWSERS.strictPage(kind, new Browser.NewPageOptions().setLocale(locale)));
    }
}
