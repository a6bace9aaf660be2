package org.uv4lbridge.signal;

import java.util.List;
import org.uv4lbridge.testkit.TextParser;

/** What reads messages; ParsersTest tries them. */
public final class SignalParsers {

    private SignalParsers() {}

    public static List<TextParser> all() {
        return List.of(
                TextParser.of("message", SignalParsers::message, Signal.class),
                TextParser.of("report of a page", SignalParsers::report, Report.class),
                TextParser.of("sentence in a message", Signal::messageText, Signal.class),
                TextParser.of("type of a message", What::of, What.class));
    }

    private static void message(String text) {
        try {
            Signal signal = Signal.parse(text);
            signal.data();
            signal.event();
        } catch (SignalingException e) {
            // the sender's mistake
        }
        new Signal(text, What.ICE_CANDIDATE).candidateType();
    }

    private static void report(String text) {
        try {
            Report report = Report.of(Signal.parse(text));
            report.firstFrame();
            report.hasMedia();
            report.iceOutcome();
        } catch (SignalingException e) {
            // the sender's mistake
        }
    }
}
