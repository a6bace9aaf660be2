@NullMarked
package org.uv4lbridge.access;

import org.jspecify.annotations.NullMarked;
