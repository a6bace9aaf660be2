/** Certificates, and the keys to them, as their owner keeps them in files; plain Java. */
@NullMarked
package org.uv4lbridge.tls;

import org.jspecify.annotations.NullMarked;
