package org.uv4lbridge;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.uv4lbridge.testkit.Browsers;
import org.uv4lbridge.testkit.Browsers.Kind;
import org.uv4lbridge.testkit.ScriptedPage;

/** The timeline of a call by itself, on a clock that the test turns. */
class TimelineIT {

    private static Browsers browser;
    private static ScriptedPage page;

    @BeforeAll
    static void launch() {
        browser = Browsers.launch(Kind.CHROMIUM);
        page = ScriptedPage.open(browser.page());
    }

    @AfterAll
    static void quit() {
        if (browser != null) {
            browser.close();
        }
    }

    @Test
    void entriesTellTheMillisecondsSinceTheCallBegan() {
        assertThat(run("""
                        now = 1000.4;
                        timeline.add('connecting');
                        now = 1021.2;
                        timeline.add('socket', { open: true });
                        return timeline.entries;"""))
                .isEqualTo("[{\"at\":0,\"side\":\"page\",\"name\":\"connecting\",\"detail\":{}},"
                        + "{\"at\":21,\"side\":\"page\",\"name\":\"socket\",\"detail\":{\"open\":true}}]");
    }

    @Test
    void itIsSavedWithTheCameraAndTheTimeOfTheCall() {
        assertThat(run("timeline.add('hangup'); return timeline;"))
                .startsWith("{\"camera\":\"porch\",\"began\":\"2")
                .containsPattern("\"began\":\"[0-9T:.-]+Z\"")
                .endsWith("\"name\":\"hangup\",\"detail\":{}}]}");
    }

    @Test
    void reportsGoOnWhereTheLastOneEnded() {
        assertThat(run("""
                        ['connecting', 'socket', 'call'].forEach((name) => timeline.add(name));
                        return timeline.since(1).map(({ name }) => name);""")).isEqualTo("[\"socket\",\"call\"]");
    }

    @Test
    void afterTwoHundredEntriesItSaysThatThereWereMore() {
        assertThat(run("""
                        for (let n = 0; n < 300; n++) timeline.add('ice');
                        const { entries } = timeline;
                        return [entries.length, entries[198].name, entries[199].name];""")).isEqualTo("[200,\"ice\",\"full\"]");
    }

    @Test
    void whatWasGivenOutIsACopy() {
        assertThat(run("""
                        timeline.add('connecting');
                        timeline.entries.push('trap');
                        timeline.since(0).pop();
                        return timeline.entries.length;""")).isEqualTo("1");
    }

    /** What a script makes of a new timeline, as JSON. */
    private static String run(String script) {
        return (String) page.page().evaluate("""
                async () => {
                  const { Timeline } = await import('/js/timeline.js');
                  let now = 1000.4;
                  const timeline = new Timeline(() => now);
                  timeline.camera = 'porch';
                  return JSON.stringify((() => { %s })());
                }""".formatted(script));
    }
}
