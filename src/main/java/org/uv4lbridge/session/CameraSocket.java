package org.uv4lbridge.session;

import java.util.concurrent.CompletionStage;

/** An open connection to a camera, good for one call. */
public interface CameraSocket {

    /** Sends one text; done when the next may be sent, which is at once unless much waits for the camera to read. */
    CompletionStage<Void> send(String text);

    /** Closes the connection; {@link Listener#closed()} follows. Closing twice does nothing. */
    void close();

    /** Opens connections to cameras. */
    interface Dialer {
        /**
         * Opens one. Fails with a {@link org.uv4lbridge.signal.SignalingException} within the connect timeout; then
         * the listener hears nothing.
         */
        CompletionStage<CameraSocket> dial(Camera camera, Listener listener);

        /** The same, only to see whether the camera answers: that it does not again is no news for the log. */
        default CompletionStage<CameraSocket> probe(Camera camera, Listener listener) {
            return dial(camera, listener);
        }
    }

    /** Hears what happens on a connection, one thing at a time and in order. */
    interface Listener {
        /**
         * The camera sent a text.
         *
         * @param taken to be run, from any thread, when the next text may come
         */
        void text(String text, Runnable taken);

        /** The camera sent more than is taken at once; the connection is being closed for that. */
        default void tooLarge() {}

        /** The connection is closed, by whichever side; the last thing heard. */
        void closed();
    }
}
