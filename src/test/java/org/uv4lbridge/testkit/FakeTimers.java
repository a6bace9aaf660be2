package org.uv4lbridge.testkit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.uv4lbridge.session.Timers;

/** Timers whose time passes only when a test says so. For one thread. */
public final class FakeTimers implements Timers {

    private record Task(Duration due, Runnable run) {}

    private final List<Task> tasks = new ArrayList<>();
    private Duration now = Duration.ZERO;

    @Override
    public Timer after(Duration delay, Runnable run) {
        Task task = new Task(now.plus(delay), run);
        tasks.add(task);
        return () -> tasks.remove(task);
    }

    @Override
    public long nanoTime() {
        return now.toNanos();
    }

    /** Lets time pass; what becomes due runs in the order of its time. */
    public void advance(Duration time) {
        Duration end = now.plus(time);
        while (true) {
            Task next = tasks.stream()
                    .filter(t -> t.due().compareTo(end) <= 0)
                    .min(Comparator.comparing(Task::due))
                    .orElse(null);
            if (next == null) {
                break;
            }
            now = next.due();
            tasks.remove(next);
            next.run().run();
        }
        now = end;
    }

    /** How many tasks are still to run. */
    public int pending() {
        return tasks.size();
    }
}
