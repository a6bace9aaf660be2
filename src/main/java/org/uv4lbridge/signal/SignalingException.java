package org.uv4lbridge.signal;

import org.jspecify.annotations.Nullable;

/** A failure that its viewer is told in words: the exception's message is that sentence and quotes no peer's text. */
public final class SignalingException extends Exception {

    private static final long serialVersionUID = 1;

    private final Problem problem;

    SignalingException(Problem problem, String sentence, @Nullable Throwable cause) {
        super(sentence, cause);
        this.problem = problem;
    }

    /** Which of the known failures it is. */
    public Problem problem() {
        return problem;
    }
}
