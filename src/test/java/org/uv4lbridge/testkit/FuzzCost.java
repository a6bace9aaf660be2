package org.uv4lbridge.testkit;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The time and the stack that a fuzz test's target may take for an input. Processor time counts, of the threads that do the
 * work alone, and the least of some tries.
 */
public final class FuzzCost {

    /** Tries an input; may throw what a test may. */
    public interface Target {
        void run() throws Throwable;
    }

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final int STACK = 256 << 10;
    private static final int TRIES = 5;

    /** With the instrumentation of the search, and before the compiler has done its work. */
    private static final long MOST_NANOS = 500_000_000;

    private static final long MOST_NANOS_A_BYTE = 50_000;

    private FuzzCost() {}

    /** Runs a target on a thread with a small stack, and fails if it takes more than its input's length explains. */
    public static void check(int length, Target target) throws Throwable {
        check(length, () -> {
            AtomicReference<Throwable> thrown = new AtomicReference<>();
            long[] nanos = new long[1];
            Thread thread = new Thread(null, () -> nanos[0] = nanos(target, thrown), "target", STACK);
            thread.start();
            thread.join();
            if (thrown.get() != null) {
                throw thrown.get();
            }
            return nanos[0];
        });
    }

    /** The same of a target that has its work done by threads whose names begin with one of these. */
    public static void check(int length, String[] names, Target target) throws Throwable {
        check(length, () -> {
            long before = nanos(names);
            target.run();
            return nanos(names) - before;
        });
    }

    private interface Measurement {
        long nanos() throws Throwable;
    }

    private static void check(int length, Measurement measurement) throws Throwable {
        long most = MOST_NANOS + MOST_NANOS_A_BYTE * length;
        long least = Long.MAX_VALUE;
        for (int n = 0; n < TRIES && least > most; n++) {
            least = Math.min(least, measurement.nanos());
        }
        if (least > most) {
            throw new AssertionError("%d bytes take %d ms of a processor".formatted(length, least / 1_000_000));
        }
    }

    private static long nanos(Target target, AtomicReference<Throwable> thrown) {
        long begin = THREADS.getCurrentThreadCpuTime();
        try {
            target.run();
        } catch (Throwable e) {
            thrown.set(e);
        }
        return THREADS.getCurrentThreadCpuTime() - begin;
    }

    private static long nanos(String[] names) {
        return Arrays.stream(THREADS.getThreadInfo(THREADS.getAllThreadIds()))
                .filter(thread -> thread != null && Arrays.stream(names).anyMatch(thread.getThreadName()::startsWith))
                .mapToLong(thread -> Math.max(0, THREADS.getThreadCpuTime(thread.getThreadId())))
                .sum();
    }
}
