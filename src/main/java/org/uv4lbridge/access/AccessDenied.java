package org.uv4lbridge.access;

/** Somebody is not let in; the message is a sentence for them and quotes nothing they sent. */
public class AccessDenied extends Exception {

    private static final long serialVersionUID = 1;

    /** Why. */
    public enum Reason {
        /** No credentials, or wrong ones. */
        UNKNOWN,
        /** Who they are does not matter. */
        FORBIDDEN,
        /** Too many wrong guesses. */
        TOO_MANY,
        /** Too much to do at the moment. */
        BUSY
    }

    private final Reason reason;

    public AccessDenied(Reason reason, String sentence) {
        super(sentence, null, false, false);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
