package org.uv4lbridge.compare;

import java.io.IOException;

/** Plays a part of the benchmark until Java compiles no more, which it does on the processor that has the messages. */
final class WarmUp {

    /** The longest, in seconds. */
    private static final double LONGEST = Double.parseDouble(System.getProperty("bench.warmup", "30"));

    private static final double STEP = 3;
    /** So many steps in a row, for Java may begin to compile only in the second. */
    private static final int QUIET_STEPS = 2;
    /** The share of a processor that Java's compilers have at most in a quiet step. */
    private static final double STILL_COMPILING = 0.01;

    /** What is played. */
    interface Part {
        void play(double seconds) throws IOException;
    }

    private WarmUp() {}

    /** Peers that aren't Java play the part once; whoever has had a fault plays no more, for it may take long over it. */
    static void play(Peer peer, Generator generator, Part part) throws IOException {
        long began = System.nanoTime();
        double seconds = 0;
        double compiled = 0;
        int quiet = 0;
        while (quiet < QUIET_STEPS && seconds < LONGEST && generator.faults().isEmpty()) {
            double before = peer.compilerSeconds();
            part.play(STEP);
            if (before == 0) {
                return;
            }
            compiled = peer.compilerSeconds() - before;
            quiet = compiled > STILL_COMPILING * STEP ? 0 : quiet + 1;
            seconds = (System.nanoTime() - began) / 1e9;
        }
        System.err.printf("  warmed up for %.0f s; Java compiled for %.2f s in the last step%n", seconds, compiled);
    }
}
