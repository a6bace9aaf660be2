package org.uv4lbridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.uv4lbridge.testkit.ScriptedPage.json;
import static org.uv4lbridge.testkit.ScriptedPage.message;
import static org.uv4lbridge.testkit.ScriptedPage.queue;
import static org.uv4lbridge.testkit.ScriptedPage.status;

import com.microsoft.playwright.Route;
import com.microsoft.playwright.WebSocketRoute;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.uv4lbridge.testkit.Browsers;
import org.uv4lbridge.testkit.Browsers.Kind;
import org.uv4lbridge.testkit.ScriptedPage;

/** When the page calls again by itself, how soon, and when not; the bridge's part is played by the test. */
@Tag("browser")
class PageRetryIT {

    private static final String LIST = "{\"cameras\":[{\"name\":\"porch\",\"title\":\"Porch\"}],\"auth\":\"basic\"}";
    private static final Consumer<WebSocketRoute> UNREACHABLE =
            call -> call.send(message("CAMERA_UNREACHABLE", "It is off."));

    @RegisterExtension
    static final Browsers BROWSERS = new Browsers();

    private ScriptedPage page;

    @BeforeEach
    void open() {
        page = ScriptedPage.open(BROWSERS.page(Kind.CHROMIUM));
    }

    @Test
    void theTimeToTheNextCallDoublesUpToHalfAMinuteUnlessAPictureOfTenSecondsWasASuccess() {
        assertThat(delays(0.5, "'lost'", 8)).isEqualTo("1000 2000 4000 8000 16000 24000 24000 24000");
        assertThat(delays(0, "'lost'", 8)).startsWith("750 ").endsWith(" 18000");
        assertThat(delays(1, "'lost'", 8)).startsWith("1250 ").endsWith(" 30000");
        assertThat(delays(0, "'stopping'", 1)).as("pages come back spread").isEqualTo("1000");
        assertThat(delays(1, "'stopping'", 1)).isEqualTo("8000");
        assertThat(delays(0.5, "'lost', 9999", 3)).isEqualTo("1000 2000 4000");
        assertThat(delays(0.5, "'lost', 10000", 3)).isEqualTo("1000 1000 1000");
    }

    @Test
    void aFailureIsFollowedByAnotherCallUnlessThatMendsNothing() {
        failsWith("CAMERA_UNREACHABLE", "retrying", "Porch cannot be reached");
        failsWith("CAMERA_SILENT", "retrying", "Porch does not answer");
        failsWith("CAMERA_NO_OFFER", "retrying", "Porch does not answer");
        failsWith("CAMERA_LOST", "retrying", "The connection to Porch was lost");
        failsWith("VIEWER_NO_ANSWER", "retrying", "This browser answered Porch too late");
        failsWith("TOO_MANY_CALLS", "retrying", "You are watching Porch elsewhere");
        failsWith("CALLED_TOO_OFTEN", "retrying", "You have called Porch too often");
        failsWith("CALL_REPLACED", "ended", "The call goes on elsewhere");
        failsWith("VIEWER_NO_MEDIA", "retrying", "No video of Porch reached you");
        failsWith("CAMERA_BUSY", "retrying", "Porch is busy");
        failsWith("STOPPING", "retrying", "The bridge is stopping");
        failsWith("DRAINING", "retrying", "The bridge is stopping");
        failsWith("UNKNOWN_CAMERA", "failed", "Porch is not there any more");
        failsWith("CAMERA_REFUSES", "failed", "Porch refuses the bridge");
        failsWith("CAMERA_UNTRUSTED", "failed", "Porch cannot be trusted");
        failsWith("NOT_JSON", "failed", "The bridge refused the call");
        failsWith("WATCH_ONLY", "failed", "The bridge refused the call");
        failsWith("CAMERA_CLOSED", "failed", "Porch is closed for now");
        failsWith("ENDED_BY_OPERATOR", "ended", "The call has been ended");
        failsWith("SESSION_OVER", "retrying", "Your time is up");
    }

    @Test
    void aWordThatThePageDoesNotKnowIsNoReasonToStop() {
        failsWith("", "retrying", "No video from Porch");
        failsWith("SOMETHING_NEW", "retrying", "No video from Porch");
        failsWith("constructor", "retrying", "No video from Porch");
        failsWith("__proto__", "retrying", "No video from Porch");
    }

    private void failsWith(String problem, String state, String headline) {
        page.onCall(call -> call.send(message(problem, "In words."))).call();
        page.awaitState(state);
        assertThat(page.status()).as(problem).startsWith(headline);
        assertNextCall(state.equals("retrying"));
    }

    @Test
    void aConnectionThatIsClosedIsMadeAnewUnlessARuleWasBroken() {
        List.of(1001, 1011, 1013, 4408).forEach(code -> closesWith(code, "retrying"));
        List.of(1003, 1007, 1008, 1009).forEach(code -> closesWith(code, "failed"));
    }

    private void closesWith(int code, String state) {
        page.onCall(call -> call.close(
                        new WebSocketRoute.CloseOptions().setCode(code).setReason("In words.")))
                .call();
        page.awaitState(state);
        assertNextCall(state.equals("retrying"));
    }

    @Test
    void theStatusCountsDownToTheNextCallAndKeepsSayingWhatHappened() {
        page.onCall(UNREACHABLE).call();
        page.awaitState("retrying");
        assertThat(page.status()).containsPattern("Calling again in [12] s…");
        assertThat(page.page().title()).isEqualTo("Porch, calling again… · UV4L bridge");
        page.onCall(call -> {});
        page.passCountdown();
        page.awaitCalls(2);
        assertThat(page.page().getAttribute("uv4l-camera", "state")).isEqualTo("retrying");
        assertThat(page.status()).contains("Porch cannot be reached").contains("Calling again…");
    }

    @Test
    void callNowAndTheNetworkThatIsBackAndTheTabThatIsSeenAgainCallAtOnce() {
        page.onCall(UNREACHABLE).call();
        page.awaitState("retrying");
        page.call();
        page.awaitCalls(2);
        awaitCountdown();
        page.page().evaluate("window.dispatchEvent(new Event('online'))");
        page.awaitCalls(3);
        awaitCountdown();
        page.page().evaluate("document.dispatchEvent(new Event('visibilitychange'))");
        page.awaitCalls(4);
    }

    @Test
    void whoStopsIsNotCalledForAgain() {
        page.onCall(UNREACHABLE).call();
        page.awaitState("retrying");
        page.hangUp();
        page.awaitState("ended");
        page.page().evaluate("window.dispatchEvent(new Event('online'))");
        assertNextCall(false);
    }

    @Test
    void theQueueHasNoTimeLimitAndTellsThePlace() {
        page.onCall(call -> call.send(queue(3))).call();
        page.awaitState("waiting");
        assertThat(page.messages().get(0)).isEqualTo("{\"what\":\"bridge\",\"event\":\"hello\"}");
        assertThat(page.messages().get(1)).startsWith("{\"what\":\"call\"");
        assertThat(page.status()).startsWith("Porch is busy; you are number 3 in the queue");
        assertThat(page.page().title()).startsWith("(3) Porch");
        page.calls().get(0).send(queue(1));
        page.page().getByText("you are next").waitFor();
        page.pass(600);
        assertThat(page.page().getAttribute("uv4l-camera", "state")).isEqualTo("waiting");
        page.hangUp();
        page.awaitState("ended");
        assertThat(page.status()).startsWith("You have left the queue");
        page.page().waitForCondition(() -> page.messages().contains("{\"what\":\"hangup\"}"));
        assertNextCall(false);
    }

    @Test
    void whoWaitsReadsSinceWhenTheCameraIsTakenAndAnOperatorByWhom() {
        page.onCall(call -> call.send(queue(2).replace("}", ",\"taken\":120}"))).call();
        page.page().getByText(Pattern.compile("In use since .*\\d:\\d\\d")).waitFor();
        page.calls().get(0).send(queue(1).replace("}", ",\"taken\":120,\"by\":\"<b>anna\"}"));
        page.page()
                .getByText(Pattern.compile("<b>anna has been watching since .*\\d:\\d\\d"))
                .waitFor();
    }

    @Test
    void eachConnectionTakesATicketOfItsOwn() {
        List<String> tickets = new ArrayList<>();
        page.cameras(json(LIST));
        page.tickets(route -> {
            assertThat(route.request().method()).isEqualTo("POST");
            tickets.add("t" + tickets.size());
            json("{\"ticket\":\"" + tickets.get(tickets.size() - 1) + "\"}").accept(route);
        });
        page.onCall(UNREACHABLE).call();
        page.awaitState("retrying");
        page.call();
        page.awaitCalls(2);
        assertThat(page.calls()).extracting(WebSocketRoute::url).allSatisfy(url -> assertThat(url)
                .contains("/cameras/porch?ticket=t"));
        assertThat(tickets).hasSize(2);
    }

    @Test
    void whoGetsNoTicketMayNotWatch() {
        page.cameras(json(LIST));
        page.tickets(route -> route.fulfill(status(403)));
        page.call();
        page.awaitState("failed");
        assertThat(page.status()).startsWith("You may not watch Porch");
        assertThat(page.calls()).isEmpty();
        assertNextCall(false);
    }

    @Test
    void whoIsNoLongerSignedInIsToldThatTheSignInHasExpired() {
        page.cameras(json(LIST));
        page.tickets(route -> route.fulfill(status(401)));
        page.call();
        page.awaitState("retrying");
        assertThat(page.status()).startsWith("Your sign-in has expired");
        page.cameras(route -> route.fulfill(status(401)));
        page.call();
        page.awaitState("failed");
        assertThat(page.page().textContent("#word")).isEqualTo("Sign-in expired");
    }

    @Test
    void aCameraOfAWallComesBackFromEverythingButAWish() {
        page.onCall(call -> call.send(message("CAMERA_REFUSES", "In words.")));
        page.page().evaluate("document.querySelector('uv4l-camera').setAttribute('autoplay', '')");
        page.awaitCalls(1);
        page.awaitState("failed");
        page.onCall(call -> call.send(message("ENDED_BY_OPERATOR", "In words.")));
        page.pass(90);
        page.awaitCalls(2);
        page.awaitState("ended");
        assertNextCall(false);
    }

    @Test
    void credentialsThatHaveExpiredAreRenewedOnceAndAfterAWhileAgain() {
        page.onCall(call -> call.close(new WebSocketRoute.CloseOptions().setCode(4401)))
                .call();
        page.awaitState("retrying");
        page.passCountdown();
        page.awaitState("failed");
        assertThat(page.status()).startsWith("Your sign-in has expired");
        assertThat(page.calls()).hasSize(2);
        page.pass(90);
        page.awaitCalls(3);
    }

    @Test
    void whatComesLateOfTheCameraBeforeIsNotTakenForTheNewOne() {
        List<Route> held = new ArrayList<>();
        page.cameras(held::add);
        page.page().evaluate("document.querySelector('uv4l-camera').removeAttribute('label')");
        page.call();
        page.await("question for the first camera", () -> held.size() == 1);
        page.page().evaluate("document.querySelector('uv4l-camera').setAttribute('camera', 'garden')");
        page.page().evaluate("document.querySelector('uv4l-camera').call()");
        page.await("question for the second camera", () -> held.size() == 2);
        String list = LIST.replace("basic", "none");
        json(list.replace("porch", "garden").replace("Porch", "Garden")).accept(held.get(1));
        page.awaitCalls(1);
        json(list).accept(held.get(0));
        page.cameras(json("{}"));
        page.page().evaluate("fetch('/api/cameras').then((answer) => answer.text())");
        assertThat(page.page().locator("#title").textContent()).isEqualTo("Garden");
    }

    @Test
    void anEmbeddingPageMayRenewItsTokenWhenTheOldOneHasExpired() {
        List<String> tokens = new ArrayList<>();
        page.cameras(route -> {
            tokens.add(route.request().headers().get("authorization"));
            json(LIST.replace("basic", "none")).accept(route);
        });
        page.page().evaluate("""
                const camera = document.querySelector('uv4l-camera');
                camera.token = 'old';
                camera.addEventListener('statechange', ({ detail }) => {
                  if (detail.reason === 'expired') camera.token = 'new';
                });
                """);
        page.onCall(call -> call.close(new WebSocketRoute.CloseOptions().setCode(4401)))
                .call();
        page.awaitState("retrying");
        page.passCountdown();
        page.awaitCalls(2);
        assertThat(tokens).containsExactly("Bearer old", "Bearer new");
    }

    @Test
    void theListOfCamerasSaysWhetherAnotherCallIsOfUse() {
        listSays(403, "", "failed", "You may not watch Porch");
        listSays(200, "{\"cameras\":[]}", "failed", "Porch is not there any more");
        listSays(200, "{\"cameras\":[],\"auth\":\"basic\"}", "failed", "You may not watch Porch");
        listSays(502, "", "retrying", "No connection to the bridge");
    }

    private void listSays(int status, String body, String state, String headline) {
        page.cameras(json(LIST.replace("basic", "none")));
        int calls = page.calls().size();
        page.onCall(UNREACHABLE).call();
        page.awaitCalls(calls + 1);
        page.awaitState("retrying");
        page.cameras(route -> route.fulfill(status(status).setBody(body)));
        page.call();
        page.page().getByText(headline).waitFor();
        page.awaitState(state);
        assertThat(page.calls()).hasSize(calls + 1);
        page.cameras(json(LIST.replace("basic", "none")));
        assertNextCall(state.equals("retrying"));
    }

    @Test
    void aBridgeThatDoesNotAnswerIsAskedAgain() {
        page.cameras(Route::abort);
        page.call();
        page.awaitState("retrying");
        assertThat(page.status()).startsWith("No connection to the bridge");
        page.cameras(json(LIST.replace("basic", "none")));
        page.passCountdown();
        page.awaitCalls(1);
    }

    private void awaitCountdown() {
        page.page().getByText("Calling again in").waitFor();
    }

    /** The page calls again within seconds, and is stopped then, or it doesn't call again at all. */
    private void assertNextCall(boolean comes) {
        int calls = page.calls().size();
        int listings = page.listings();
        if (comes) {
            page.onCall(call -> {});
            page.passCountdown();
            page.awaitCalls(calls + 1);
            page.hangUp();
            page.awaitState("ended");
        } else {
            page.pass(60); // twice the longest time between two calls
            assertThat(page.listings()).isEqualTo(listings);
            assertThat(page.calls()).hasSize(calls);
        }
    }

    /** What the back-off says to so many failures in a row, with jitter that is always the same. */
    private String delays(double random, String failure, int count) {
        return (String) page.page().evaluate("""
                async ([random, count]) => {
                  const { Retry } = await import('/js/call.js');
                  const retry = new Retry(() => random);
                  return Array.from({ length: count }, () => retry.next(%s)).join(' ');
                }""".formatted(failure), List.of(random, count));
    }
}
