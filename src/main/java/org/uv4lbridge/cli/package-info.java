/** The commands of the program: what {@code java -jar uv4l-bridge.jar} does with arguments. */
@NullMarked
package org.uv4lbridge.cli;

import org.jspecify.annotations.NullMarked;
