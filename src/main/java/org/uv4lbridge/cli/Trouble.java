package org.uv4lbridge.cli;

import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.uv4lbridge.signal.Problem;
import org.uv4lbridge.signal.SignalingException;
import org.uv4lbridge.viewer.Diagnoses;
import org.uv4lbridge.viewer.Diagnoses.Advice;

/**
 * Why a call on trial brought no picture. In the words of the bridge or the page where there are any, so that there is one
 * table of remedies, else in words of its own.
 */
final class Trouble extends Exception {

    private static final long serialVersionUID = 1;

    private static final String STRANGE = "The camera %s shows another certificate than its offer names.";
    private static final String STRANGE_REMEDY =
            "Something between changes what the camera says: a route of the bridge, a proxy, or somebody who listens.";
    private static final String LOST = "The connection to the camera %s was lost.";
    private static final String UNUSABLE_REMEDY = "Restart UV4L; if it is old, update it.";

    /** Remedies that the page, which does not know the settings, has not. */
    private static final Map<Problem, String> REMEDIES = Map.of(
            Problem.CAMERA_REFUSES,
            "Compare the camera's settings username, password and url under bridge.cameras with those of its UV4L.",
            Problem.CAMERA_UNTRUSTED,
            "Set fingerprint or ca of the camera under bridge.cameras; the log names the certificate it shows.",
            Problem.UNKNOWN_CAMERA,
            "The names are those under bridge.cameras; in a path they are written as there.");

    private final @Nullable String rule;
    private final @Nullable Problem problem;
    private final String sentence;
    private final String remedy;
    private final String detail;

    private Trouble(@Nullable String rule, @Nullable Problem problem, String sentence, String remedy, String detail) {
        super(sentence);
        this.rule = rule;
        this.problem = problem;
        this.sentence = sentence;
        this.remedy = remedy;
        this.detail = detail;
    }

    /** What a rule of docs/troubleshooting.md explains. */
    static Trouble rule(String rule) {
        return new Trouble(rule, null, rule, "", "");
    }

    static Trouble of(Problem problem) {
        return new Trouble(null, problem, problem.name(), "", "");
    }

    /** @param sentence in which {@code %s} is the camera */
    static Trouble of(String sentence, String remedy) {
        return new Trouble(null, null, sentence, remedy, "");
    }

    /** There is no connection. */
    static Trouble connecting(@Nullable Throwable cause) {
        if (cause instanceof Trouble trouble) {
            return trouble;
        }
        if (cause instanceof SignalingException failure) {
            Throwable reason = failure.getCause();
            String detail = reason == null ? "" : " (" + Table.plain(String.valueOf(reason.getMessage())) + ")";
            return new Trouble(null, failure.problem(), failure.problem().name(), "", detail);
        }
        return of("The connection to %s could not be made: " + Table.plain(String.valueOf(cause)) + ".", "");
    }

    static Trouble unusable(String sentence) {
        return of(Table.plain(sentence), UNUSABLE_REMEDY);
    }

    /** The certificate is not the one of the offer. */
    static Trouble strange() {
        return of(STRANGE, STRANGE_REMEDY);
    }

    /** There is no path, though the camera has named so many candidates with and without an address. */
    static Trouble noPath(int reachable, int hidden) {
        if (reachable > 0) {
            return rule("noPath");
        }
        return rule(hidden > 0 ? "cameraHidden" : "noCandidates");
    }

    /** @param reason a whole sentence, or nothing */
    static Trouble lost(boolean throughBridge, String reason) {
        if (throughBridge) {
            return rule("socketLost");
        }
        return reason.isEmpty() ? of(Problem.CAMERA_LOST) : of(LOST + " " + reason, "");
    }

    /** What the camera or the bridge has said instead of an offer. */
    static Trouble told(String text, String name) {
        if (name.equals(Problem.CALLED_TOO_OFTEN.name())) {
            return of(text, ""); // it alone knows when the next call may come
        }
        return Stream.of(Problem.values())
                .filter(problem -> problem.name().equals(name)
                        || text.equals(problem.at("").getMessage()))
                .findFirst()
                .map(Trouble::of)
                .orElseGet(() -> of("The camera %s says: " + text, ""));
    }

    /** Whether the camera is fine, only somebody else has it. */
    boolean isBusy() {
        return problem == Problem.CAMERA_BUSY || "busy".equals(rule);
    }

    /** In words, for a camera with this title. */
    Advice advice(Diagnoses texts, String camera) {
        if (problem != null) {
            Advice told = texts.advice(problem, camera);
            return new Advice(told.sentence() + detail, REMEDIES.getOrDefault(problem, told.remedy()));
        }
        return Optional.ofNullable(rule)
                .flatMap(name -> texts.advice(name, camera, Map.of()))
                .orElseGet(() -> new Advice(sentence.replace("%s", camera), remedy));
    }
}
