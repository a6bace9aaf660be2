package org.uv4lbridge.testkit;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.TimeoutError;
import com.microsoft.playwright.WebSocketRoute;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * The viewer page without a bridge: a test plays the API and the WebSockets, and turns the page's clock, which stands
 * still. Made by a test in the browser's thread, ends with the browser. Nothing of it touches the network.
 */
public final class ScriptedPage {
    private static final double SOON = 30_000;
    private static final String ADDRESS = "http://bridge.test/";
    private static final Path FILES = Path.of("src/main/resources/org/uv4lbridge/page");

    private final Page page;
    private final List<WebSocketRoute> calls = new ArrayList<>();
    private final List<String> messages = new ArrayList<>();
    private Consumer<WebSocketRoute> script = call -> {};
    private Consumer<Route> cameras = json("{\"cameras\":[{\"name\":\"porch\",\"title\":\"Porch\"}]}");
    private Consumer<Route> tickets = route -> route.fulfill(status(404));
    private int listings;

    private ScriptedPage(Page page) {
        this.page = page;
    }

    /** Opens the page of a bridge with one camera, Porch. */
    public static ScriptedPage open(Page page) {
        var scripted = new ScriptedPage(page);
        page.route(ADDRESS + "**", scripted::requested);
        page.routeWebSocket("**/cameras/*", scripted::connected);
        page.clock().install();
        page.navigate(ADDRESS + "index.html");
        scripted.awaitState("idle");
        page.clock().pauseAt(System.currentTimeMillis() + 60_000);
        return scripted;
    }

    private void requested(Route route) {
        String path = URI.create(route.request().url()).getPath();
        switch (path) {
            case "/api/cameras" -> {
                listings++;
                cameras.accept(route);
            }
            case "/api/ice-servers" -> json("[]").accept(route);
            case "/api/tickets" -> tickets.accept(route);
            default -> route.fulfill(new Route.FulfillOptions().setPath(FILES.resolve(path.substring(1))));
        }
    }

    private void connected(WebSocketRoute socket) {
        socket.onMessage(frame -> {
            messages.add(frame.text());
            if (frame.text().contains("\"call\"")) {
                calls.add(socket);
                script.accept(socket);
            }
        });
    }

    /** What the bridge does from now on when a call has come. */
    public ScriptedPage onCall(Consumer<WebSocketRoute> script) {
        this.script = script;
        return this;
    }

    /** What {@code /api/cameras} answers from now on. */
    public void cameras(Consumer<Route> answer) {
        cameras = answer;
    }

    /** What {@code /api/tickets} answers from now on. */
    public void tickets(Consumer<Route> answer) {
        tickets = answer;
    }

    /** An answer with this body. */
    public static Consumer<Route> json(String body) {
        return route -> route.fulfill(
                new Route.FulfillOptions().setContentType("application/json").setBody(body));
    }

    /** An answer with this status and no body. */
    public static Route.FulfillOptions status(int status) {
        return new Route.FulfillOptions().setStatus(status);
    }

    /** A {@code message} of the bridge with the word for a failure. */
    public static String message(String problem, String text) {
        return "{\"what\":\"message\",\"data\":\"" + text + "\",\"problem\":\"" + problem + "\"}";
    }

    /** A {@code bridge} message with a place in the queue. */
    public static String queue(int position) {
        return "{\"what\":\"bridge\",\"event\":\"queue\",\"position\":" + position + "}";
    }

    public Page page() {
        return page;
    }

    /** The calls so far, those over among them. */
    public List<WebSocketRoute> calls() {
        return calls;
    }

    /** All that the page has sent on its WebSockets. */
    public List<String> messages() {
        return messages;
    }

    /** How often the page has asked for the cameras. */
    public int listings() {
        return listings;
    }

    /** Presses Call, Call now or Call again. */
    public void call() {
        page.click("#call");
    }

    /** Presses Hang up or Stop. */
    public void hangUp() {
        page.click("#hangup");
    }

    /** Lets the page's time pass. */
    public void pass(int seconds) {
        page.clock().runFor(seconds * 1_000L);
    }

    /** Lets time pass until the next call begins; no longer, for the limits of that call would pass with it. */
    public void passCountdown() {
        for (int second = 0; second < 60 && page.innerText("#next").endsWith(" s…"); second++) {
            pass(1);
        }
    }

    public void awaitState(String state) {
        await("state " + state, () -> state.equals(state()));
    }

    public void awaitCalls(int count) {
        await(count + " calls", () -> calls.size() >= count);
    }

    /** Waits until the condition holds, or fails with what the page shows instead. */
    public void await(String awaited, BooleanSupplier condition) {
        try {
            page.waitForCondition(condition, new Page.WaitForConditionOptions().setTimeout(SOON));
        } catch (TimeoutError e) {
            throw new AssertionError("No " + awaited + "; " + calls.size() + " calls, " + state() + ": " + status(), e);
        }
    }

    private String state() {
        return page.getAttribute("uv4l-camera", "state");
    }

    /** What the status line says. */
    public String status() {
        return page.innerText("#status");
    }
}
