package org.uv4lbridge.session;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.uv4lbridge.signal.Report;
import org.uv4lbridge.signal.Signal;
import org.uv4lbridge.signal.SignalingException;

/**
 * The timelines of the sessions that go on, and of those that ended last. The program makes one, which lives as long as it
 * does. Safe for any thread.
 */
public final class Timelines implements SessionObserver {

    /**
     * How much is kept.
     *
     * @param ended sessions that have ended
     * @param characters of what pages tell, of all sessions together; for more, the oldest of those that have ended go
     */
    public record Room(int ended, int characters) {}

    private final Room room;
    private final InstantSource clock;
    private final LongSupplier nanoTime;
    private final MediaObserver media;
    private final Map<SessionId, Timeline> byId = new ConcurrentHashMap<>();
    /** The oldest first; guarded by this, as {@link #characters}. */
    private final Deque<Timeline> ended = new ArrayDeque<>();

    private long characters;

    private final AtomicLong endings = new AtomicLong();

    /** @param nanoTime a clock that nobody sets */
    public Timelines(Room room, InstantSource clock, LongSupplier nanoTime, MediaObserver media) {
        this.room = room;
        this.clock = clock;
        this.nanoTime = nanoTime;
        this.media = media;
    }

    /** What has happened in a session, by its id's text. */
    public Optional<Timeline.Story> find(String id) {
        return Optional.ofNullable(byId.get(new SessionId(id))).map(Timeline::tell);
    }

    /** What has happened in all of them, the newest first; of calls in a row that failed alike, in the last. */
    public List<Timeline.Story> all() {
        return tell(timeline -> true);
    }

    /** The same of those that go on. */
    public List<Timeline.Story> goingOn() {
        return tell(timeline -> !timeline.isOver());
    }

    private List<Timeline.Story> tell(Predicate<Timeline> which) {
        return byId.values().stream()
                .filter(which)
                .map(Timeline::tell)
                .sorted(Comparator.comparing(Timeline.Story::began).reversed())
                .toList();
    }

    /** Another number whenever there is more to tell of the sessions that have ended. */
    public long endings() {
        return endings.get();
    }

    @Override
    public void began(Session session) {
        long start = nanoTime.getAsLong();
        LongSupplier elapsed =
                () -> Duration.ofNanos(nanoTime.getAsLong() - start).toMillis();
        byId.put(session.id(), new Timeline(session, clock.instant(), elapsed));
    }

    @Override
    public void waits(Session session, int place) {
        add(session, "queue", "{\"position\":" + place + "}");
    }

    @Override
    public void dialing(Session session) {
        add(session, "dial", "{}");
    }

    @Override
    public void dialed(Session session) {
        add(session, "dialed", "{}");
    }

    @Override
    public void passed(Session session, Direction direction, Signal signal) {
        String type = signal.candidateType().map(t -> ",\"type\":\"" + t + "\"").orElse("");
        add(session, direction.word(), "{\"what\":\"" + signal.what().word() + "\"" + type + "}");
    }

    @Override
    public void failed(Session session, SignalingException failure) {
        at(session.id(), timeline -> timeline.failed(failure.problem()));
    }

    @Override
    public void ended(Session session, Outcome outcome) {
        at(session.id(), timeline -> {
            timeline.ended(outcome);
            keep(timeline);
            endings.incrementAndGet();
        });
    }

    @Override
    public void reported(SessionId session, Report report) {
        at(session, timeline -> take(timeline, report));
    }

    private void add(Session session, String name, String detail) {
        at(session.id(), timeline -> timeline.add(name, detail));
    }

    private void at(SessionId session, Consumer<Timeline> step) {
        Timeline timeline = byId.get(session);
        if (timeline != null) {
            step.accept(timeline);
        }
    }

    private synchronized void keep(Timeline timeline) {
        ended.add(timeline);
        fold(timeline);
        while (ended.size() > room.ended()) {
            forget(ended.remove());
        }
    }

    private synchronized void take(Timeline timeline, Report report) {
        int more = report.entries().stream().mapToInt(Report.Entry::size).sum();
        while (characters + more > room.characters() && !ended.isEmpty() && ended.peek() != timeline) {
            forget(ended.remove());
        }
        if (characters + more <= room.characters() && byId.containsKey(timeline.id())) {
            int before = timeline.size();
            timeline.report(report, media);
            characters += timeline.size() - before;
            if (timeline.isOver()) {
                fold(timeline);
                endings.incrementAndGet();
            }
        }
    }

    /** A page that calls a dead camera again and again takes the room of one call. */
    private void fold(Timeline timeline) {
        Timeline before = null;
        for (Timeline other : ended) {
            if (other == timeline) {
                break;
            }
            before = timeline.isLike(other) ? other : before;
        }
        if (before != null && timeline.takesPlaceOf(before)) {
            ended.remove(before);
            forget(before);
        }
    }

    private void forget(Timeline timeline) {
        byId.remove(timeline.id());
        characters -= timeline.size();
    }
}
