/** A scriptable UV4L camera and a viewer for tests: both ends of a session, without media and without a browser. */
@NullMarked
package org.uv4lbridge.testkit;

import org.jspecify.annotations.NullMarked;
