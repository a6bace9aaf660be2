package org.uv4lbridge.session;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.uv4lbridge.signal.Problem;
import org.uv4lbridge.signal.Report;

/**
 * What has happened in one session, as the bridge saw it and as the viewer's page tells it. {@link Timelines} makes one for
 * each session and keeps it for a while. It tells no address, session description or credentials. Safe for any thread.
 */
public final class Timeline {

    /** Who tells of an entry. */
    public enum Side {
        BRIDGE,
        PAGE
    }

    /**
     * One thing that has happened, or several alike in a row.
     *
     * @param at milliseconds since the call began, on the page if it tells, else here
     * @param detail a JSON object
     * @param count how often, one after another
     */
    public record Entry(long at, Side side, String name, String detail, int count) {}

    /**
     * All that is known now.
     *
     * @param user the viewer's name; null where the bridge asks for none
     * @param began when the call began, on the page if it tells, else here
     * @param lasted milliseconds until the end, or until now
     * @param outcome null while it goes on
     * @param problem the last failure at the camera; null if there was none
     * @param diagnosis why there is no picture, as the page says; null if it doesn't
     * @param first the first of the calls in a row that failed alike, of which this is the last
     * @param calls how many those are; 1 where this one stands for itself
     */
    public record Story(
            SessionId id,
            Camera camera,
            @Nullable String user,
            Instant began,
            long lasted,
            @Nullable Outcome outcome,
            @Nullable Problem problem,
            Report.@Nullable Diagnosis diagnosis,
            SessionId first,
            int calls,
            List<Entry> entries) {}

    /** Something that the bridge saw. Counting what repeats touches no reference, so that a collector need not look for it. */
    private static final class Seen {

        final long at;
        final String name;
        final String detail;
        int count = 1;

        Seen(long at, String name, String detail) {
            this.at = at;
            this.name = name;
            this.detail = detail;
        }

        boolean is(String otherName, String otherDetail) {
            return name.equals(otherName) && detail.equals(otherDetail);
        }

        Entry entry(long ahead) {
            return new Entry(at + ahead, Side.BRIDGE, name, detail, count);
        }
    }

    private static final int MOST_OF_BRIDGE = 100;
    private static final int MOST_OF_PAGE = 250;
    private static final int MOST_CHARACTERS = 1 << 16;
    private static final String NOTHING = "{}";
    private static final String CALL = "call";
    private static final String ANSWER = "{\"what\":\"answer\"}";

    private final SessionId id;
    private final Camera camera;
    private final @Nullable String user;
    private final String owner;
    private final Instant began;
    private final LongSupplier elapsed;
    private final List<Seen> ofBridge = new ArrayList<>();
    private List<Entry> ofPage = List.of();
    private int size;
    private long lasted;
    private @Nullable Outcome outcome;
    private @Nullable Problem problem;
    private Report.@Nullable Diagnosis diagnosis;
    private boolean isPictured;
    private boolean isLinked;
    private SessionId first;
    private int calls = 1;

    /** @param elapsed milliseconds since it was made */
    Timeline(Session session, Instant began, LongSupplier elapsed) {
        this.id = session.id();
        this.camera = session.camera();
        this.user = session.caller().user();
        this.owner = session.caller().owner();
        this.first = id;
        this.began = began;
        this.elapsed = elapsed;
        add(CALL);
    }

    SessionId id() {
        return id;
    }

    void add(String name) {
        add(name, NOTHING);
    }

    /** @param detail a JSON object */
    synchronized void add(String name, String detail) {
        int last = ofBridge.size() - 1;
        if (last >= 0 && ofBridge.get(last).is(name, detail)) {
            ofBridge.get(last).count++;
        } else if (ofBridge.size() < MOST_OF_BRIDGE) {
            ofBridge.add(new Seen(elapsed.getAsLong(), name, detail));
        }
    }

    synchronized void failed(Problem why) {
        problem = why;
        add("failed", "{\"problem\":\"" + why + "\"}");
    }

    synchronized void ended(Outcome how) {
        outcome = how;
        lasted = elapsed.getAsLong();
        // The end has its place, however much came before it.
        ofBridge.add(new Seen(lasted, "end", "{\"outcome\":\"" + how.word() + "\"}"));
    }

    synchronized boolean isOver() {
        return outcome != null;
    }

    /** Whether both are calls of the same caller to the same camera. */
    boolean isLike(Timeline other) {
        return other != this && owner.equals(other.owner) && camera.name().equals(other.camera.name());
    }

    /** Takes the place of the call before, if both have failed in the same way. */
    synchronized boolean takesPlaceOf(Timeline before) {
        Story last = before.tell();
        if (outcome == null || outcome != last.outcome()) {
            return false;
        }
        boolean same = outcome.isFailure()
                ? problem == last.problem()
                : diagnosis != null
                        && last.diagnosis() != null
                        && diagnosis.rule().equals(last.diagnosis().rule());
        if (same) {
            first = last.first();
            calls += last.calls();
            diagnosis = diagnosis == null ? last.diagnosis() : diagnosis;
        }
        return same;
    }

    /** Takes what the page tells, as far as there is room, and passes on what it tells of media for the first time. */
    synchronized void report(Report report, MediaObserver media) {
        if (!isPictured && report.firstFrame().isPresent()) {
            isPictured = true;
            problem = null; // what was in the way before
            diagnosis = null;
            report.firstFrame().ifPresent(after -> media.pictured(camera, after));
        }
        if (!isLinked) {
            isLinked = report.iceOutcome().isPresent();
            report.iceOutcome().ifPresent(how -> media.linked(camera, how));
        }
        if (report.diagnosis() != null) {
            diagnosis = report.diagnosis();
        }
        if (report.entries().isEmpty()) {
            return;
        }
        List<Entry> more = new ArrayList<>(ofPage);
        for (Report.Entry entry : report.entries()) {
            if (more.size() < MOST_OF_PAGE && size + entry.size() <= MOST_CHARACTERS) {
                more.add(new Entry(entry.at(), Side.PAGE, entry.name(), entry.detail(), 1));
                size += entry.size();
            }
        }
        ofPage = more;
    }

    /** Characters of what the page has told. */
    synchronized int size() {
        return size;
    }

    /** How far the page's clock is ahead: nothing reaches the bridge before the page has sent it. */
    private long ahead() {
        long answered = ofBridge.stream()
                .filter(seen -> seen.detail.equals(ANSWER))
                .findFirst()
                .map(seen -> seen.at)
                .orElse(Long.MAX_VALUE);
        return Math.max(toldAt(CALL), toldAt("answer") - answered);
    }

    private long toldAt(String name) {
        return ofPage.stream()
                .filter(entry -> entry.name().equals(name))
                .findFirst()
                .map(Entry::at)
                .orElse(0L);
    }

    /** The two sides' entries in the order of their times; those of the page count from its own beginning of the call. */
    public synchronized Story tell() {
        long ahead = ahead();
        List<Entry> all = Stream.concat(ofPage.stream(), ofBridge.stream().map(seen -> seen.entry(ahead)))
                .sorted(Comparator.comparingLong(Entry::at))
                .toList();
        return new Story(
                id,
                camera,
                user,
                began.minusMillis(ahead),
                (outcome == null ? elapsed.getAsLong() : lasted) + ahead,
                outcome,
                problem,
                diagnosis,
                first,
                calls,
                all);
    }
}
