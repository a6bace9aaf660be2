/** Calls between viewers and cameras: seats, states and their end, without Camel and without any transport. */
@NullMarked
package org.uv4lbridge.session;

import org.jspecify.annotations.NullMarked;
