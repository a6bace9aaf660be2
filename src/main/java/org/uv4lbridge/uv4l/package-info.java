/** The cameras' side: the component {@code uv4l}, which opens one WebSocket to a camera for each call. */
@NullMarked
package org.uv4lbridge.uv4l;

import org.jspecify.annotations.NullMarked;
