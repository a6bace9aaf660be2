package org.uv4lbridge.testkit;

import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * How a {@link FakeUv4lCamera} behaves: begun with {@link FakeUv4lCamera#with}, immutable, each method returns a changed
 * copy. Without a change it is a healthy camera of the current dialect: one seat, an offer and three candidates at once.
 */
public final class CameraOptions implements Cloneable {
    int port;
    String path = "/stream/webrtc";
    Dialect dialect = Dialect.V2;
    int seats = 1;
    boolean answersHandshake = true;
    int refusal;
    boolean resetsHandshake;
    boolean offers = true;
    Duration offerDelay = Duration.ZERO;
    int offerBytes;
    List<String> beforeOffer = List.of();
    boolean trickle = true;
    int candidatesBeforeAnswer = 3;
    int candidatesAfterAnswer;
    EndOfCandidates endOfCandidates = EndOfCandidates.EMPTY;
    boolean busyKeepsSocket = true;
    Duration shutdownWindow = Duration.ZERO;
    int closeCode = 1000;
    boolean closesAfterHangup = true;
    boolean noticesLostViewer = true;
    boolean answersPings = true;

    @Nullable String resetOn;

    boolean echoes;

    @Nullable String authorization;

    @Nullable TestCertificate certificate;

    Patience patience = Patience.USUAL;

    CameraOptions() {}

    /** Starts a camera with these options and returns when it listens; not on an event loop. */
    public FakeUv4lCamera start(Vertx vertx) {
        return FakeUv4lCamera.start(vertx, this);
    }

    /** The TCP port on 127.0.0.1; 0, the default, takes a free one. */
    public CameraOptions port(int port) {
        return changed(copy -> copy.port = port);
    }

    /** The path of the WebSocket; default {@code /stream/webrtc}. */
    public CameraOptions path(String path) {
        return changed(copy -> copy.path = path);
    }

    /** The dialect; default {@link Dialect#V2}. */
    public CameraOptions dialect(Dialect dialect) {
        return changed(copy -> copy.dialect = dialect);
    }

    /** How many calls it takes at the same time; default 1, as UV4L. */
    public CameraOptions seats(int seats) {
        return changed(copy -> copy.seats = seats);
    }

    /** {@code false}: takes TCP connections and never answers the upgrade. */
    public CameraOptions answersHandshake(boolean answers) {
        return changed(copy -> copy.answersHandshake = answers);
    }

    /** {@code true}: resets the TCP connection instead of answering the upgrade; default {@code false}. */
    public CameraOptions resetsHandshake(boolean resets) {
        return changed(copy -> copy.resetsHandshake = resets);
    }

    /** Answers the upgrade with this HTTP status instead of taking it; default 0, which takes it. */
    public CameraOptions refusesHandshake(int status) {
        return changed(copy -> copy.refusal = status);
    }

    /** {@code false}: takes calls, which hold a seat, and never offers. */
    public CameraOptions offers(boolean offers) {
        return changed(copy -> copy.offers = offers);
    }

    /** How long after the {@code call} the offer comes; default at once. */
    public CameraOptions offerDelay(Duration delay) {
        return changed(copy -> copy.offerDelay = delay);
    }

    /** Blows the offer up to a text of exactly this many bytes, at least 5,000 and at most 16 MiB. */
    public CameraOptions offerBytes(int bytes) {
        if (bytes < 5_000 || bytes > FakeUv4lCamera.MAX_MESSAGE_BYTES) {
            throw new IllegalArgumentException("An offer of " + bytes + " bytes");
        }
        return changed(copy -> copy.offerBytes = bytes);
    }

    /** Sends these texts, whatever they are, between the {@code call} and the offer, after those asked for before. */
    public CameraOptions garbage(String... texts) {
        return changed(copy -> {
            var all = new ArrayList<>(beforeOffer);
            all.addAll(List.of(texts));
            copy.beforeOffer = List.copyOf(all);
        });
    }

    /** Sends a message with this {@code what}, which no dialect knows, between the {@code call} and the offer. */
    public CameraOptions unknownWhat(String what) {
        return garbage(Uv4lText.camera("what", what, "1"));
    }

    /** {@code false}: candidates come in one batch, also for calls which ask for trickle; default {@code true}. */
    public CameraOptions trickle(boolean trickle) {
        return changed(copy -> copy.trickle = trickle);
    }

    /** How many candidates follow the offer at once; default 3. */
    public CameraOptions candidatesBeforeAnswer(int count) {
        return changed(copy -> copy.candidatesBeforeAnswer = count);
    }

    /** How many candidates wait for the answer; default 0. The end of candidates, or the batch, waits with them. */
    public CameraOptions candidatesAfterAnswer(int count) {
        return changed(copy -> copy.candidatesAfterAnswer = count);
    }

    /** How it ends trickled candidates; default {@link EndOfCandidates#EMPTY}. Never in a batch, which is one message. */
    public CameraOptions endOfCandidates(EndOfCandidates end) {
        return changed(copy -> copy.endOfCandidates = end);
    }

    /** {@code false}: closes the socket after the busy message; default {@code true}. */
    public CameraOptions busyKeepsSocket(boolean keeps) {
        return changed(copy -> copy.busyKeepsSocket = keeps);
    }

    /** How long a seat stays taken after a hangup or after a lost viewer was noticed; default not at all. */
    public CameraOptions shutdownWindow(Duration window) {
        return changed(copy -> copy.shutdownWindow = window);
    }

    /** The code it closes sockets with, default 1000; {@link TestSocket#NO_CLOSE_FRAME} drops them without one. */
    public CameraOptions closeCode(int code) {
        return changed(copy -> copy.closeCode = code);
    }

    /** {@code false}: after a hangup the seat is free and the socket stays; default {@code true}. */
    public CameraOptions closesAfterHangup(boolean closes) {
        return changed(copy -> copy.closesAfterHangup = closes);
    }

    /** {@code false}: only {@code hangup} frees a seat, a socket's end doesn't; default {@code true}. */
    public CameraOptions noticesLostViewer(boolean notices) {
        return changed(copy -> copy.noticesLostViewer = notices);
    }

    /** {@code false}: leaves pings unanswered; default {@code true}. */
    public CameraOptions answersPings(boolean answers) {
        return changed(copy -> copy.answersPings = answers);
    }

    /** Resets the TCP connection when a message with this {@code what} comes, say {@code answer} for mid-call. */
    public CameraOptions resetOn(String what) {
        return changed(copy -> copy.resetOn = what);
    }

    /** {@code true}: sends each text with {@code what} {@code echo} back as it is; default {@code false}. */
    public CameraOptions echo(boolean echoes) {
        return changed(copy -> copy.echoes = echoes);
    }

    /** Refuses requests without these HTTP Basic credentials with 401. */
    public CameraOptions basicAuth(String user, String password) {
        return changed(copy -> copy.authorization = HttpProbe.basic(user, password));
    }

    /** Listens with TLS and a new self-signed certificate: {@link FakeUv4lCamera#certificate}. */
    public CameraOptions tls() {
        return tls(TestCertificate.selfSigned());
    }

    /** Listens with TLS and this certificate. */
    public CameraOptions tls(TestCertificate certificate) {
        return changed(copy -> copy.certificate = certificate);
    }

    /** How long the camera's {@code await…} methods wait; default 30 s. */
    public CameraOptions patience(Duration atMost) {
        return changed(copy -> copy.patience = new Patience(atMost));
    }

    private CameraOptions changed(Consumer<CameraOptions> change) {
        try {
            var copy = (CameraOptions) clone();
            change.accept(copy);
            return copy;
        } catch (CloneNotSupportedException e) {
            throw new AssertionError(e);
        }
    }
}
