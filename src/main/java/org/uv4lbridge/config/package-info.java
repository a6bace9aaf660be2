/** Reads the configuration: the file, the environment and the command line. */
@NullMarked
package org.uv4lbridge.config;

import org.jspecify.annotations.NullMarked;
