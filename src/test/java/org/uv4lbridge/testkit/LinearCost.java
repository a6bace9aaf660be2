package org.uv4lbridge.testkit;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Judges whether a reader takes no more than linear time and a small stack, by the processor time of its own thread alone:
 * what else the machine does, counts for nothing. A reader that seems too slow is measured again and again before it
 * is found so, with the best of all times of each length.
 */
public final class LinearCost {

    /** Reads a text to its end; whatever it throws is a fault. */
    public interface Reader {
        void read(String text) throws Exception;
    }

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final int STACK = 256 << 10;

    /** Of a text of twice the length. */
    private static final double MOST_TIMES = 3;

    private static final int BEST_OF = 5;
    private static final int ROUNDS = 20;

    /** What a text takes that is read quickly whatever the ratio; shorter times depend on more than the text. */
    private static final long QUICK_NANOS = 1_000_000;

    /** Processor time that a text may take in all before it is judged by what it took so far. */
    private static final long ENOUGH_NANOS = 3_000_000_000L;

    private LinearCost() {}

    /**
     * A text and the same of half its length.
     *
     * @param name what it is made of
     */
    public record Sample(String name, String half, String whole) {}

    /** What is wrong with a reader: a line for each text that it should not have had trouble with. */
    public static List<String> faults(Reader reader, List<Sample> texts) throws InterruptedException {
        List<String> faults = new ArrayList<>();
        Thread thread = new Thread(
                null,
                () -> texts.forEach(
                        text -> fault(reader, text).ifPresent(fault -> faults.add(text.name() + ": " + fault))),
                "reader",
                STACK);
        thread.start();
        thread.join();
        return faults;
    }

    private static Optional<String> fault(Reader reader, Sample text) {
        try {
            return fault(reader, text.half(), text.whole());
        } catch (StackOverflowError e) {
            return Optional.of("stack overflow");
        } catch (Throwable e) {
            return Optional.of(e.toString());
        }
    }

    private static Optional<String> fault(Reader reader, String half, String whole) throws Exception {
        long end = THREADS.getCurrentThreadCpuTime() + ENOUGH_NANOS;
        long ofHalf = Long.MAX_VALUE;
        long ofWhole = Long.MAX_VALUE;
        for (int n = 1; n <= ROUNDS * BEST_OF && THREADS.getCurrentThreadCpuTime() < end; n++) {
            ofWhole = Math.min(ofWhole, nanos(reader, whole));
            if (ofWhole <= QUICK_NANOS) {
                return Optional.empty();
            }
            ofHalf = Math.min(ofHalf, nanos(reader, half));
            if (n % BEST_OF == 0 && ofWhole <= MOST_TIMES * ofHalf) {
                return Optional.empty();
            }
        }
        return ofWhole <= MOST_TIMES * ofHalf
                ? Optional.empty()
                : Optional.of("%d µs, half of it %d µs".formatted(ofWhole / 1_000, ofHalf / 1_000));
    }

    private static long nanos(Reader reader, String text) throws Exception {
        long begin = THREADS.getCurrentThreadCpuTime();
        reader.read(text);
        return THREADS.getCurrentThreadCpuTime() - begin;
    }
}
