package org.uv4lbridge.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/**
 * How a page looks and whether everybody can use it, in each kind of window, colours and language. Static, for the
 * browser's thread. Screenshots are left in target/screenshots.
 */
public final class Looks {

    /** Where screenshots are left. */
    public static final Path SCREENSHOTS = Path.of("target", "screenshots");

    private static final String LAYOUT = read("looks.js");
    private static final String AXE = read("/axe.min.js");

    /** The rules of WCAG 2.2 A and AA, and what axe-core calls best practice. */
    private static final String VIOLATIONS = """
            async (rules) => {
              const { setTimeout } = window;
              window.setTimeout = (act) => { // of a page whose clock may stand still
                const { port1, port2 } = new MessageChannel();
                port1.onmessage = act;
                port2.postMessage(0);
              };
              const { violations } = await axe.run(document, {
                resultTypes: ['violations'],
                preload: false,
                ...(rules.length > 0 && { runOnly: rules }),
              });
              window.setTimeout = setTimeout;
              return violations
                .filter(({ impact }) => ['serious', 'critical'].includes(impact))
                .flatMap(({ id, nodes }) => nodes.map(({ target, any, all, none }) =>
                  [id, JSON.stringify(target), ...[...any, ...all, ...none].map(({ message }) => message)].join(' ')));
            }""";

    /** The rules about what other colours and another language change; axe-core takes its time. */
    private static final List<String> COLOURS_AND_WORDS = List.of(
            "color-contrast",
            "document-title",
            "html-has-lang",
            "html-lang-valid",
            "aria-command-name",
            "aria-input-field-name",
            "button-name",
            "label",
            "link-name",
            "select-name",
            "svg-img-alt");

    /** As much room between letters, words and lines as people may ask for, or a wider font takes: WCAG 1.4.12. */
    private static final String SPACED = """
            (isSpaced) => {
              const sheet = new CSSStyleSheet();
              const spacing = 'letter-spacing: 0.12em; word-spacing: 0.16em; line-height: 1.5';
              if (isSpaced) sheet.replaceSync(`:root, button, select, input { ${spacing} }`);
              document.adoptedStyleSheets = [sheet];
            }""";

    private Looks() {}

    /** A window, its colours and the page's language. */
    public enum Look {
        DESKTOP(1280, 800, ColorScheme.LIGHT, "en"),
        DARK(1280, 800, ColorScheme.DARK, "ja"),
        PHONE(390, 844, ColorScheme.LIGHT, "ja"),
        LANDSCAPE(844, 390, ColorScheme.DARK, "en");

        private final int width;
        private final int height;
        private final ColorScheme colours;
        private final String language;

        Look(int width, int height, ColorScheme colours, String language) {
            this.width = width;
            this.height = height;
            this.colours = colours;
            this.language = language;
        }

        /** Makes the page look so. */
        public void show(Page page) {
            page.setViewportSize(width, height);
            page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(colours));
            page.selectOption("#language", language);
            page.locator("html[lang=" + language + "]").waitFor();
        }
    }

    /** Takes screenshots of a state in each look, and fails if any of them is wrong. */
    public static void shoot(Page page, String state) {
        for (Look look : Look.values()) {
            look.show(page);
            page.screenshot(new Page.ScreenshotOptions()
                    .setFullPage(true)
                    .setPath(SCREENSHOTS.resolve(state + "-" + look.name().toLowerCase() + ".png")));
            assertThat(layoutFaults(page)).as("%s, %s: layout", state, look).isEmpty();
            if (look == Look.DESKTOP) {
                assertThat(violations(page)).as("%s, %s: axe-core", state, look).isEmpty();
            } else if (look == Look.DARK) {
                assertThat(violations(page, COLOURS_AND_WORDS))
                        .as("%s, %s: axe-core", state, look)
                        .isEmpty();
            } else if (look == Look.PHONE) {
                page.evaluate(SPACED, true);
                assertThat(layoutFaults(page)).as("%s, %s: spaced", state, look).isEmpty();
                page.evaluate(SPACED, false);
            }
        }
    }

    /** What overlaps, is cut off, too wide or too small. */
    public static List<?> layoutFaults(Page page) {
        return (List<?>) page.evaluate(LAYOUT);
    }

    /** What axe-core finds that is serious or critical. */
    public static List<?> violations(Page page) {
        return violations(page, List.of());
    }

    private static List<?> violations(Page page, List<String> rules) {
        if (page.evaluate("typeof axe").equals("undefined")) {
            page.evaluate(AXE);
        }
        return (List<?>) page.evaluate(VIOLATIONS, rules);
    }

    private static String read(String resource) {
        try (var in = Objects.requireNonNull(Looks.class.getResourceAsStream(resource))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
