package org.uv4lbridge.cli;

/** Ends a command with one sentence on the standard error stream. */
final class CommandException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final int exitCode;

    private CommandException(int exitCode, String sentence) {
        super(sentence);
        this.exitCode = exitCode;
    }

    /** What was asked for could not be done. */
    static CommandException failed(String sentence) {
        return new CommandException(Cli.FAILED, sentence);
    }

    /** What was asked for is not possible so. */
    static CommandException usage(String sentence) {
        return new CommandException(Cli.USAGE, sentence);
    }

    int exitCode() {
        return exitCode;
    }
}
