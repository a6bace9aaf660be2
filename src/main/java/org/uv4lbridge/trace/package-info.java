/** Traces of calls, for a collector that speaks OpenTelemetry's protocol. */
@NullMarked
package org.uv4lbridge.trace;

import org.jspecify.annotations.NullMarked;
