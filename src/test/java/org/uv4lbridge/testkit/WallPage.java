package org.uv4lbridge.testkit;

import com.microsoft.playwright.JSHandle;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.WaitForSelectorState;
import java.time.Duration;

/**
 * The viewer page of a bridge with several cameras, as a wall or with one of them opened: made by a test in the browser's
 * thread, ends with the page.
 */
public final class WallPage {

    /** For back-off that has grown on a slow machine, and for browsers that hold their connections back. */
    private static final Duration IN_THE_END = Duration.ofSeconds(90);

    /** How long a camera may be out of sight, in ms. */
    private static final int OUT_OF_SIGHT = 3_000;

    private final Page page;

    private WallPage(Page page) {
        this.page = page;
    }

    /** Opens {@code /} with this fragment, which is empty for the wall. */
    public static WallPage open(Page page, RunningBridge bridge, String fragment) {
        page.navigate(bridge.http("/") + fragment);
        WallPage wall = new WallPage(page);
        page.locator("uv4l-camera").first().waitFor(attached());
        return wall;
    }

    public Page page() {
        return page;
    }

    /** Presses the browser's back button. */
    public void goBack() {
        page.evaluate("history.back()"); // Firefox tells Playwright of no navigation within a page
    }

    /** Whether all cameras are shown, not one alone. */
    public boolean isShown() {
        return page.locator("#wall:not(.single)").count() == 1;
    }

    /** The link over the tile of a camera, which opens it. */
    public Locator link(String camera) {
        return page.locator("#wall li:has(" + element(camera) + ") > a");
    }

    /** What is within the element of a camera. */
    public Locator part(String camera, String selector) {
        return page.locator(element(camera)).locator(selector);
    }

    /** Waits until a camera, in sight or not, is in a state. */
    public void await(String camera, String state) {
        page.locator(element(camera) + "[state=" + state + "]").waitFor(attached());
    }

    /** Waits until a camera's state in words has these in it. */
    public void awaitWord(String camera, String words) {
        part(camera, "#word")
                .filter(new Locator.FilterOptions().setHasText(words))
                .waitFor(attached());
    }

    /** Waits until all cameras are live at the same time. */
    public void awaitAllLive() {
        Locator others = page.locator("uv4l-camera:not([state=live])");
        page.waitForCondition(
                () -> others.count() == 0, new Page.WaitForConditionOptions().setTimeout(IN_THE_END.toMillis()));
    }

    /** Waits until a camera's picture has so many new frames; the limit is none of the page's clock, which may stand still. */
    public void awaitFrames(String camera, int count) {
        JSHandle frames = part(camera, "video").evaluateHandle("""
                (video, count) => {
                  const frames = { count: 0 };
                  const next = () => ++frames.count < count && video.requestVideoFrameCallback(next);
                  video.requestVideoFrameCallback(next);
                  return frames;
                }""", count);
        page.waitForCondition(
                () -> (int) frames.evaluate("(frames) => frames.count") >= count,
                new Page.WaitForConditionOptions().setTimeout(IN_THE_END.toMillis()));
        frames.dispose();
    }

    /**
     * Lets as much time pass as a camera may be out of sight before it gives its seat back, once the page knows what is in
     * sight now: observers are told in the order in which they were made. The page's clock must be Playwright's.
     */
    public void passOutOfSight() {
        page.evaluate("new Promise((done) => new IntersectionObserver(() => done()).observe(document.body))");
        page.clock().fastForward(OUT_OF_SIGHT);
    }

    /** What JavaScript says of a camera, which is {@code camera}. */
    public Object evaluate(String camera, String expression) {
        return page.locator(element(camera)).evaluate("camera => " + expression);
    }

    /** When the call of a camera began; another call has another answer. */
    public Object callOf(String camera) {
        return evaluate(camera, "camera.timeline.began");
    }

    /** Tells the page that nobody sees it, or that somebody does again, as a browser does when tabs are changed. */
    public void setHidden(boolean hidden) {
        page.evaluate("""
                (hidden) => {
                  Object.defineProperty(document, 'hidden', { configurable: true, value: hidden });
                  document.dispatchEvent(new Event('visibilitychange'));
                }""", hidden);
    }

    private static String element(String camera) {
        return "uv4l-camera[camera='" + camera + "']";
    }

    private static Locator.WaitForOptions attached() {
        return new Locator.WaitForOptions()
                .setState(WaitForSelectorState.ATTACHED)
                .setTimeout(IN_THE_END.toMillis());
    }
}
