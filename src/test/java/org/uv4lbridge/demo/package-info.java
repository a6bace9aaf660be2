@NullMarked
package org.uv4lbridge.demo;

import org.jspecify.annotations.NullMarked;
