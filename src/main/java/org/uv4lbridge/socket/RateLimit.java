package org.uv4lbridge.socket;

/**
 * Counts what happens against a rate: so much a second, and a burst on top (a token bucket). Whoever is to be limited
 * makes one; not safe for several threads at once.
 */
public final class RateLimit {

    private static final double NANOS = 1e9;

    private final int perSecond;
    private final int burst;
    private double tokens;
    private long last;

    /**
     * @param perSecond 0 for no limit
     * @param burst how much may happen at once; at least what may happen in a second
     * @param nanoTime {@link System#nanoTime()}, as in the methods
     */
    public RateLimit(int perSecond, int burst, long nanoTime) {
        this.perSecond = perSecond;
        this.burst = Math.max(perSecond, burst);
        this.tokens = this.burst;
        this.last = nanoTime;
    }

    /** Counts one event; false if it is one too many. */
    public boolean take(long nanoTime) {
        double due = due(nanoTime);
        if (tokens < burst) {
            tokens = Math.min(burst, tokens + due);
        }
        if (perSecond > 0 && tokens < 1) {
            return false;
        }
        tokens--;
        return true;
    }

    /** What has come up to now was held up on its way, not sent at once: all of the time counts. */
    public void heldUp(long nanoTime) {
        tokens += due(nanoTime);
    }

    private double due(long nanoTime) {
        double due = (nanoTime - last) / NANOS * perSecond;
        last = nanoTime;
        return due;
    }
}
