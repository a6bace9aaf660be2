package org.uv4lbridge.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.uv4lbridge.signal.Problem;
import org.uv4lbridge.signal.Report;
import org.uv4lbridge.signal.Signal;

/** What is known of calls, with cameras and viewers that the test plays. */
@Tag("unit")
class TimelinesTest extends SessionScene {

    private static final String CANDIDATE =
            "{\"what\":\"iceCandidate\",\"data\":\"{\\\"candidate\\\":\\\"candidate:1 1 udp 1 192.0.2.7 9 typ host\\\"}\"}";

    private Timeline.Story story(String session) {
        return timelines.find(session).orElseThrow();
    }

    /** The entries of a session in words. */
    private List<String> told(String session) {
        return story(session).entries().stream()
                .map(e -> e.at() + " " + e.side().name().charAt(0) + " " + e.name()
                        + (e.detail().equals("{}") ? "" : " " + e.detail())
                        + (e.count() == 1 ? "" : " x" + e.count()))
                .toList();
    }

    private void report(String viewer, String entries) {
        sessions.hear(
                viewer(viewer), signal("{\"what\":\"bridge\",\"event\":\"timeline\",\"entries\":[" + entries + "]}"));
    }

    private static String entry(long at, String name) {
        return "{\"at\":" + at + ",\"name\":\"" + name + "\",\"detail\":{}}";
    }

    @Test
    void theBridgeTellsACallFromItsBeginningToItsEnd() {
        call("anna", "porch");
        millis = 7;
        dialed.get(0).opens();
        millis = 20;
        dialed.get(0).says(OFFERED);
        IntStream.range(0, 3).forEach(n -> dialed.get(0).says(CANDIDATE));
        dialed.get(0).says("{\"what\":\"iceCandidate\",\"data\":\"\"}");
        millis = 31;
        say("anna", "{\"what\":\"answer\",\"data\":\"v=0\"}");
        millis = 900;
        say("anna", HUNG_UP);
        assertThat(told("anna-1"))
                .containsExactly(
                        "0 B call",
                        "0 B dial",
                        "7 B dialed",
                        "7 B to-camera {\"what\":\"call\"}",
                        "20 B to-viewer {\"what\":\"offer\"}",
                        "20 B to-viewer {\"what\":\"iceCandidate\",\"type\":\"host\"} x3",
                        "20 B to-viewer {\"what\":\"iceCandidate\",\"type\":\"none\"}",
                        "31 B to-camera {\"what\":\"answer\"}",
                        "900 B end {\"outcome\":\"hung_up\"}",
                        "900 B to-camera {\"what\":\"hangup\"}");
        assertThat(story("anna-1").began()).isEqualTo(NOON);
        assertThat(story("anna-1").lasted()).isEqualTo(900);
        assertThat(story("anna-1").outcome()).isEqualTo(Outcome.HUNG_UP);
    }

    @Test
    void aCallThatGoesOnLastsUntilNowAndHasNoOutcome() {
        call("anna", "porch");
        millis = 60_000;
        assertThat(story("anna-1").lasted()).isEqualTo(60_000);
        assertThat(story("anna-1").outcome()).isNull();
    }

    @Test
    void whoWaitsIsTellingItsPlaces() {
        call("first", "porch");
        callPatiently("anna", "porch");
        assertThat(told("anna-1")).containsExactly("0 B call", "0 B queue {\"position\":1}");
    }

    @Test
    void aFailureIsToldByTheNameOfItsProblem() {
        call("anna", "porch");
        dialed.get(0).cameraCloses();
        assertThat(told("anna-1"))
                .containsSubsequence(
                        "0 B failed {\"problem\":\"CAMERA_UNREACHABLE\"}",
                        "0 B end {\"outcome\":\"camera_unreachable\"}");
        assertThat(story("anna-1").problem()).isEqualTo(Problem.CAMERA_UNREACHABLE);
    }

    @Test
    void whoSaidHelloLearnsTheNameOfItsCallAndNobodyElseDoes() {
        callPatiently("anna", "porch");
        call("ben", "garden");
        assertThat(introduced)
                .containsExactly("anna-1 " + Signal.session("anna-1").text());
    }

    @Test
    void itLearnsOfTheEndTooUnlessItHasLeft() {
        callPatiently("anna", "porch");
        say("anna", HUNG_UP);
        assertThat(introduced).endsWith("anna-1 " + Signal.ended("hung_up").text());
        callPatiently("ben", "garden");
        sessions.left(viewer("ben"));
        assertThat(introduced).hasSize(3);
    }

    @Test
    void whatThePageTellsStandsBetweenWhatTheBridgeHasSeen() {
        callPatiently("anna", "porch");
        millis = 5;
        dialed.get(0).opens();
        report("anna", entry(0, "connecting") + "," + entry(40, "call") + "," + entry(43, "session"));
        assertThat(told("anna-1"))
                .containsExactly(
                        "0 P connecting",
                        "40 P call",
                        "40 B call",
                        "40 B dial",
                        "43 P session",
                        "45 B dialed",
                        "45 B to-camera {\"what\":\"call\"}");
        assertThat(story("anna-1").began()).isEqualTo(NOON.minusMillis(40));
        assertThat(story("anna-1").lasted()).isEqualTo(45);
    }

    @Test
    void noAnswerReachesTheCameraBeforeThePageHasMadeIt() {
        callPatiently("anna", "porch");
        dialed.get(0).opens();
        dialed.get(0).says(OFFERED);
        millis = 30;
        say("anna", "{\"what\":\"answer\",\"data\":\"v=0\"}");
        report("anna", entry(40, "call") + "," + entry(60, "offer") + "," + entry(90, "answer"));
        assertThat(told("anna-1"))
                .containsSubsequence("60 B to-viewer {\"what\":\"offer\"}", "90 B to-camera {\"what\":\"answer\"}");
        assertThat(told("anna-1").indexOf("90 P answer"))
                .isLessThan(told("anna-1").indexOf("90 B to-camera {\"what\":\"answer\"}"));
    }

    @Test
    void whatThePageTellsAfterTheEndIsOfTheSameCall() {
        callPatiently("anna", "porch");
        dialed.get(0).cameraCloses();
        report("anna", entry(50, "end"));
        sessions.hear(
                viewer("anna"),
                signal("{\"what\":\"bridge\",\"event\":\"diagnosis\",\"rule\":\"cameraOff\",\"values\":{}}"));
        assertThat(told("anna-1")).contains("50 P end");
        assertThat(story("anna-1").diagnosis()).isEqualTo(new Report.Diagnosis("cameraOff", Map.of()));
    }

    @Test
    void whoDidNotSayHelloOrHasNoCallTellsNothing() {
        call("anna", "porch");
        report("anna", entry(1, "frame"));
        assertThat(told("anna-1")).noneMatch(entry -> entry.contains(" P "));
        sessions.arrived(viewer("ben"), CALLER, ViewerConnection.ALIVE);
        sessions.hear(viewer("ben"), signal(HELLO));
        report("ben", entry(1, "frame"));
        report("nobody", entry(1, "frame"));
        assertThat(timelines.all()).hasSize(1);
    }

    @Test
    void whatAPageTellsOfItsMediaIsPassedOnOnce() {
        callPatiently("anna", "porch");
        String direct =
                "{\"at\":900,\"name\":\"statistics\",\"detail\":{\"pair\":{\"local\":\"host\",\"remote\":\"prflx\"}}}";
        report("anna", "{\"at\":800,\"name\":\"statistics\",\"detail\":{\"pair\":null}}");
        report("anna", direct + "," + entry(950, "frame"));
        report("anna", direct + "," + entry(2_000, "frame"));
        assertThat(media).containsExactly("porch pictured after 950", "porch direct");
    }

    @Test
    void aRelayOnEitherSideCountsAsOneAndAFailureAsNone() {
        callPatiently("anna", "porch");
        report(
                "anna",
                "{\"at\":9,\"name\":\"statistics\",\"detail\":{\"pair\":{\"local\":\"host\",\"remote\":\"relay\"}}}");
        callPatiently("ben", "garden");
        report("ben", "{\"at\":9,\"name\":\"ice\",\"detail\":{\"state\":\"checking\"}}");
        report("ben", "{\"at\":10,\"name\":\"ice\",\"detail\":{\"state\":\"failed\"}}");
        assertThat(media).containsExactly("porch relayed", "garden failed");
    }

    @Test
    void aPictureAfterLongerThanAnybodyWaitsIsNoMeasurement() {
        callPatiently("anna", "porch");
        report("anna", entry(600_001, "frame"));
        assertThat(media).isEmpty();
    }

    @Test
    void theSessionsThatEndedLastAreKeptAndTheOthersForgotten() {
        for (String viewer : List.of("a", "b", "c")) {
            millis++;
            call(viewer, "garden");
            say(viewer, HUNG_UP);
            dialed.get(dialed.size() - 1).opens();
            dialed.get(dialed.size() - 1).cameraCloses();
        }
        millis++;
        call("d", "garden");
        assertThat(ids()).containsExactly("d-1", "c-1", "b-1");
        assertThat(timelines.find("a-1")).isEmpty();
    }

    @Test
    void callsInARowThatFailAlikeTakeTheRoomOfOneWhateverOthersDoBetween() {
        failingCall("a", "porch");
        call("x", "garden");
        say("x", HUNG_UP);
        failingCall("b", "porch");
        millis++;
        failingCall("c", "porch");
        assertThat(ids()).containsExactly("c-1", "x-1");
        assertThat(story("c-1").calls()).isEqualTo(3);
        assertThat(story("c-1").first()).isEqualTo(new SessionId("a-1"));
        assertThat(story("x-1").calls()).isEqualTo(1);
    }

    @Test
    void callsOfOtherUsersAndOtherCamerasAndOtherFailuresStandForThemselves() {
        failingCall("a", "porch");
        sessions.arrived(viewer("b"), new Caller("ben", "192.0.2.7"), ViewerConnection.ALIVE);
        callAgain("b", "porch", 1);
        dialed.get(dialed.size() - 1).cameraCloses();
        assertThat(story("b-1").calls()).isEqualTo(1);
        failingCall("c", "garden");
        assertThat(story("c-1").calls()).isEqualTo(1);
        call("d", "garden");
        say("d", HUNG_UP);
        failingCall("e", "garden");
        assertThat(story("e-1").calls()).as("one that went well lies between").isEqualTo(1);
    }

    @Test
    void callsThatThePageHungUpForTheSameReasonAreOneAsSoonAsItSaysSo() {
        for (String viewer : List.of("a", "b")) {
            callPatiently(viewer, "garden", CALLER, ViewerConnection.ALIVE);
            say(viewer, HUNG_UP);
            sessions.hear(
                    viewer(viewer),
                    signal("{\"what\":\"bridge\",\"event\":\"diagnosis\",\"rule\":\"noPath\",\"values\":{}}"));
        }
        assertThat(ids()).containsExactly("b-1");
        assertThat(story("b-1").calls()).isEqualTo(2);
    }

    @Test
    void aPictureTakesBackWhatWasInTheWayBefore() {
        callPatiently("anna", "porch");
        sessions.hear(
                viewer("anna"),
                signal("{\"what\":\"bridge\",\"event\":\"diagnosis\",\"rule\":\"noOffer\",\"values\":{}}"));
        report("anna", entry(12_000, "frame"));
        assertThat(story("anna-1").diagnosis()).isNull();
    }

    private void failingCall(String viewer, String camera) {
        call(viewer, camera);
        dialed.get(dialed.size() - 1).cameraCloses();
    }

    @Test
    void entriesTooManyAreLeftOutButTheEndIsNot() {
        callPatiently("anna", "porch");
        dialed.get(0).opens();
        dialed.get(0).says(OFFERED);
        for (int n = 0; n < 200; n++) {
            dialed.get(0).says("{\"what\":\"message\",\"data\":\"Hm.\"}");
            dialed.get(0).says("{\"what\":\"other\"}");
        }
        say("anna", HUNG_UP);
        assertThat(told("anna-1")).hasSize(101).last().asString().contains("hung_up");
    }

    @Test
    void oneCallTellsNoMoreThanItsShare() {
        Timeline timeline = timeline();
        Report.Entry small = new Report.Entry(1, "ice", "{}");
        IntStream.range(0, 10)
                .forEach(n -> timeline.report(new Report(Collections.nCopies(50, small), null, null), mediaObserver));
        assertThat(timeline.tell().entries()).hasSize(251);
        Timeline another = timeline();
        Report.Entry large = new Report.Entry(1, "ice", "{\"a\":\"" + "x".repeat(1_900) + "\"}");
        IntStream.range(0, 10)
                .forEach(n -> another.report(new Report(Collections.nCopies(50, large), null, null), mediaObserver));
        assertThat(another.size()).isBetween(60_000, 65_536);
    }

    @Test
    void forWhatPagesTellTheOldestCallsThatEndedMakeRoom() {
        for (String viewer : List.of("a", "b")) {
            callPatiently(viewer, "garden");
            report(viewer, "{\"at\":1,\"name\":\"message\",\"detail\":{\"text\":\"" + "x".repeat(400) + "\"}}");
            say(viewer, HUNG_UP);
        }
        callPatiently("c", "garden");
        report("c", "{\"at\":1,\"name\":\"message\",\"detail\":{\"text\":\"" + "x".repeat(400) + "\"}}");
        assertThat(timelines.find("a-1")).isEmpty();
        assertThat(timelines.find("b-1")).isPresent();
        assertThat(told("c-1")).hasSizeGreaterThan(2);
        report("c", "{\"at\":1,\"name\":\"message\",\"detail\":{\"text\":\"" + "x".repeat(900) + "\"}}");
        assertThat(timelines.find("b-1")).isEmpty();
        assertThat(told("c-1").stream().filter(entry -> entry.contains(" P "))).hasSize(1);
    }

    private List<String> ids() {
        return timelines.all().stream().map(story -> story.id().value()).toList();
    }

    private Timeline timeline() {
        call("anna", "porch");
        return new Timeline(dialed.get(0).session(), NOON, () -> millis);
    }

    @Test
    void aCallerIsNamedWhereItHasAName() {
        sessions.arrived(viewer("a"), new Caller("anna", "192.0.2.7"), ViewerConnection.ALIVE);
        callAgain("a", "porch", 1);
        assertThat(story("a-1").user()).isEqualTo("anna");
        assertThat(story("a-1").toString()).doesNotContain("192.0.2.7");
    }
}
