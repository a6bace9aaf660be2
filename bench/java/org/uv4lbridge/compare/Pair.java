package org.uv4lbridge.compare;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.jspecify.annotations.Nullable;

/** One session of the generator: its viewer, and the camera's end of it once the call has come there. */
final class Pair {

    private final int id;
    private final Generator generator;
    private @Nullable TextSocket viewer;
    private @Nullable TextSocket camera;
    private int viewerSent;
    private int viewerHeard;
    private int cameraSent;
    private int cameraHeard;
    private long due;
    private boolean offered;
    private boolean over;

    Pair(int id, Generator generator) {
        this.id = id;
        this.generator = generator;
    }

    /** When the call was due, in ns of the loop. */
    long due() {
        return due;
    }

    boolean isOffered() {
        return offered;
    }

    /** Whether its viewer is no longer there. */
    boolean isGone() {
        return over;
    }

    /** Whether both ends are closed. */
    boolean isOver() {
        return over && camera == null;
    }

    /** Messages under way, either way. */
    int underWay() {
        return viewerSent - cameraHeard + cameraSent - viewerHeard;
    }

    /** Connects the viewer, which calls as soon as it can. */
    void call(long now) {
        due = now;
        viewer = generator.connect(id, new TextSocket.Handler() {
            @Override
            public void open(TextSocket socket) {
                say(Kind.CALL, now);
            }

            @Override
            public void text(TextSocket socket, byte[] bytes, int offset, int length) {
                atViewer(bytes, offset, length);
            }

            @Override
            public void closed(TextSocket socket, @Nullable String fault) {
                if (fault != null && !over) {
                    generator.faults().add("a viewer's socket: " + fault);
                }
                over = true;
            }
        });
    }

    /** The viewer says something. */
    void say(Kind kind, long when) {
        viewer.send(kind.head(), Kind.mark(id, viewerSent++, when));
    }

    /** The viewer hangs up and leaves. */
    void hangUp() {
        say(Kind.HANGUP, generator.now());
        over = true;
        viewer.close();
    }

    /** The viewer stops reading, and whatever comes of that is meant. */
    void stopReading() {
        over = true;
        viewer.pause();
    }

    /** The camera says as much as it gets rid of. */
    void insist() {
        for (int n = 0; n < 10 && camera != null && camera.isOpen() && !camera.isStuck(); n++) {
            answer(Kind.ICE_CANDIDATE, generator.now());
        }
    }

    /** The viewer is gone without a word. */
    void drop() {
        over = true;
        viewer.drop();
    }

    /** The camera says something. */
    void answer(Kind kind, long when) {
        camera.send(kind.head(), Kind.mark(id, cameraSent++, when));
    }

    private void atViewer(byte[] bytes, int offset, int length) {
        Kind.Mark mark = Kind.read(bytes, offset, length);
        if (mark == null) {
            generator.faults().add("a viewer got what no camera said: " + new String(bytes, offset, length, UTF_8));
        } else if (mark.session() != id) {
            generator.faults().add("a message with the wrong viewer");
        } else {
            if (mark.sequence() != viewerHeard) {
                generator.faults().add("a viewer's message lost, doubled or out of order");
            }
            viewerHeard = mark.sequence() + 1;
            if (mark.kind() == Kind.OFFER) {
                offered = true;
            }
            generator.atViewer(this, mark);
        }
    }

    /** Something of this session has come to the camera. */
    void atCamera(TextSocket socket, Kind.Mark mark) {
        camera = socket;
        if (mark.sequence() != cameraHeard) {
            generator.faults().add("a camera's message lost, doubled or out of order");
        }
        cameraHeard = mark.sequence() + 1;
        generator.atCamera(this, mark);
        if (mark.kind() == Kind.HANGUP) {
            socket.close();
        }
    }

    void cameraClosed() {
        if (!over) {
            generator.faults().add("a camera's socket: closed while its viewer was there");
        }
        camera = null;
    }
}
