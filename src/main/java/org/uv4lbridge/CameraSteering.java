package org.uv4lbridge;

import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.uv4lbridge.config.CameraChanges;
import org.uv4lbridge.observe.Steering;
import org.uv4lbridge.session.Camera;
import org.uv4lbridge.session.CameraName;
import org.uv4lbridge.session.Cameras;
import org.uv4lbridge.uv4l.WebSocketDialer;

/** Carries out what is changed of cameras at run time. {@link Bridge} makes one; one change at a time, on threads of JMX. */
final class CameraSteering implements Steering {

    private static final Logger LOG = LoggerFactory.getLogger(CameraSteering.class);

    private final Cameras cameras;
    private final WebSocketDialer dialer;
    private final CameraChanges changes;

    CameraSteering(Cameras cameras, WebSocketDialer dialer, CameraChanges changes) {
        this.cameras = cameras;
        this.dialer = dialer;
        this.changes = changes;
    }

    @Override
    public synchronized void addCamera(String name, String url, String settings) {
        cameras.checkFree(name);
        Camera camera = changes.add(name, url, settings);
        dialer.prepare(camera.trust());
        cameras.add(camera);
        LOG.info("Camera {} at {} was added", name, camera.shownUrl());
    }

    @Override
    public synchronized void removeCamera(String name) {
        Camera camera = find(name);
        if (cameras.all().size() == 1) {
            throw new IllegalArgumentException("The last camera stays: without one the bridge has nothing to do.");
        }
        cameras.remove(name).thenRun(() -> forget(camera));
        changes.remove(name);
        LOG.info("Camera {} was removed", name);
    }

    /** Runs after the camera's last connection has closed; another camera may be trusted in the same way. */
    private void forget(Camera gone) {
        if (cameras.all().stream().map(Camera::trust).noneMatch(gone.trust()::equals)) {
            dialer.forget(gone.trust());
        }
    }

    @Override
    public synchronized void set(String camera, String key, String value) {
        Camera before = find(camera);
        Camera changed = changes.set(camera, key, value);
        cameras.replace(before.with(changed.seats(), changed.callOptions()));
        LOG.info("Camera {}: {} is now {}", camera, key, value.isBlank() ? "what the viewer asks for" : value);
    }

    @Override
    public synchronized String save() throws IOException {
        return changes.save();
    }

    private Camera find(String name) {
        return cameras.find(name)
                .orElseThrow(() -> new IllegalArgumentException(CameraName.unknown(
                        name, cameras.all().stream().map(Camera::name).toList())));
    }
}
