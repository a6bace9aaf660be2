package org.uv4lbridge.observe;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.uv4lbridge.session.CameraState;
import org.uv4lbridge.session.CameraState.Condition;
import org.uv4lbridge.session.CameraStates;

/** Logs that a camera has gone down or come up, once, whatever calls and probes find after that. */
public final class CameraLog implements CameraStates.Listener {

    private static final Logger LOG = LoggerFactory.getLogger(CameraLog.class);

    @Override
    public void turned(String camera, CameraState before, CameraState now) {
        CameraState.Failure failure = now.failure();
        if (now.condition() == Condition.DOWN && failure != null) {
            LOG.warn("Camera {} is down: {}", camera, failure.text());
        } else {
            LOG.info("Camera {} is up", camera);
        }
    }
}
