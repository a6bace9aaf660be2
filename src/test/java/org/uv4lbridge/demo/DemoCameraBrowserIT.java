package org.uv4lbridge.demo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Page;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.uv4lbridge.testkit.Browsers;
import org.uv4lbridge.testkit.Browsers.Kind;
import org.uv4lbridge.testkit.Sdp;

@Tag("browser")
class DemoCameraBrowserIT {
    @RegisterExtension
    static final Browsers BROWSERS = new Browsers();

    private final Vertx vertx = Vertx.vertx();
    private DemoCamera camera;
    private HttpServer site;

    @BeforeEach
    void start() throws Exception {
        camera = get(DemoCamera.start(vertx, 1));
        String page = "<!doctype html><title>Viewer</title><link rel=icon href=data:,><body><script>" + script()
                + "</script>";
        site = get(vertx.createHttpServer()
                .requestHandler(request -> request.response()
                        .putHeader("content-type", "text/html")
                        .end(page))
                .listen(0, "127.0.0.1"));
    }

    @AfterEach
    void stop() throws Exception {
        get(camera.close());
        get(vertx.close());
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void theBrowserShowsAPictureThatMoves(Kind kind) {
        var page = call(BROWSERS.strictPage(kind));
        awaitFrames(page, 11);
        assertThat(page.evaluate("viewer.width()")).isEqualTo(640);
        Object before = page.evaluate("viewer.grab()");
        awaitFrames(page, (int) page.evaluate("viewer.frames") + 9);
        assertThat(page.evaluate("viewer.grab()")).isNotEqualTo(before);
        System.out.println(kind + ": ms since the page began to connect: " + page.evaluate("viewer.times"));
        assertThat(camera.sessions()).isEqualTo(1);

        assertThat(page.evaluate("viewer.hangUp()")).isEqualTo(true);
        assertThat(camera.sessions()).isZero();
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void theBarsHaveTheirColours(Kind kind) {
        var page = call(BROWSERS.strictPage(kind));
        awaitFrames(page, 5); // what a canvas gets of the very first one may still be black
        for (int bar = 0; bar < TestPattern.BARS.length; bar++) {
            int x = (2 * bar + 1) * TestPattern.WIDTH / 14;
            var seen = (List<?>) page.evaluate("x => viewer.color(x, 8)", x);
            for (int part = 0; part < 3; part++) {
                assertThat(((Number) seen.get(part)).intValue())
                        .as("bar %d, part %d of %s", bar, part, seen)
                        .isCloseTo(TestPattern.BARS[bar] >> 16 - 8 * part & 255, within(24));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void candidatesMayComeAllAtOnce(Kind kind) {
        var page = open(BROWSERS.strictPage(kind));
        page.evaluate("window.callOptions = { trickle_ice: false }");
        watch(page);
        awaitFrames(page, 5);
        assertThat(page.evaluate("viewer.messages")).isEqualTo(List.of("offer", "iceCandidates"));
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void aViewerWithAnotherCertificateThanItsAnswerSaysSeesNothing(Kind kind) {
        var page = open(BROWSERS.page(kind));
        page.evaluate("void (window.changeAnswer = sdp => sdp." + Sdp.withAnotherFingerprint() + ")");
        watch(page);
        assertThat(page.evaluate("viewer.closed")).isEqualTo(true);
        assertThat(page.evaluate("viewer.frames")).isEqualTo(0);
        assertThat(camera.sessions()).isZero();
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void aViewerThatTakesNoVideoLosesItsSeat(Kind kind) {
        var page = open(BROWSERS.page(kind));
        page.evaluate("void (window.changeAnswer = sdp => sdp.replace('m=video 9', 'm=video 0'))");
        watch(page);
        assertThat(page.evaluate("viewer.closed")).isEqualTo(true);
        assertThat(camera.sessions()).isZero();
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void aPeerConnectionThatIsClosedFreesTheSeatThoughTheSocketStaysOpen(Kind kind) {
        var page = call(BROWSERS.strictPage(kind));
        awaitFrames(page, 1);
        page.evaluate("viewer.vanish()");
        assertThat(page.evaluate("viewer.closed")).isEqualTo(true);
        assertThat(camera.sessions()).isZero();
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void aPageThatIsClosedFreesTheSeat(Kind kind) {
        var page = call(BROWSERS.strictPage(kind));
        awaitFrames(page, 1);
        page.close();
        await().atMost(30, SECONDS).until(() -> camera.sessions() == 0);
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void fiveCallsInARowLeaveNothingBehind(Kind kind) {
        var page = open(BROWSERS.strictPage(kind));
        var waits = new ArrayList<Integer>();
        for (int i = 0; i < 5; i++) {
            watch(page);
            awaitFrames(page, 2);
            waits.add(((Number) page.evaluate("viewer.times.frame - viewer.times.connected")).intValue());
            assertThat(page.evaluate("viewer.hangUp()")).isEqualTo(true);
            assertThat(camera.sessions()).isZero();
        }
        await().atMost(30, SECONDS).until(() -> threads() == 1); // the one that reads UDP
        System.out.println(kind + ": ms from connection to first frame: " + waits);
        assertThat(waits).allSatisfy(wait -> assertThat(wait).isLessThan(10_000));
    }

    private static long threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("demo-camera"))
                .count();
    }

    private Page call(Page page) {
        return watch(open(page));
    }

    private Page open(Page page) {
        page.navigate("http://127.0.0.1:" + site.actualPort() + "/");
        return page;
    }

    private Page watch(Page page) {
        page.evaluate("url => watch(url)", camera.url().toString());
        return page;
    }

    private static void awaitFrames(Page page, int frames) {
        page.waitForFunction(
                "frames => viewer.frames >= frames", frames, new Page.WaitForFunctionOptions().setTimeout(60_000));
    }

    private static String script() {
        try (var in = Objects.requireNonNull(DemoCameraBrowserIT.class.getResourceAsStream("viewer.js"))) {
            return new String(in.readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static <T> T get(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(30, SECONDS);
    }
}
