/** The bridge itself: reads the configuration, builds the parts and runs them. */
@NullMarked
package org.uv4lbridge;

import org.jspecify.annotations.NullMarked;
