package org.uv4lbridge.signal;

/** The exchange headers of the bridge, the same in both directions. No peer can set one. */
public final class Headers {

    /** The session, as text: the viewer's id and the number of its call. */
    public static final String SESSION = "CamelUv4lSession";

    /** The name of the camera. */
    public static final String CAMERA = "CamelUv4lCamera";

    /** The viewer's WebSocket; the same text as Camel's own connection key. */
    public static final String VIEWER = "CamelUv4lViewer";

    /** The name that the viewer has proved; absent where the bridge asks for none. Only on what viewers say. */
    public static final String USER = "CamelUv4lUser";

    /** The message's kind, one of {@link What#word()}. */
    public static final String WHAT = "CamelUv4lWhat";

    /** Characters in the message as it came. */
    public static final String SIZE = "CamelUv4lSize";

    /** Why the bridge itself speaks in the camera's place: the name of a {@link Problem}. */
    public static final String PROBLEM = "CamelUv4lProblem";

    /** Exchange property: the {@link Signal} that the body was made of, saves parsing it again. */
    public static final String SIGNAL = "CamelUv4lSignal";

    private Headers() {}
}
