package org.uv4lbridge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.uv4lbridge.testkit.BridgeScene;
import org.uv4lbridge.testkit.FakeUv4lCamera;
import org.uv4lbridge.testkit.RunningBridge;
import org.uv4lbridge.testkit.TestViewer;
import org.uv4lbridge.testkit.Uv4lText;

/** Rooms: a plain signaling server, as two browsers need one that call each other. */
@Tag("core")
class RoomsIT extends BridgeScene {

    private static final String END = "the end";

    private FakeUv4lCamera camera;
    private RunningBridge bridge;

    @BeforeEach
    void startBridge() throws Exception {
        camera = camera();
        bridge = bridge(Map.of("bridge.limits.messages-per-second", "0"), Map.of("porch", camera.uri()));
    }

    /** Connects, and waits until the bridge knows: the viewer may read the handshake before that. */
    private TestViewer join(String path) {
        TestViewer viewer = viewer(bridge, path);
        viewer.sendPing();
        eventually(() -> assertThat(viewer.pongs()).isEqualTo(1));
        return viewer;
    }

    @Test
    void aMessageGoesToAllOthersInTheRoomAndToNobodyElse() {
        TestViewer watcher = viewer(bridge, "/");
        watcher.playCall();
        List<String> watched = watcher.received();
        List<TestViewer> blue = List.of(join("/rooms/blue"), join("/rooms/blue"), join("/rooms/blue"));
        List<TestViewer> green = List.of(join("/rooms/green"), join("/rooms/green"));
        TestViewer alone = join("/rooms/Blue");

        blue.get(0).send("from blue");
        green.get(0).send("from green");
        alone.send("from nobody to nobody");
        // What was sent last in each room arrives last there, so that nothing more can come unseen.
        blue.get(1).awaitTexts(1);
        blue.get(1).send(END);

        assertThat(blue.get(0).awaitTexts(1)).containsExactly(END);
        assertThat(blue.get(2).awaitTexts(2)).containsExactly("from blue", END);
        assertThat(blue.get(1).received()).containsExactly("from blue");
        assertThat(green.get(1).awaitTexts(1)).containsExactly("from green");
        green.get(1).send(END);
        assertThat(green.get(0).awaitTexts(1)).containsExactly(END);
        assertThat(green.get(1).received()).containsExactly("from green");
        assertThat(alone.received()).isEmpty();
        assertThat(watcher.received()).isEqualTo(watched);
        assertThat(camera.connections()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "hello",
                "",
                " \t\r\n",
                "{\"what\":\"call\",\"options\":{}}",
                "{\"what\":\"hangup\"}",
                "[1, 2",
                "<b>Küche</b> 📷 \u0000\u001b[2J",
                "${header.CamelUv4lViewer} {{bridge.port}}"
            })
    void anyTextPassesAsItIs(String text) {
        TestViewer one = join("/rooms/blue");
        TestViewer other = join("/rooms/blue");
        one.send(text);
        assertThat(other.awaitTexts(1)).containsExactly(text);
        assertThat(camera.handshakes()).isZero();
    }

    @Test
    void whatSomebodySaysLastBeforeLeavingStillArrives() {
        TestViewer stays = join("/rooms/blue");
        List<String> said = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            TestViewer leaves = viewer(bridge, "/rooms/blue");
            List.of("one " + i, "bye " + i).forEach(text -> {
                said.add(text);
                leaves.send(text);
            });
            leaves.close();
        }
        assertThat(stays.awaitTexts(said.size())).containsExactlyInAnyOrderElementsOf(said);
    }

    @Test
    void whoHasLeftIsNoTrouble() {
        TestViewer one = join("/rooms/blue");
        TestViewer other = join("/rooms/blue");
        TestViewer orderly = join("/rooms/blue");
        TestViewer crashed = join("/rooms/blue");
        orderly.close();
        crashed.reset();
        for (int i = 0; i < 50; i++) {
            one.send("text " + i);
        }
        assertThat(other.awaitTexts(50)).hasSize(50).startsWith("text 0").endsWith("text 49");
        other.close();
        one.send("to nobody");
        TestViewer late = join("/rooms/blue");
        one.send("welcome");
        eventually(() -> assertThat(late.received()).endsWith("welcome"));
        assertThat(one.received()).isEmpty();
    }

    @Test
    void twoBrowsersExchangeEverythingInOrderInBothDirectionsAtOnce() {
        TestViewer caller = join("/rooms/blue");
        TestViewer callee = join("/rooms/blue");
        List<String> fromCaller = exchange("offer");
        List<String> fromCallee = exchange("answer");
        for (int i = 0; i < fromCaller.size(); i++) {
            caller.send(fromCaller.get(i));
            callee.send(fromCallee.get(i));
        }
        assertThat(callee.awaitTexts(500)).isEqualTo(fromCaller);
        assertThat(caller.awaitTexts(500)).isEqualTo(fromCallee);
    }

    /** A description and 499 candidates. */
    private static List<String> exchange(String description) {
        List<String> texts = new ArrayList<>();
        texts.add(Uv4lText.viewer(description, "v=0\r\n" + "a=x\r\n".repeat(500)));
        IntStream.range(1, 500)
                .mapToObj(n -> Uv4lText.addIceCandidate(description, n))
                .forEach(texts::add);
        return texts;
    }
}
