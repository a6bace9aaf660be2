package org.uv4lbridge.compare;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * What is to disturb nobody else: viewers who call dead cameras again and again, viewers who have stopped reading while
 * their camera speaks, and one who floods the bridge and comes back a moment after it is thrown out.
 */
final class Trouble {

    private static final long SECOND = 1_000_000_000L;
    /** With the others, no more at once than the bridge takes in a second. */
    private static final int CALLERS = 80;

    private static final int FLOOD_AT_ONCE = 50;
    /** A camera that hears and says nothing. */
    static final String FLOODED = "/cameras/flooded";

    private static final byte[] NOTHING = {};
    private static final byte[] CALL = "{\"what\":\"call\"}".getBytes(ISO_8859_1);
    private static final byte[] FLOOD = "{\"what\":\"addIceCandidate\",\"data\":\"{}\"}".getBytes(ISO_8859_1);

    private record Due(long when, TextSocket caller) {}

    private final Loop loop;
    private final Generator generator;
    private final int port;
    private final Random random = new Random(1);
    private final List<Pair> deaf;
    private final Queue<Due> calls = new PriorityQueue<>((one, other) -> Long.compare(one.when(), other.when()));
    private final List<TextSocket> sockets = new ArrayList<>();
    private @Nullable TextSocket flooder;
    private long backAt;
    private long expelled;
    private long failed;
    private boolean over;

    /**
     * @param generator whose other sessions are the healthy ones
     * @param port of the bridge
     * @param dead paths of cameras that are dead
     * @param deaf sessions whose viewers stop reading
     */
    Trouble(Loop loop, Generator generator, int port, List<String> dead, List<Pair> deaf) throws IOException {
        this.loop = loop;
        this.generator = generator;
        this.port = port;
        this.deaf = deaf;
        deaf.forEach(Pair::stopReading);
        for (int n = 0; n < CALLERS; n++) {
            sockets.add(loop.connect(port, dead.get(n % dead.size()), new Caller()));
        }
    }

    /** One turn of it. */
    boolean pulse() {
        boolean worked = false;
        while (!calls.isEmpty() && calls.peek().when() <= loop.now()) {
            TextSocket caller = calls.poll().caller();
            if (caller.isOpen()) {
                caller.send(CALL, NOTHING);
            }
            worked = true;
        }
        deaf.forEach(Pair::insist);
        if (flooder == null && !over && loop.now() >= backAt) {
            flood();
        } else if (flooder != null && flooder.isOpen() && !flooder.isStuck()) {
            for (int n = 0; n < FLOOD_AT_ONCE; n++) {
                flooder.send(FLOOD, NOTHING);
            }
        }
        return worked;
    }

    private void flood() {
        try {
            flooder = loop.connect(port, FLOODED, new TextSocket.Handler() {
                @Override
                public void open(TextSocket socket) {
                    socket.send(CALL, NOTHING);
                }

                @Override
                public void text(TextSocket socket, byte[] bytes, int offset, int length) {}

                @Override
                public void closed(TextSocket socket, @Nullable String fault) {
                    expelled++;
                    flooder = null;
                    backAt = loop.now() + SECOND / 5;
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String toString() {
        return failed + " calls of dead cameras failed, the one who floods was thrown out " + expelled + " times";
    }

    void end() {
        over = true;
        deaf.forEach(Pair::drop);
        sockets.forEach(TextSocket::drop);
        if (flooder != null) {
            flooder.drop();
        }
    }

    private final class Caller implements TextSocket.Handler {

        @Override
        public void open(TextSocket socket) {
            callSoon(socket);
        }

        @Override
        public void text(TextSocket socket, byte[] bytes, int offset, int length) {
            failed++;
            callSoon(socket);
        }

        @Override
        public void closed(TextSocket socket, @Nullable String fault) {
            if (!over) {
                generator.faults().add("who called a dead camera lost its socket: " + fault);
            }
        }

        private void callSoon(TextSocket socket) {
            calls.add(new Due(loop.now() + 1 + (long) (random.nextDouble() * 4 * SECOND), socket));
        }
    }
}
