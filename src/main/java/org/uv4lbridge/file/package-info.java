/** Files that people write. Depends on nothing. */
@NullMarked
package org.uv4lbridge.file;

import org.jspecify.annotations.NullMarked;
