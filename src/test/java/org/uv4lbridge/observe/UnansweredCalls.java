package org.uv4lbridge.observe;

import java.net.URI;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.uv4lbridge.session.Caller;
import org.uv4lbridge.session.Camera;
import org.uv4lbridge.session.CameraTrust;
import org.uv4lbridge.session.Session;
import org.uv4lbridge.session.SessionObserver;
import org.uv4lbridge.session.Sessions;
import org.uv4lbridge.session.ViewerConnection;
import org.uv4lbridge.session.ViewerId;
import org.uv4lbridge.signal.Signal;
import org.uv4lbridge.signal.SignalingException;
import org.uv4lbridge.testkit.FakeTimers;
import org.uv4lbridge.testkit.TestRules;

/** Calls to the camera porch, which has one seat and never answers; a test makes one and lets viewers call. */
final class UnansweredCalls {

    private static final Camera PORCH = new Camera(
            "porch",
            "porch",
            URI.create("ws://camera/"),
            null,
            CameraTrust.SYSTEM,
            1,
            Camera.Dialect.V2,
            Camera.CallOptions.NONE);

    private final Sessions sessions;

    UnansweredCalls(SessionObserver... observers) {
        sessions = new Sessions(
                List.of(PORCH),
                (camera, listener) -> new CompletableFuture<>(),
                new FakeTimers(),
                TestRules.USUAL,
                SessionObserver.all(observers));
    }

    void call(String viewer, String user) throws SignalingException {
        ViewerId id = new ViewerId(viewer);
        sessions.arrived(id, new Caller(user, "192.0.2.7"), ViewerConnection.ALIVE);
        sessions.call(id.call(1), id, "porch", Signal.parse("{\"what\":\"call\"}"), new Sessions.Delivery() {
            @Override
            public void deliver(Session session, Signal signal, Runnable taken) {
                taken.run();
            }

            @Override
            public void failed(Session session, SignalingException failure, Runnable told) {
                told.run();
            }
        });
    }
}
