/** Connections and sockets of peers, whoever they are and whatever they send: their limits, their memory, their end. */
@NullMarked
package org.uv4lbridge.socket;

import org.jspecify.annotations.NullMarked;
