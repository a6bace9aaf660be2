package org.uv4lbridge.compare;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.IntFunction;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Plays all viewers and the one camera, which has as many seats as it likes and repeats a viewer's candidates as its own.
 * It sends by the clock, whatever has come back (open loop), and counts a delay from when a message was due, so that a
 * peer that stands still hides nothing. Every message is checked to the last byte.
 */
final class Generator implements AutoCloseable {

    /** Candidates each way in a call. */
    private static final int CANDIDATES = 12;

    private static final long SECOND = 1_000_000_000L;
    private static final long PATIENCE = 20 * SECOND;

    private final Loop loop;
    private final int cameraPort;
    private final IntFunction<String> path;
    private BooleanSupplier besides = () -> false;
    private final List<Pair> pairs = new ArrayList<>();
    private final Faults faults = new Faults();
    private int port;
    private Phase phase = new Phase();
    private long idleBefore;
    private long phaseBegan;

    /** What is going on, and what is measured of it. */
    private static final class Phase {
        final Samples delays = new Samples();
        final Samples offers = new Samples();
        boolean calls;
        boolean saturates;
        long heard;
        int over;
    }

    /**
     * @param delays there and back, or from call to offer
     * @param perSecond messages relayed, both ways together, or calls
     * @param count of them
     * @param busy the share of the time in which the generator itself had something to do
     */
    record Result(Samples delays, double perSecond, long count, double busy) {}

    /** @param path where the viewer of a session connects */
    Generator(IntFunction<String> path) throws IOException {
        this.loop = new Loop();
        this.path = path;
        this.cameraPort = loop.listen(CameraEnd::new);
    }

    /** Listens as a camera that hears and says nothing. */
    int listenQuietly() throws IOException {
        return loop.listen(() -> new TextSocket.Handler() {
            @Override
            public void text(TextSocket socket, byte[] bytes, int offset, int length) {}

            @Override
            public void closed(TextSocket socket, @Nullable String fault) {}
        });
    }

    /** Makes trouble besides all else, until it is ended. */
    Trouble trouble(List<String> dead, List<Pair> deaf) throws IOException {
        Trouble trouble = new Trouble(loop, this, port, dead, deaf);
        besides = trouble::pulse;
        return trouble;
    }

    /** Trouble is over. */
    void end(Trouble trouble) throws IOException {
        trouble.end();
        besides = () -> false;
        pairs.removeIf(Pair::isGone);
        rest(1);
    }

    /** Where the camera listens. */
    int cameraPort() {
        return cameraPort;
    }

    /** Sends to the peer that listens there, from now on. */
    void through(int port) {
        this.port = port;
    }

    Faults faults() {
        return faults;
    }

    long now() {
        return loop.now();
    }

    // What it does.

    /** Opens sessions, so many handshakes at once; all of them have their offer when it returns. */
    Result open(int count, int atOnce) throws IOException {
        begin(new Phase());
        List<Pair> opened = new ArrayList<>();
        int[] offered = {0};
        BooleanSupplier more = () -> {
            while (offered[0] < opened.size() && opened.get(offered[0]).isOffered()) {
                offered[0]++;
            }
            boolean called = false;
            while (opened.size() < count && opened.size() - offered[0] < atOnce) {
                opened.add(newCall(loop.now()));
                called = true;
            }
            return called;
        };
        int before = -1;
        while (!loop.run(more, () -> offered[0] == count, PATIENCE)) {
            if (offered[0] == before) {
                throw new IOException("session " + offered[0] + " of " + count + " had no offer for "
                        + PATIENCE / SECOND + " s; " + faults);
            }
            before = offered[0];
        }
        return end(phase.offers, count);
    }

    /** Closes all sessions. */
    void closeAll() throws IOException {
        pairs.stream().filter(pair -> !pair.isOver()).forEach(Pair::hangUp);
        if (!loop.run(() -> false, () -> pairs.stream().allMatch(Pair::isOver), PATIENCE)) {
            faults.add("sessions were still open " + PATIENCE / SECOND + " s after their hangup");
        }
        pairs.clear();
    }

    /** So many messages a second, from the open sessions in turn, each of which comes back. */
    Result relay(List<Pair> speakers, int perSecond, double seconds) throws IOException {
        begin(new Phase());
        send(perSecond, seconds, n -> speakers.get((int) (n % speakers.size()))
                .say(Kind.ADD_ICE_CANDIDATE, due(n, perSecond)));
        drain(speakers);
        Result result = end(phase.delays, 2 * phase.heard);
        return new Result(result.delays(), 2.0 * perSecond, result.count(), result.busy());
    }

    /** As much as it can, each open session with so many messages under way. */
    Result saturate(int window, double seconds) throws IOException {
        Phase now = new Phase();
        now.saturates = true;
        begin(now);
        pairs.forEach(pair -> {
            for (int n = 0; n < window; n++) {
                pair.say(Kind.ADD_ICE_CANDIDATE, now());
            }
        });
        loop.run(() -> false, (long) (seconds * SECOND));
        now.saturates = false;
        Result result = end(now.delays, 2 * now.heard);
        drain(pairs);
        return result;
    }

    /** So many calls a second, each from connect to hangup. */
    Result calls(int perSecond, double seconds) throws IOException {
        Phase now = new Phase();
        now.calls = true;
        begin(now);
        List<Pair> called = new ArrayList<>();
        long count = send(perSecond, seconds, n -> called.add(newCall(due(n, perSecond))));
        if (!loop.run(() -> false, () -> called.stream().allMatch(Pair::isOver), PATIENCE)) {
            long open = called.stream().filter(pair -> !pair.isOver()).count();
            faults.add(open + " of " + count + " calls were not over in time");
        }
        pairs.removeAll(called);
        Result result = end(now.offers, count);
        return new Result(result.delays(), perSecond, count, result.busy());
    }

    /** As many calls as it can, each from connect to hangup, so many at once. */
    void callAll(int atOnce, double seconds) throws IOException {
        Phase now = new Phase();
        now.calls = true;
        begin(now);
        List<Pair> going = new ArrayList<>();
        int before = pairs.size();
        BooleanSupplier more = () -> {
            boolean over = going.removeIf(Pair::isOver);
            while (going.size() < atOnce) {
                going.add(newCall(loop.now()));
            }
            return over;
        };
        loop.run(more, (long) (seconds * SECOND));
        if (!loop.run(() -> false, () -> going.stream().allMatch(Pair::isOver), PATIENCE)) {
            faults.add("calls were not over in time");
        }
        pairs.subList(before, pairs.size()).clear();
    }

    /** Leaves the sessions alone for a while. */
    void rest(double seconds) throws IOException {
        begin(new Phase());
        loop.run(() -> false, (long) (seconds * SECOND));
    }

    List<Pair> pairs() {
        return List.copyOf(pairs);
    }

    /** Another session, which is opened by whoever runs the loop. */
    Pair newCall(long due) {
        Pair pair = new Pair(pairs.size(), this);
        pairs.add(pair);
        pair.call(due);
        return pair;
    }

    private long due(long n, int perSecond) {
        return phaseBegan + n * SECOND / perSecond;
    }

    private long send(int perSecond, double seconds, LongConsumer one) throws IOException {
        long count = (long) (seconds * perSecond);
        long[] sent = {0};
        loop.run(
                () -> {
                    boolean worked = besides.getAsBoolean();
                    while (sent[0] < count && due(sent[0], perSecond) <= loop.now()) {
                        one.accept(sent[0]++);
                        worked = true;
                    }
                    return worked;
                },
                () -> sent[0] == count,
                PATIENCE + (long) (seconds * SECOND));
        return count;
    }

    private void drain(List<Pair> speakers) throws IOException {
        if (!loop.run(besides, () -> speakers.stream().allMatch(pair -> pair.underWay() == 0), PATIENCE / 4)) {
            faults.add(speakers.stream().mapToInt(Pair::underWay).sum() + " messages were lost");
        }
    }

    private void begin(Phase next) {
        phase = next;
        idleBefore = loop.idleNanos();
        phaseBegan = loop.now();
    }

    private Result end(Samples delays, long count) {
        double nanos = loop.now() - phaseBegan;
        double busy = 1 - (loop.idleNanos() - idleBefore) / nanos;
        return new Result(delays, count * SECOND / nanos, count, busy);
    }

    // What the pairs tell.

    TextSocket connect(int session, TextSocket.Handler handler) {
        try {
            return loop.connect(port, path.apply(session), handler);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void atViewer(Pair pair, Kind.Mark mark) {
        if (mark.kind() == Kind.OFFER) {
            phase.offers.add(now() - pair.due());
            if (phase.calls) {
                pair.say(Kind.ANSWER, now());
                for (int n = 0; n < CANDIDATES; n++) {
                    pair.say(Kind.ADD_ICE_CANDIDATE, now());
                }
            }
        } else if (phase.calls) {
            if (mark.sequence() == CANDIDATES) {
                pair.hangUp();
            }
        } else {
            phase.heard++;
            phase.delays.add(now() - mark.due());
            if (phase.saturates) {
                pair.say(Kind.ADD_ICE_CANDIDATE, now());
            }
        }
    }

    void atCamera(Pair pair, Kind.Mark mark) {
        if (mark.kind() == Kind.CALL) {
            pair.answer(Kind.OFFER, now());
            for (int n = 0; phase.calls && n < CANDIDATES; n++) {
                pair.answer(Kind.ICE_CANDIDATE, now());
            }
        } else if (mark.kind() == Kind.ADD_ICE_CANDIDATE && !phase.calls) {
            pair.answer(Kind.ICE_CANDIDATE, mark.due());
        }
    }

    /** The camera's end of a connection, which learns from the call whose it is. */
    private final class CameraEnd implements TextSocket.Handler {

        private @Nullable Pair last;

        @Override
        public void text(TextSocket socket, byte[] bytes, int offset, int length) {
            Kind.Mark mark = Kind.read(bytes, offset, length);
            if (mark != null && mark.session() < pairs.size()) {
                last = pairs.get(mark.session());
                last.atCamera(socket, mark);
            } else if (!new String(bytes, offset, length, UTF_8).equals("{\"what\":\"hangup\"}")) {
                faults.add("a camera got what no viewer said: " + new String(bytes, offset, length, UTF_8));
            }
        }

        @Override
        public void closed(TextSocket socket, @Nullable String fault) {
            if (last != null) {
                last.cameraClosed();
            }
        }
    }

    @Override
    public void close() throws IOException {
        loop.close();
    }
}
