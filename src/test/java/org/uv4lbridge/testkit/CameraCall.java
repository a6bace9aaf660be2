package org.uv4lbridge.testkit;

import io.vertx.core.json.JsonObject;
import java.time.Instant;

/**
 * One {@code call} that reached a {@link FakeUv4lCamera}: recorded by its event loop, an immutable value.
 *
 * @param connection the socket it came on
 * @param options the call's options, empty if it had none
 * @param marker the mark of the session, which its offer and its candidates carry and no other session's do
 * @param seated whether the camera took the call; otherwise it answered that it is busy
 * @param at when it came
 */
public record CameraCall(CameraConnection connection, JsonObject options, String marker, boolean seated, Instant at) {}
