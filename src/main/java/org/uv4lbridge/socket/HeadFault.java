package org.uv4lbridge.socket;

/** What makes the head of a request readable in two ways, so that a proxy could let pass what the bridge understands otherwise. */
public enum HeadFault {
    LEADING_SPACE("A header line begins with white space (RFC 9112, 5.2). Send each header on one line."),
    SPACE_IN_NAME(
            "A header line has white space before its colon (RFC 9112, 5.1). Put the colon right after the name."),
    NO_NAME("A header line has no name before its colon. Send each header as its name, a colon and its value."),
    NO_COLON("A header line has no colon. Send each header as its name, a colon and its value."),
    CONTROL("The head of the request has a control character, or a CR without LF (RFC 9112, 2.2). Leave it out."),
    LENGTH("Content-Length must be one decimal number and come once (RFC 9112, 6.3)."),
    ENCODING("Transfer-Encoding may only be chunked, once, in HTTP/1.1, and without a Content-Length (RFC 9112, 6.1)."
            + " Send one of the two headers.");

    private final String sentence;

    HeadFault(String sentence) {
        this.sentence = sentence;
    }

    /** What is wrong and what to do, for the client. */
    public String sentence() {
        return sentence;
    }
}
