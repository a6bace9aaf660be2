package org.uv4lbridge.peer;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.uv4lbridge.demo.DemoCamera;
import org.uv4lbridge.testkit.BridgeScene;
import org.uv4lbridge.testkit.Received;
import org.uv4lbridge.testkit.Sdp;
import org.uv4lbridge.testkit.TestViewer;

/** A viewer's peer and the camera of the jar, with no bridge between them. */
@Tag("core")
class ViewerPeerIT extends BridgeScene {

    /** A camera hangs up when it learns of it, and who heard that first would take it for the reason. */
    @Test
    void aStrangeCertificateIsToldBeforeTheCameraLearnsOfIt() throws Exception {
        DemoCamera camera = demoCamera(1);
        TestViewer signaling = closing(TestViewer.connect(vertx, camera.url()));
        signaling.call();
        String offer = signaling.awaitMessage("offer").sdp();
        CompletableFuture<Boolean> strange = new CompletableFuture<>();

        try (ViewerPeer peer = new ViewerPeer(withAnotherFingerprint(offer), new Ear() {
            @Override
            public void notSecured(boolean isStrange) {
                boolean called = staysInTheCall(camera);
                strange.complete(isStrange && called);
            }
        })) {
            signaling.answer(peer.answer());
            addCandidates(signaling, peer);

            assertThat(strange.get(30, TimeUnit.SECONDS)).isTrue();
            eventually(() -> assertThat(camera.sessions()).isZero());
        }
    }

    private static String withAnotherFingerprint(String offer) {
        String other = Sdp.withAnotherFingerprint(offer);
        assertThat(other).isNotEqualTo(offer);
        return other;
    }

    private static boolean staysInTheCall(DemoCamera camera) {
        long until = System.nanoTime() + Duration.ofMillis(500).toNanos();
        Awaitility.await().until(() -> camera.sessions() == 0 || System.nanoTime() > until);
        return camera.sessions() == 1;
    }

    private static void addCandidates(TestViewer from, ViewerPeer to) {
        Received next = from.awaitMessage("iceCandidate");
        while (!next.isEndOfCandidates()) {
            to.add(next.dataJson().getString("candidate"), to.mid(), to.index());
            next = from.awaitMessage("iceCandidate");
        }
    }

    /** Hears nothing. */
    private static class Ear implements ViewerPeer.Listener {
        @Override
        public void connected(String path) {}

        @Override
        public void secured() {}

        @Override
        public void arrives(String kind, String codec) {}

        @Override
        public void notSecured(boolean strange) {}

        @Override
        public void ended() {}
    }
}
