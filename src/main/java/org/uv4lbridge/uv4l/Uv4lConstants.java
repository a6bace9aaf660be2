package org.uv4lbridge.uv4l;

import org.apache.camel.spi.Metadata;
import org.uv4lbridge.signal.Headers;

/** The headers of the component, as route editors show them. */
public interface Uv4lConstants {

    @Metadata(
            description = "The session: one call of one viewer. The producer needs it; no header means no call yet.",
            javaType = "String")
    String SESSION = Headers.SESSION;

    @Metadata(
            description = "The name of the camera. The producer needs it where the endpoint names no camera.",
            javaType = "String")
    String CAMERA = Headers.CAMERA;

    @Metadata(
            description = "The viewer's WebSocket, the same text as `CamelVertxWebsocket.connectionKey`.",
            javaType = "String")
    String VIEWER = Headers.VIEWER;

    @Metadata(
            label = "consumer",
            description = "The kind of message: call, offer, answer, addIceCandidate, iceCandidate, iceCandidates, "
                    + "generateIceCandidates, hangup, message, bridge, or other.",
            javaType = "String")
    String WHAT = Headers.WHAT;

    @Metadata(label = "consumer", description = "Characters in the message as it came.", javaType = "int")
    String SIZE = Headers.SIZE;

    @Metadata(
            label = "consumer",
            description = "Why the bridge itself speaks for the camera, say CAMERA_LOST; absent on what cameras say.",
            javaType = "String")
    String PROBLEM = Headers.PROBLEM;
}
