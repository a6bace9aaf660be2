package org.uv4lbridge.testkit;

import java.util.List;

/**
 * A call that {@link TestViewer#playCall} has brought up, an immutable value.
 *
 * @param marker the mark of the session, the camera's own if it is a {@link FakeUv4lCamera}
 * @param offer the camera's offer
 * @param candidates its candidates in order without their end, or the one message with the batch
 */
public record PlayedCall(String marker, Received offer, List<Received> candidates) {}
