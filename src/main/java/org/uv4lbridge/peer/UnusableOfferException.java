package org.uv4lbridge.peer;

/** An offer of which no picture can come. */
public final class UnusableOfferException extends Exception {
    private static final long serialVersionUID = 1;

    private final boolean withoutVideo;

    UnusableOfferException(String sentence, boolean withoutVideo) {
        super(sentence);
        this.withoutVideo = withoutVideo;
    }

    /** Whether it is because the camera offers no video. */
    public boolean isWithoutVideo() {
        return withoutVideo;
    }
}
