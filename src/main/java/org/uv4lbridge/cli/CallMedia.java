package org.uv4lbridge.cli;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.uv4lbridge.peer.Reception;
import org.uv4lbridge.peer.UnusableOfferException;
import org.uv4lbridge.peer.ViewerPeer;

/** The media of a call on trial, from the offer on; used by the thread that makes the call. */
final class CallMedia implements AutoCloseable {

    /** More than what the handshake itself has. */
    private static final Duration ENCRYPTION_LIMIT = Duration.ofSeconds(22);

    private static final Duration MEDIA_LIMIT = Duration.ofSeconds(10);
    /** Candidates before the offer; a camera has some ten. */
    private static final int MOST_EARLY = 128;

    private static final String VIDEO = "video";
    private static final String AUDIO = "audio";

    private final CallProgress progress;
    private final Duration finding;
    private final List<CallWords.Candidate> early = new ArrayList<>();
    private @Nullable ViewerPeer peer;
    private boolean connected;
    private boolean secured;
    private boolean arrives;

    /** @param finding how long a path may be looked for */
    CallMedia(CallProgress progress, Duration finding) {
        this.progress = progress;
        this.finding = finding;
    }

    boolean hasOffer() {
        return peer != null;
    }

    /** Takes the offer; a path is looked for from now on. */
    void offered(String sdp) throws Trouble {
        try {
            ViewerPeer made = new ViewerPeer(sdp, new Ear());
            peer = made;
            progress.step("offer after %d ms: %s".formatted(progress.millisSinceCall(), Table.plain(made.offered())));
            early.forEach(candidate -> add(made, candidate));
        } catch (UnusableOfferException e) {
            throw e.isWithoutVideo() ? Trouble.rule("noVideoOffered") : Trouble.unusable(e.getMessage());
        } catch (IOException e) {
            throw Trouble.unusable("This machine has no socket for the call: " + e.getMessage() + ".");
        }
    }

    /** The session description to answer with. */
    String answer() {
        return peer().answer();
    }

    /** This machine's candidates. */
    List<CallWords.Candidate> candidates() {
        ViewerPeer own = peer();
        return own.candidates().stream()
                .map(line -> new CallWords.Candidate(line, own.mid(), own.index()))
                .toList();
    }

    /** Takes a candidate of the camera, which may come before the offer. */
    void add(CallWords.Candidate candidate) {
        if (peer == null && early.size() < MOST_EARLY) {
            early.add(candidate);
        } else if (peer != null) {
            add(peer, candidate);
        }
    }

    private void add(ViewerPeer to, CallWords.Candidate candidate) {
        to.add(candidate.line(), candidate.mid(), candidate.index());
        if (!candidate.summary().isEmpty()) {
            progress.step("candidate of the camera: " + candidate.summary());
        }
    }

    /** Waits for the first packet of the picture. */
    void awaitPicture() throws Trouble, InterruptedException {
        progress.begin("looking for a path");
        progress.await(() -> connected, finding);
        if (!connected) {
            throw Trouble.noPath(peer().reachable(), peer().hidden());
        }
        progress.begin("setting up encryption");
        progress.await(() -> secured, ENCRYPTION_LIMIT);
        if (!secured) {
            throw Trouble.rule("noEncryption");
        }
        progress.begin("waiting for the picture");
        progress.await(() -> arrives, MEDIA_LIMIT);
        if (!arrives) {
            throw Trouble.rule("noMedia");
        }
    }

    /** Counts packets for so long; says how many there were. */
    String count(Duration watching) throws Trouble, InterruptedException {
        progress.begin("counting packets");
        Reception videoBefore = peer().reception(VIDEO);
        Reception audioBefore = peer().reception(AUDIO);
        long from = System.nanoTime();
        progress.await(() -> false, watching);
        double seconds = (System.nanoTime() - from) / 1e9;
        Reception video = peer().reception(VIDEO).since(videoBefore);
        Reception audio = peer().reception(AUDIO).since(audioBefore);
        if (video.packets() == 0) {
            throw Trouble.rule("frozen");
        }
        String sound = audio.packets() == 0 ? "" : "; " + text(audio, AUDIO, seconds);
        String counted = text(video, VIDEO, seconds) + sound + " in %.1f s".formatted(seconds);
        progress.step(counted);
        return counted;
    }

    private static String text(Reception reception, String kind, double seconds) {
        long kilobits = Math.round(reception.bytes() * 8 / seconds / 1000);
        return "%d packets, %d kbit/s of %s %s"
                .formatted(reception.packets(), kilobits, kind, Table.plain(reception.codec()));
    }

    private ViewerPeer peer() {
        if (peer == null) {
            throw new IllegalStateException("There was no offer");
        }
        return peer;
    }

    @Override
    public void close() {
        if (peer != null) {
            peer.close();
        }
    }

    /** What happens to the media, on other threads. */
    private final class Ear implements ViewerPeer.Listener {
        @Override
        public void connected(String path) {
            progress.happens(() -> {
                connected = true;
                progress.step("connected by ICE: " + path);
            });
        }

        @Override
        public void secured() {
            progress.happens(() -> {
                secured = true;
                progress.step("encrypted: DTLS is done, with the certificate of the offer");
            });
        }

        @Override
        public void arrives(String kind, String codec) {
            progress.happens(() -> {
                arrives |= kind.equals(VIDEO);
                progress.step("first packet of %s %s, %d ms after the call"
                        .formatted(kind, Table.plain(codec), progress.millisSinceCall()));
            });
        }

        @Override
        public void notSecured(boolean strange) {
            progress.happens(() -> {
                throw strange ? Trouble.strange() : Trouble.rule("noEncryption");
            });
        }

        @Override
        public void ended() {
            progress.happens(() -> {
                throw Trouble.lost(false, "The camera has ended the encrypted connection.");
            });
        }
    }
}
