/** What the two ends of a WebRTC call need of ICE, DTLS and UDP, in pure Java, and the viewer's end, which counts what comes. */
@NullMarked
package org.uv4lbridge.peer;

import org.jspecify.annotations.NullMarked;
