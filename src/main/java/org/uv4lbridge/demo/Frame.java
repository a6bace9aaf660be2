package org.uv4lbridge.demo;

import java.time.Instant;
import java.util.List;

/**
 * One encoded picture, shared by all viewers.
 *
 * @param nanos when it was taken, on the monotonic clock
 * @param taken the same by the wall clock
 * @param payloads RTP payloads in their order; nobody changes them
 */
record Frame(long nanos, Instant taken, List<byte[]> payloads) {}
