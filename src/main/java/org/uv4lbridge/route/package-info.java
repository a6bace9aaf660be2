/** What both ends of the routes share: orderly hand-over to consumers, and the route files. */
@NullMarked
package org.uv4lbridge.route;

import org.jspecify.annotations.NullMarked;
