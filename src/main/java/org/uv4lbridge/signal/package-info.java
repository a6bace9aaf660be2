/** The messages that UV4L and its viewers exchange, without any transport. */
@NullMarked
package org.uv4lbridge.signal;

import org.jspecify.annotations.NullMarked;
