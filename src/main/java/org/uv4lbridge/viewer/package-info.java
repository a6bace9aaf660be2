/** The viewers' side: their WebSockets as the component {@code vertx-websocket}, the page and its API. */
@NullMarked
package org.uv4lbridge.viewer;

import org.jspecify.annotations.NullMarked;
