/** What takes minutes and so is run by command: the soak and comparisons of speed. See docs/reliability.md. */
@NullMarked
package org.uv4lbridge.bench;

import org.jspecify.annotations.NullMarked;
