package org.uv4lbridge.cli;

import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.uv4lbridge.session.CameraSocket;
import org.uv4lbridge.signal.Problem;

/**
 * One real call to a camera, made on trial: signaling, path, encryption, and whether packets of its picture arrive. Made
 * for one call and run by one thread.
 */
final class TrialCall {

    /** How to reach the camera, or the bridge before it. */
    interface Line {
        CompletionStage<CameraSocket> dial(CameraSocket.Listener listener);
    }

    private final Line line;
    private final CallPlan plan;
    private final CallProgress progress;
    private final CallMedia media;
    private @Nullable CameraSocket socket;
    private int position;
    private boolean hangingUp;
    private boolean over;

    TrialCall(Line line, CallPlan plan, CallProgress.Report report) {
        this.line = line;
        this.plan = plan;
        this.progress = new CallProgress(report);
        this.media = new CallMedia(progress, plan.finding());
    }

    /**
     * Makes the call and hangs up, whatever happens.
     *
     * @return what has come, in words
     * @throws Trouble that keeps the picture away
     */
    String run() throws Trouble, InterruptedException {
        try {
            connect();
            call();
            awaitOffer();
            answer();
            media.awaitPicture();
            if (plan.throughBridge()) {
                send(CallWords.arrives(progress.millisSinceCall()));
            }
            return media.count(plan.watching());
        } finally {
            hangUp();
        }
    }

    /** What was under way when it ended. */
    String stage() {
        return progress.stage();
    }

    private void connect() throws Trouble, InterruptedException {
        progress.begin("connecting");
        try {
            socket = line.dial(new Ear())
                    .toCompletableFuture()
                    .get(plan.connecting().toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw Trouble.connecting(e.getCause());
        } catch (TimeoutException e) {
            throw Trouble.connecting(e);
        }
        progress.step("connected");
    }

    private void call() throws Trouble, InterruptedException {
        progress.begin("waiting for the offer");
        if (plan.throughBridge()) {
            send(CallWords.hello());
        }
        send(CallWords.call(plan.options()));
        progress.calls();
        progress.step("call sent");
    }

    private void awaitOffer() throws Trouble, InterruptedException {
        progress.await(media::hasOffer, plan.offering());
        if (!media.hasOffer()) {
            throw Trouble.of(position > 0 ? Problem.CAMERA_BUSY : Problem.CAMERA_NO_OFFER);
        }
    }

    private void answer() throws Trouble, InterruptedException {
        send(CallWords.answer(media.answer()));
        var own = media.candidates();
        for (CallWords.Candidate candidate : own) {
            send(CallWords.candidate(candidate));
        }
        send(CallWords.wantCandidates());
        progress.step("answer sent, with %d candidates".formatted(own.size()));
    }

    /** Before the peer goes: a camera that is still called would take its end for a fault. */
    private void hangUp() throws InterruptedException {
        try {
            if (socket != null && !over) {
                hangingUp = true;
                send(CallWords.hangUp());
                progress.await(() -> over, plan.hangingUp());
                progress.step("hung up");
            }
        } catch (Trouble e) {
            progress.step("the connection is closed"); // over, one way or another
        } finally {
            CameraSocket open = socket;
            if (open != null) {
                open.close();
            }
            media.close();
        }
    }

    private void send(String text) throws Trouble, InterruptedException {
        CameraSocket open = socket;
        try {
            if (open != null) {
                open.send(text).toCompletableFuture().get(plan.connecting().toMillis(), TimeUnit.MILLISECONDS);
            }
        } catch (ExecutionException | TimeoutException e) {
            throw lost();
        }
    }

    private Trouble lost() {
        over = true;
        return Trouble.lost(plan.throughBridge(), "");
    }

    /** What comes on the WebSocket. */
    private final class Ear implements CameraSocket.Listener, CallWords.Hearer {
        @Override
        public void text(String text, Runnable taken) {
            progress.happens(() -> {
                try {
                    CallWords.hear(text, this);
                } finally {
                    taken.run(); // or the peer's close would not be heard any more
                }
            });
        }

        @Override
        public void closed() {
            progress.happens(() -> {
                if (hangingUp) {
                    over = true;
                } else if (!over) {
                    throw lost();
                }
            });
        }

        @Override
        public void offer(String sdp) throws Trouble {
            if (!media.hasOffer()) {
                media.offered(sdp);
            }
        }

        @Override
        public void candidate(CallWords.Candidate candidate) {
            media.add(candidate);
        }

        @Override
        public void told(String text, String problem) throws Trouble {
            if (!media.hasOffer() || !problem.isEmpty()) {
                throw Trouble.told(text, problem);
            }
            progress.step("the camera says: " + text);
        }

        @Override
        public void queued(int place) throws Trouble {
            if (!plan.queueing()) {
                throw Trouble.of(Problem.CAMERA_BUSY);
            }
            position = place;
            progress.step("waits in the queue, place " + place);
        }

        @Override
        public void ended() {
            over = true;
        }

        @Override
        public void unreadable(String what) {
            progress.step(what + ", passed over");
        }
    }
}
