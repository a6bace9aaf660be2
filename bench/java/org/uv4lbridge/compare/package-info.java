/**
 * The comparison of the bridge with what one would use instead: a generator of load, which plays all viewers and all cameras,
 * and the peers between them, each in a process of its own. See docs/performance.md.
 */
@NullMarked
package org.uv4lbridge.compare;

import org.jspecify.annotations.NullMarked;
