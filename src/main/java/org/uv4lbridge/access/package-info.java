/** Who is let in and what they may do: users, tokens, tickets, addresses, names. Plain Java without any transport. */
@NullMarked
package org.uv4lbridge.access;

import org.jspecify.annotations.NullMarked;
