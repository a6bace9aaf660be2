package org.uv4lbridge.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.uv4lbridge.signal.Problem;
import org.uv4lbridge.testkit.TestRules;

/** Viewers that take a seat and make no use of it. */
@Tag("unit")
class TenureTest extends SessionScene {

    private static final Duration ANSWER = TestRules.USUAL.answer();
    private static final Duration MEDIA = TestRules.USUAL.media();
    private static final Duration LONG = Duration.ofHours(10);

    @BeforeEach
    void aPageIsOffered() {
        callPatiently("page", "porch");
        dialed.get(0).opens();
        dialed.get(0).says(OFFERED);
    }

    @Test
    void aViewerThatDoesNotAnswerInTimeLosesItsSeat() {
        timers.advance(ANSWER.minusMillis(1));
        assertThat(outcomes).isEmpty();
        timers.advance(Duration.ofMillis(1));
        assertThat(outcomes).containsExactly(Outcome.VIEWER_NO_ANSWER);
        assertThat(failures).containsExactly(Problem.VIEWER_NO_ANSWER);
        assertThat(dialed.get(0).sent).endsWith(HUNG_UP);
        dialed.get(0).cameraCloses();
        assertThat(sessions.seatsTaken("porch")).isZero();
    }

    @Test
    void aViewerOfAnyKindHasToAnswer() {
        call("plain", "garden");
        dialed.get(1).opens();
        dialed.get(1).says(OFFERED);
        timers.advance(ANSWER);
        assertThat(outcomes).containsExactly(Outcome.VIEWER_NO_ANSWER, Outcome.VIEWER_NO_ANSWER);
    }

    @Test
    void anAnswerBeforeTheOfferIsNone() {
        callPatiently("early", "garden");
        dialed.get(1).opens();
        say("early", ANSWERED);
        dialed.get(1).says(OFFERED);
        say("page", ANSWERED);
        timers.advance(ANSWER);
        assertThat(outcomes).containsExactly(Outcome.VIEWER_NO_ANSWER);
    }

    @Test
    void aWaitForTheOfferIsNotTheViewers() {
        callPatiently("next", "garden");
        dialed.get(1).opens();
        timers.advance(OFFER.minusMillis(1));
        dialed.get(1).says(OFFERED);
        timers.advance(ANSWER.minusMillis(1));
        say("next", ANSWERED);
        timers.advance(LONG);
        assertThat(outcomes).containsExactly(Outcome.VIEWER_NO_ANSWER);
        assertThat(sessions.seatsTaken("garden")).isOne();
    }

    @Test
    void aPageWithoutMediaKeepsItsSeatWhileNobodyWaits() {
        say("page", ANSWERED);
        timers.advance(LONG);
        assertThat(outcomes).isEmpty();
    }

    @Test
    void aPageWithoutMediaLosesItsSeatWhenSomebodyBeginsToWait() {
        say("page", ANSWERED);
        timers.advance(MEDIA);
        callPatiently("other", "porch");
        assertThat(outcomes).containsExactly(Outcome.VIEWER_NO_MEDIA);
        assertThat(failures).containsExactly(Problem.VIEWER_NO_MEDIA);
        dialed.get(0).cameraCloses();
        assertThat(dialed).hasSize(2);
    }

    @Test
    void aPageHasAMinuteForItsMediaFromItsAnswerOnThoughOthersWait() {
        callPatiently("other", "porch");
        timers.advance(ANSWER.minusMillis(1));
        say("page", ANSWERED);
        timers.advance(MEDIA.minusMillis(1));
        assertThat(outcomes).isEmpty();
        timers.advance(Duration.ofMillis(1));
        assertThat(outcomes).containsExactly(Outcome.VIEWER_NO_MEDIA);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"frame\",\"detail\":{\"width\":640}", "\"statistics\",\"detail\":{\"packets\":7}"})
    void aPageThatReportsMediaKeepsItsSeat(String entry) {
        callPatiently("other", "porch");
        say("page", ANSWERED);
        report(entry);
        timers.advance(LONG);
        assertThat(outcomes).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"answer\",\"detail\":{}", "\"statistics\",\"detail\":{\"packets\":0}"})
    void whatElseAPageReportsIsNoMedia(String entry) {
        callPatiently("other", "porch");
        say("page", ANSWERED);
        report(entry);
        timers.advance(MEDIA);
        assertThat(outcomes).containsExactly(Outcome.VIEWER_NO_MEDIA);
    }

    @Test
    void aPageThatNobodyWatchesKeepsItsSeatWhileNobodyWaits() {
        watches();
        sessions.hear(viewer("page"), signal(AWAY));
        timers.advance(LONG);
        assertThat(outcomes).isEmpty();
        callPatiently("other", "porch");
        assertThat(outcomes).containsExactly(Outcome.VIEWER_AWAY);
        assertThat(failures).containsExactly(Problem.VIEWER_AWAY);
    }

    @Test
    void aPageThatNobodyWatchesAnyMoreLosesItsSeatToOneThatWaits() {
        watches();
        callPatiently("other", "porch");
        sessions.hear(viewer("page"), signal(AWAY));
        assertThat(outcomes).containsExactly(Outcome.VIEWER_AWAY);
    }

    @Test
    void aPageThatIsWatchedAgainKeepsItsSeat() {
        watches();
        sessions.hear(viewer("page"), signal(AWAY));
        sessions.hear(viewer("page"), signal(BACK));
        callPatiently("other", "porch");
        timers.advance(LONG);
        assertThat(outcomes).isEmpty();
    }

    private void watches() {
        say("page", ANSWERED);
        sessions.hear(viewer("page"), signal(PICTURED));
    }

    @Test
    void mediaThatComesLateKeepsTheSeatIfNobodyHasWaited() {
        say("page", ANSWERED);
        timers.advance(LONG);
        sessions.hear(viewer("page"), signal(PICTURED));
        callPatiently("other", "porch");
        timers.advance(LONG);
        assertThat(outcomes).isEmpty();
    }

    @Test
    void aReportOfMediaIsNoAnswer() {
        sessions.hear(viewer("page"), signal(PICTURED));
        timers.advance(ANSWER);
        assertThat(outcomes).containsExactly(Outcome.VIEWER_NO_ANSWER);
    }

    @Test
    void aViewerThatDoesNotReportIsNotJudgedByItsSilence() {
        say("page", HUNG_UP);
        dialed.get(0).cameraCloses();
        call("plain", "porch");
        dialed.get(1).opens();
        dialed.get(1).says(OFFERED);
        say("plain", ANSWERED);
        callPatiently("other", "porch");
        timers.advance(LONG);
        assertThat(outcomes).containsExactly(Outcome.HUNG_UP);
    }

    @Test
    void ofSeveralTheOneWithoutMediaGoes() {
        callPatiently("watches", "garden");
        callPatiently("shows nothing", "garden");
        for (int i = 1; i < 3; i++) {
            dialed.get(i).opens();
            dialed.get(i).says(OFFERED);
        }
        say("page", ANSWERED);
        say("watches", ANSWERED);
        say("shows nothing", ANSWERED);
        sessions.hear(viewer("watches"), signal(PICTURED));
        callPatiently("a", "garden");
        callPatiently("b", "garden");
        timers.advance(LONG);
        assertThat(outcomes).containsExactly(Outcome.VIEWER_NO_MEDIA);
        assertThat(dialed.get(2).sent).endsWith(HUNG_UP);
    }

    @Test
    void theLastTextsOfAViewerThatHasLeftStartNoTimer() {
        sessions.leaving(viewer("page"));
        say("page", ANSWERED);
        assertThat(timers.pending()).isZero();
    }

    private void report(String entry) {
        sessions.hear(
                viewer("page"),
                signal("{\"what\":\"bridge\",\"event\":\"timeline\",\"entries\":[{\"at\":9,\"name\":" + entry + "}]}"));
    }
}
