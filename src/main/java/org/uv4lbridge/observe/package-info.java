/** What the bridge shows of itself: meters, MBeans, health and the form of its log. */
@NullMarked
package org.uv4lbridge.observe;

import org.jspecify.annotations.NullMarked;
