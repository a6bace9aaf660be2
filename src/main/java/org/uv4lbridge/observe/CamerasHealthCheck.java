package org.uv4lbridge.observe;

import static java.util.stream.Collectors.joining;

import java.util.Map;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;
import org.uv4lbridge.session.Camera;
import org.uv4lbridge.session.CameraState;
import org.uv4lbridge.session.CameraStates;
import org.uv4lbridge.session.Cameras;

/**
 * Tells of each camera what calls and probes have found. A camera that is down makes the bridge neither unhealthy nor unready;
 * others are still to be watched.
 */
public final class CamerasHealthCheck extends AbstractHealthCheck {

    private final Cameras cameras;
    private final CameraStates states;

    public CamerasHealthCheck(Cameras cameras, CameraStates states) {
        super("uv4l", "cameras");
        this.cameras = cameras;
        this.states = states;
    }

    @Override
    public boolean isLiveness() {
        return false;
    }

    @Override
    protected void doCall(HealthCheckResultBuilder builder, Map<String, Object> options) {
        builder.message(cameras.all().stream()
                        .map(Camera::name)
                        .map(name -> name + " is " + states.of(name).condition().word())
                        .collect(joining(", ")))
                .up();
        cameras.all().forEach(camera -> detail(builder, camera.name(), states.of(camera.name())));
    }

    private static void detail(HealthCheckResultBuilder builder, String camera, CameraState state) {
        builder.detail(camera + ".state", state.condition().word());
        builder.detail(camera + ".since", state.since().toString());
        CameraState.Failure failure = state.failure();
        if (failure != null) {
            builder.detail(camera + ".lastError", failure.at() + " " + failure.text());
        }
    }
}
