package org.uv4lbridge.viewer;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.uv4lbridge.session.Timeline;
import org.uv4lbridge.signal.Problem;
import org.uv4lbridge.signal.Report;

/** Why a call shows no picture, and what to do about it: in the page's words, of which there is one table. */
public final class Diagnoses {

    /** A sentence, and what to do; the latter is empty where there is no advice. */
    public record Advice(String sentence, String remedy) {}

    private static final String TABLE = "/org/uv4lbridge/page/js/diagnosis-texts-en.js";
    private static final Pattern TEXT = Pattern.compile("(?m)^ *'diagnosis\\.([\\w.]+)': '(.*)',$");
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{(\\w+)}");

    /** What the bridge knows by itself, where no page says it. */
    private static final Map<Problem, String> RULES = Map.of(
            Problem.CAMERA_UNREACHABLE, "cameraOff",
            Problem.CAMERA_NO_OFFER, "noOffer",
            Problem.CAMERA_BUSY, "busy");

    private final Map<String, String> texts;

    private Diagnoses(Map<String, String> texts) {
        this.texts = texts;
    }

    /** With the texts of the page as it is served. */
    public static Diagnoses ofPage() {
        try (InputStream in = Diagnoses.class.getResourceAsStream(TABLE)) {
            String table = in == null ? "" : new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return new Diagnoses(
                    TEXT.matcher(table).results().collect(Collectors.toMap(m -> m.group(1), m -> m.group(2))));
        } catch (IOException e) {
            throw new UncheckedIOException("The page's texts cannot be read", e);
        }
    }

    /** {@code rule}, its {@code values}, {@code sentence} and {@code remedy}; where no rule explains it {@code problem} and {@code sentence}. */
    Optional<JsonObject> of(Timeline.Story story) {
        Report.Diagnosis told = story.diagnosis();
        Problem problem = story.problem();
        Optional<JsonObject> ofPage = told == null ? Optional.empty() : ofRule(story, told.rule(), told.values());
        return ofPage.or(() -> problem == null ? Optional.empty() : Optional.of(ofProblem(story, problem)));
    }

    private JsonObject ofProblem(Timeline.Story story, Problem problem) {
        return ofRule(story, RULES.get(problem), Map.of()).orElseGet(() -> new JsonObject()
                .put("problem", problem.name())
                .put("sentence", problem.at(story.camera().title()).getMessage()));
    }

    private Optional<JsonObject> ofRule(Timeline.Story story, @Nullable String rule, Map<String, String> values) {
        return advice(rule, story.camera().title(), values).map(advice -> new JsonObject()
                .put("rule", rule)
                .put("values", new JsonObject(Map.copyOf(values)))
                .put("sentence", advice.sentence())
                .put("remedy", advice.remedy()));
    }

    /** By a rule of docs/troubleshooting.md; the camera's title and the values are put into the words. */
    public Optional<Advice> advice(@Nullable String rule, String camera, Map<String, String> values) {
        return Optional.ofNullable(texts.get(rule))
                .map(sentence -> new Advice(
                        filled(sentence, camera, values),
                        filled(texts.getOrDefault(rule + ".hint", ""), camera, values)));
    }

    /** By what the bridge says of a camera with this title. */
    public Advice advice(Problem problem, String camera) {
        String sentence = String.valueOf(problem.at(camera).getMessage());
        return advice(RULES.get(problem), camera, Map.of())
                .map(advice -> new Advice(sentence, advice.remedy()))
                .orElse(new Advice(sentence, ""));
    }

    private static String filled(String text, String camera, Map<String, String> values) {
        return PLACEHOLDER.matcher(text).replaceAll(placeholder -> {
            String name = placeholder.group(1);
            String value = name.equals("camera") ? camera : values.getOrDefault(name, "?");
            return Matcher.quoteReplacement(value);
        });
    }
}
