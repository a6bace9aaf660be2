package org.uv4lbridge.cli;

import java.io.PrintStream;
import org.uv4lbridge.viewer.Diagnoses.Advice;

/** What a visit of the doctor finds: one line for each thing that was looked at, as soon as it was. */
final class Findings {

    private static final String LINE = "%-4s  %s: %s%n";

    private final PrintStream out;
    private int failures;

    Findings(PrintStream out) {
        this.out = out;
    }

    void ok(String what, String found) {
        out.printf(LINE, "ok", what, found);
    }

    /** Something that could not or need not be looked at. */
    void skip(String what, String why) {
        out.printf(LINE, "skip", what, why);
    }

    /** @param problem what is wrong and, as far as it is known, what to do, in sentences */
    void fail(String what, String problem) {
        failures++;
        out.printf(LINE, "fail", what, problem);
    }

    void fail(String what, Advice advice) {
        fail(what, (advice.sentence() + " " + advice.remedy()).trim());
    }

    int failures() {
        return failures;
    }
}
