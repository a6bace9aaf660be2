/** The built-in demo camera: a WebRTC peer in pure Java that speaks UV4L's signaling and sends a moving test picture. */
@NullMarked
package org.uv4lbridge.demo;

import org.jspecify.annotations.NullMarked;
