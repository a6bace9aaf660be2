@NullMarked
package org.uv4lbridge.peer;

import org.jspecify.annotations.NullMarked;
