package org.uv4lbridge.route;

/** What is wrong in a line of a route file, and what to do about it. */
final class RouteMistake extends IllegalArgumentException {

    private static final long serialVersionUID = 1;

    private final String file;
    private final int line;

    /** @param line 0 or less where it is not known */
    RouteMistake(String file, int line, String message) {
        super(message);
        this.file = file;
        this.line = line;
    }

    /** The file and where known the line, with a colon between. */
    String place() {
        return line > 0 ? file + ":" + line : file;
    }
}
