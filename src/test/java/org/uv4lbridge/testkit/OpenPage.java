package org.uv4lbridge.testkit;

import com.microsoft.playwright.ConsoleMessage;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.PlaywrightException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.uv4lbridge.testkit.Browsers.Kind;

/** One page with all that its console has shown: made by {@link Browsers}, which closes it. */
final class OpenPage {

    private static final double SCREENSHOT_MILLIS = 10_000;

    private final Kind kind;
    private final Page page;
    private final boolean strict;
    private final List<String> console = new CopyOnWriteArrayList<>();
    private final List<String> errors = new CopyOnWriteArrayList<>();

    OpenPage(Kind kind, Page page, boolean strict) {
        this.kind = kind;
        this.page = page;
        this.strict = strict;
        page.onConsoleMessage(this::keep);
        page.onPageError(error -> {
            console.add("uncaught: " + error);
            errors.add(error);
        });
    }

    private void keep(ConsoleMessage message) {
        console.add(message.type() + ": " + message.text());
        if (message.type().equals("error")) {
            errors.add(message.text());
        }
    }

    Page page() {
        return page;
    }

    /** Ends the page and its context; gives the errors of one whose console may show none. */
    List<String> close() {
        if (!page.isClosed()) {
            page.close();
        }
        return strict ? errors : List.of();
    }

    /** Leaves a screenshot and the console in a directory, with a number in their names. */
    void keepEvidence(Path directory, int number) {
        String name = "page-" + number + "-" + kind.name().toLowerCase();
        try {
            Files.write(directory.resolve(name + ".txt"), console);
            if (page.isClosed()) {
                return;
            }
            page.screenshot(new Page.ScreenshotOptions()
                    .setPath(directory.resolve(name + ".png"))
                    .setTimeout(SCREENSHOT_MILLIS));
        } catch (PlaywrightException e) {
            console.add("no screenshot: " + e.getMessage());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
