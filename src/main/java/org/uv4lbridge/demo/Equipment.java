package org.uv4lbridge.demo;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.uv4lbridge.peer.DtlsIdentity;
import org.uv4lbridge.peer.UdpLoop;

/**
 * What the peers of one camera share. Made when the camera starts and closed with it.
 *
 * @param clock the wall clock, for what is shown and reported
 * @param nanoTime the monotonic clock, for what is measured
 * @param handshakes threads of DTLS handshakes
 */
record Equipment(
        UdpLoop udp,
        VideoStream video,
        DtlsIdentity identity,
        SecureRandom random,
        Clock clock,
        LongSupplier nanoTime,
        Set<Thread> handshakes) {

    static Equipment make(SecureRandom random, Clock clock, LongSupplier nanoTime)
            throws IOException, GeneralSecurityException {
        var identity = DtlsIdentity.make(random, clock.instant());
        return new Equipment(
                new UdpLoop("demo-camera-udp"),
                new VideoStream(clock, nanoTime),
                identity,
                random,
                clock,
                nanoTime,
                ConcurrentHashMap.newKeySet());
    }

    /** A thread of a handshake begins; those that are over are forgotten. */
    void handshakeBegins(Thread thread) {
        handshakes.removeIf(before -> before.getState() == Thread.State.TERMINATED);
        handshakes.add(thread);
    }

    /** Waits until the threads are gone. */
    void close() throws IOException, InterruptedException {
        video.close();
        udp.close();
        for (Thread handshake : handshakes) {
            handshake.join();
        }
    }
}
