package org.uv4lbridge.testkit;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * A blank page of a bridge, in which the page's own module makes one call without the rest of the page: opened by a test in
 * the browser's thread, ends with the browser.
 */
public final class CallPage {

    private static final Path FILES = Path.of("src/main/resources/org/uv4lbridge/page");

    private final Page page;

    private CallPage(Page page) {
        this.page = page;
    }

    /** Opens a page that is served by the bridge, and by nobody in the bridge's own style. */
    public static CallPage open(Page page, RunningBridge bridge) {
        return open(page, bridge.http("/nowhere"));
    }

    /** Opens a page with the page's modules at an address where nobody is; the test plays the bridge. */
    public static CallPage openWithoutBridge(Page page, String address) {
        page.route(address + "**", CallPage::serve);
        return open(page, URI.create(address));
    }

    private static CallPage open(Page page, URI blank) {
        page.navigate(blank.toString());
        return new CallPage(page);
    }

    /** Calls the camera that has this WebSocket. */
    public CallPage call(URI socket) {
        page.evaluate(script(), socket.toString());
        return this;
    }

    /** The rule that explains the call as it is now; empty where none does. */
    public String rule() {
        return (String) page.evaluate("""
                async () => {
                  const { diagnose } = await import('/js/diagnosis.js');
                  return diagnose(call.timeline.toJSON(), call.environment)?.rule ?? '';
                }""");
    }

    /** The page itself. */
    public Page page() {
        return page;
    }

    /** What JavaScript says about the call, which is {@code call}; {@code seen} has its phases and its end. */
    public Object evaluate(String expression) {
        return page.evaluate(expression);
    }

    /** The reason of the call's end; empty while it goes on. */
    public String reason() {
        return (String) page.evaluate("seen.end?.reason ?? ''");
    }

    public void hangUp() {
        page.evaluate("call.hangup()");
    }

    /** What the call's timeline tells, as it is saved. */
    public JsonObject timeline() {
        return new JsonObject((String) page.evaluate("JSON.stringify(call.timeline)"));
    }

    /** The details of all entries with one of these names, in order. */
    public List<JsonObject> entries(String... names) {
        return timeline().getJsonArray("entries").stream()
                .map(JsonObject.class::cast)
                .filter(entry -> Arrays.asList(names).contains(entry.getString("name")))
                .map(entry -> entry.getJsonObject("detail"))
                .toList();
    }

    /** The names of the entries, in order. */
    public List<String> names() {
        return timeline().getJsonArray("entries").stream()
                .map(entry -> ((JsonObject) entry).getString("name"))
                .toList();
    }

    private static void serve(Route route) {
        String path = URI.create(route.request().url()).getPath().substring(1);
        switch (path) {
            case "" -> route.fulfill(new Route.FulfillOptions().setContentType("text/html"));
            case "api/ice-servers" -> ScriptedPage.json("[]").accept(route);
            default -> route.fulfill(new Route.FulfillOptions().setPath(FILES.resolve(path)));
        }
    }

    private static String script() {
        try (var in = Objects.requireNonNull(CallPage.class.getResourceAsStream("call.js"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
