package org.uv4lbridge.testkit;

import io.vertx.core.MultiMap;
import io.vertx.core.http.ServerWebSocket;
import java.util.List;

/**
 * One WebSocket a {@link FakeUv4lCamera} has accepted, seen from the camera: made by the camera for each upgrade, and
 * kept in {@link FakeUv4lCamera#connections} after its end.
 */
public final class CameraConnection extends TestSocket {
    private final FakeUv4lCamera camera;
    private final MultiMap headers;

    CameraConnection(
            FakeUv4lCamera camera, ServerWebSocket socket, MultiMap headers, Journal journal, Patience patience) {
        super(socket, journal, patience);
        this.camera = camera;
        this.headers = MultiMap.caseInsensitiveMultiMap().addAll(headers);
    }

    /** The headers of the upgrade request; names don't depend on case. */
    public MultiMap headers() {
        return headers;
    }

    /** The calls made on this socket so far, in order: a copy. */
    public List<CameraCall> calls() {
        return camera.calls().stream().filter(call -> call.connection() == this).toList();
    }
}
