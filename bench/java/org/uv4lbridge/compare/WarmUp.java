package org.uv4lbridge.compare;

import java.io.IOException;

/** Plays a part of the benchmark until Java compiles no more, which it does on the processor that has the messages. */
final class WarmUp {

    /** The longest, in seconds. */
    private static final double LONGEST = Double.parseDouble(System.getProperty("bench.warmup", "60"));

    private static final double STEP = 3;
    /** The share of a processor that Java's compilers may have once a peer is warm. */
    private static final double STILL_COMPILING = 0.01;

    /** What is played. */
    interface Part {
        void play(double seconds) throws IOException;
    }

    private WarmUp() {}

    /** Peers that aren't Java play the part once, as do those that have had a fault, which may take long over it. */
    static void play(Peer peer, Generator generator, Part part) throws IOException {
        long began = System.nanoTime();
        double seconds;
        double compiled;
        do {
            double before = peer.compilerSeconds();
            part.play(STEP);
            compiled = peer.compilerSeconds() - before;
            seconds = (System.nanoTime() - began) / 1e9;
        } while (compiled > STILL_COMPILING * STEP
                && seconds < LONGEST
                && generator.faults().isEmpty());
        if (compiled > 0) {
            System.err.printf("  warm after %.0f s, Java compiled for %.2f s in the end%n", seconds, compiled);
        }
    }
}
