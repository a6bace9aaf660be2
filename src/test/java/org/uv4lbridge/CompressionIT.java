package org.uv4lbridge;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.uv4lbridge.testkit.BridgeScene;
import org.uv4lbridge.testkit.FakeUv4lCamera;
import org.uv4lbridge.testkit.TestViewer;

/** What is never compressed is never decompressed: docs/decisions/0001-versions.md. */
@Tag("core")
class CompressionIT extends BridgeScene {

    private static final String EXTENSIONS = "Sec-WebSocket-Extensions";

    @Test
    void compressionIsNeverAgreedOnOnEitherSide() throws Exception {
        FakeUv4lCamera camera = camera();
        TestViewer viewer = viewer(TestViewer.with().compression(), bridge(camera), "/");
        viewer.playCall();
        assertThat(viewer.headers().contains(EXTENSIONS)).isFalse();
        assertThat(camera.awaitConnection().headers().contains(EXTENSIONS)).isFalse();
    }
}
