package org.uv4lbridge.signal;

import java.time.Duration;

/** Everything that can go wrong between a viewer and a camera, with the sentence that the viewer reads. */
public enum Problem {
    NOT_JSON("Not understood: the message is not JSON."),
    NOT_AN_OBJECT("Not understood: the message is not one JSON object."),
    NO_WHAT("Not understood: the message has no string \"what\", or has more than one."),
    NO_CALL("There is no call yet: send \"call\" first."),
    WATCH_ONLY("You may only watch: this message, or an answer that sends pictures, sound or data, goes no further."),
    UNKNOWN_CAMERA("There is no camera called %s here."),
    /** UV4L's own words, by which its clients know it. */
    CAMERA_BUSY("Sorry, the device is either busy streaming to another peer or previous shutdown has not been"
            + " completed yet"),
    CAMERA_UNREACHABLE("The camera %s cannot be reached: it is off, or its address is wrong."),
    CAMERA_SILENT("The camera %s does not answer: it took the connection but no handshake came. Restart UV4L there."),
    /** Here and in the next two the second placeholder is for the HTTP status of its answer. */
    CAMERA_REFUSES("The camera %s refuses the bridge with status %s: its user name or password is wrong."),
    CAMERA_WRONG_PATH("The camera %s takes no calls at the path of its address: its server answers with status %s."),
    CAMERA_NOT_READY("The camera %s is not ready: its server answers with status %s. Call again in a moment."),
    /** The second placeholder is for the right scheme. */
    CAMERA_WRONG_SCHEME("The camera %s is asked in the wrong way: its address must begin with %s."),
    CAMERA_UNTRUSTED(
            "The camera %s cannot be trusted: its certificate is unknown here, has expired or has another name."),
    CAMERA_NO_OFFER("The camera %s took the call but offers no video. Restart UV4L there."),
    CAMERA_TOO_LARGE("The camera %s sent a message that is larger than bridge.limits.message-bytes allows."),
    CAMERA_LOST("The connection to the camera %s was lost. Call again."),
    VIEWER_NO_ANSWER("No answer to the offer of the camera %s came from you in time. Call again."),
    VIEWER_NO_MEDIA(
            "No video of the camera %s reached you within a minute, and others wait for it. Call again to queue up."),
    VIEWER_AWAY("Nobody watches the camera %s here, and others wait for it. Call again to queue up."),
    CALL_REPLACED("A newer call of yours to the camera %s has taken over, as this connection gave no sign of life."),
    TOO_MANY_CALLS(
            "Others wait for the camera %s, and you have more calls to it. Hang one of them up, or call again later."),
    /** The second placeholder is for whole seconds. */
    CALLED_TOO_OFTEN("You have called the camera %s too often. Call again in %s s."),
    SESSION_OVER("Your time with the camera %s is over. Call again to watch on."),
    CAMERA_CLOSED("The camera %s has been closed here and takes no calls for now."),
    ENDED_BY_OPERATOR("An operator has ended this call to the camera %s."),
    IN_A_CIRCLE(
            "The bridge's routes pass this message on in a circle, so it was stopped. The bridge's log says where."),
    DRAINING("The bridge takes no more calls for now. Call again in a moment."),
    STOPPING("The bridge is stopping. Call again in a moment.");

    private static final Duration ONE_MINUTE = Duration.ofMinutes(1);

    private final String sentence;

    Problem(String sentence) {
        this.sentence = sentence;
    }

    /** Whether it is a camera's answer to calls for which it has no room, of which a client can make any number. */
    public boolean isBusy() {
        return this == CAMERA_BUSY || this == TOO_MANY_CALLS || this == CALLED_TOO_OFTEN;
    }

    /** The failure of this kind at the given camera. */
    public SignalingException at(String camera) {
        return at(camera, ONE_MINUTE);
    }

    /** The failure of this kind at the given camera, which ends after this time. */
    public SignalingException at(String camera, Duration after) {
        long seconds = after.plusSeconds(1).minusNanos(1).toSeconds();
        return new SignalingException(this, String.format(sentence, camera, seconds), null);
    }

    /** The failure of this kind at the given camera; the cause is for the log, viewers do not see it. */
    public SignalingException at(String camera, Throwable cause) {
        return at(camera, "", cause);
    }

    /**
     * The failure of this kind at the given camera.
     *
     * @param detail for the second placeholder
     */
    public SignalingException at(String camera, String detail, Throwable cause) {
        return new SignalingException(this, String.format(sentence, camera, detail), cause);
    }

    /** The failure of this kind where no camera has a part in it. */
    public SignalingException exception() {
        return new SignalingException(this, sentence, null);
    }
}
