package org.uv4lbridge;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.uv4lbridge.access.TurnRelay;
import org.uv4lbridge.testkit.BridgeScene;
import org.uv4lbridge.testkit.Browsers;
import org.uv4lbridge.testkit.Browsers.Kind;
import org.uv4lbridge.testkit.Coturn;
import org.uv4lbridge.testkit.HttpProbe;
import org.uv4lbridge.testkit.HttpProbe.Reply;
import org.uv4lbridge.testkit.RunningBridge;

/** Pictures through a real TURN server, whose users the bridge vouches for. */
@Tag("browser")
class TurnIT extends BridgeScene {
    @RegisterExtension
    static final Browsers BROWSERS = new Browsers();

    private static final String SECRET = "north of the border";

    @TempDir
    Path directory;

    private Coturn coturn;
    private RunningBridge bridge;

    @BeforeEach
    void startBoth() throws Exception {
        coturn = closing(Coturn.start(directory, SECRET));
        Path secret = Files.writeString(directory.resolve("secret"), SECRET + "\n");
        bridge = closing(RunningBridge.start(
                routes,
                Map.of(
                        "bridge.ice-servers",
                        "[{\"urls\":\"" + coturn.stunUrl() + "\"}]",
                        "bridge.turn.urls",
                        coturn.url(),
                        "bridge.turn.secret",
                        "file:" + secret,
                        "bridge.turn.ttl",
                        "30s")));
    }

    @Test
    void eachWhoAsksGetsCredentialsOfTheirOwnThatEndByThemselves() {
        Reply reply = HttpProbe.get(bridge.http("/api/ice-servers"));
        JsonArray servers = new JsonArray(reply.body());
        JsonObject relay = servers.getJsonObject(1);
        assertThat(reply.header("cache-control")).isEqualTo("no-store");
        assertThat(servers.getJsonObject(0).getString("urls")).isEqualTo(coturn.stunUrl());
        assertThat(relay.fieldNames()).containsExactly("urls", "username", "credential");
        assertThat(relay.getJsonArray("urls")).containsExactly(coturn.url());
        Instant expiry =
                Instant.ofEpochSecond(Long.parseLong(relay.getString("username").split(":")[0]));
        assertThat(expiry)
                .isBetween(Instant.now().minusSeconds(30), Instant.now().plusSeconds(31));
        assertThat(HttpProbe.get(bridge.http("/api/ice-servers")).body()).isNotEqualTo(reply.body());
        assertThat(reply.body()).doesNotContain(SECRET);
    }

    @ParameterizedTest
    @EnumSource
    void thePictureComesThroughTheRelayAndNoOtherWay(Kind kind) {
        Page page = watch(BROWSERS.page(kind), Map.of());
        awaitTrue(page, "viewer.frames > 5");
        eventually(() -> assertThat(page.evaluate("viewer.path()")).isEqualTo("relay"));
        assertThat(page.evaluate("viewer.size()")).isEqualTo("640x480");
        assertThat((List<?>) page.evaluate("viewer.candidates"))
                .isNotEmpty()
                .allSatisfy(candidate -> assertThat(candidate.toString()).contains(" typ relay "));
        Object before = page.evaluate("viewer.grab()");
        int frames = (int) page.evaluate("viewer.frames");
        awaitTrue(page, "viewer.frames > " + (frames + 10));
        assertThat(page.evaluate("viewer.grab()")).isNotEqualTo(before);
    }

    @Test
    void theStatisticsOfThePageSayThatThePictureIsRelayed() {
        Page page = BROWSERS.strictPage(Kind.CHROMIUM);
        page.addInitScript("""
                window.RTCPeerConnection = class extends RTCPeerConnection {
                  constructor(setup) { super({ ...setup, iceTransportPolicy: 'relay' }); }
                };""");
        page.navigate(bridge.http("/").toString());
        page.click("#call");
        page.click("#statistics");
        eventually(() ->
                assertThat(page.locator("#figures dd").allTextContents()).contains("relayed", "640 × 480", "VP8"));
    }

    @Test
    void withAWrongPasswordThereIsNoRelayAndNoPicture() {
        assertThatCoturnRefuses(Map.of("credential", "wrong"));
    }

    @Test
    void credentialsThatHaveEndedOpenNothing() {
        TurnRelay.Credentials old = credentialsAt(Instant.now().minusSeconds(90));
        assertThatCoturnRefuses(Map.of("username", old.username(), "credential", old.password()));
    }

    private void assertThatCoturnRefuses(Map<String, String> change) {
        Page page = watch(BROWSERS.page(Kind.CHROMIUM), change);
        awaitTrue(page, "viewer.errors.includes(401)");
        assertThat((List<?>) page.evaluate("viewer.candidates")).isEmpty();
        assertThat(page.evaluate("viewer.frames")).isEqualTo(0);
    }

    @Test
    void theWayToTheCameraIsOpen() {
        assertThat(client(coturn.address())).doesNotContain("error");
    }

    /** Of all the ranges that docs/turn.md denies only this one may be tried: what got through would leave the machine. */
    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "127.1.2.3"})
    void theRelayIsNoWayIntoANetwork(String address) {
        assertThat(client(address)).contains("error 403 (Forbidden IP)");
    }

    private String client(String peer) {
        TurnRelay.Credentials good = credentialsAt(Instant.now());
        return coturn.clientTowards(peer, good.username(), good.password());
    }

    private TurnRelay.Credentials credentialsAt(Instant now) {
        return new TurnRelay(List.of(), SECRET, Duration.ofMinutes(1)).credentials("anna", now, new SecureRandom());
    }

    /** Opens a page of the bridge that does nothing by itself and calls there; the change is made to what the bridge says of the relay. */
    private Page watch(Page page, Map<String, String> change) {
        page.navigate(bridge.http("/nowhere").toString());
        page.evaluate(script(), change);
        return page;
    }

    private static void awaitTrue(Page page, String condition) {
        // The page's policy forbids Playwright's own waiting, which evaluates text.
        eventually(() -> assertThat(page.evaluate(condition)).isEqualTo(true));
    }

    private static String script() {
        try (var in = Objects.requireNonNull(TurnIT.class.getResourceAsStream("relay.js"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
