package org.uv4lbridge.observe;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.uv4lbridge.session.Session;

/** What the MBean of a session shows; all it does, the bridge's does, too. */
final class SessionRecord implements SessionMXBean {

    private final Session session;
    private final Instant began;
    private final BridgeMXBean bridge;

    SessionRecord(Session session, Instant began, BridgeMXBean bridge) {
        this.session = session;
        this.began = began;
        this.bridge = bridge;
    }

    @Override
    public String getCamera() {
        return session.camera().name();
    }

    @Override
    public @Nullable String getUser() {
        return session.caller().user();
    }

    @Override
    public String getAddress() {
        return session.caller().address();
    }

    @Override
    public String getBegan() {
        return began.toString();
    }

    @Override
    public String getState() {
        return session.state();
    }

    @Override
    public boolean hangUp() {
        return bridge.hangUp(session.id().value());
    }

    @Override
    public String timeline() {
        return bridge.timeline(session.id().value());
    }

    @Override
    public void logPayload(int minutes) {
        bridge.logPayload(session.id().value(), minutes);
    }
}
