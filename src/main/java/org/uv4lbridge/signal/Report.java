package org.uv4lbridge.signal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a page tells of its call, in one of the bridge's own messages. All of it is a stranger's word: what has not the form
 * that the page gives it is left out.
 *
 * @param entries of its timeline, in the order they came
 * @param diagnosis why there is no picture; null if it doesn't say
 * @param watching whether anybody watches; null if it doesn't say
 */
public record Report(
        List<Entry> entries,
        @Nullable Diagnosis diagnosis,
        @Nullable Boolean watching) {

    /**
     * One thing that has happened.
     *
     * @param at milliseconds since the page began the call
     * @param name lower-case letters
     * @param detail a JSON object
     */
    public record Entry(long at, String name, String detail) {

        /** Characters that it takes. */
        public int size() {
            return name.length() + detail.length();
        }
    }

    /**
     * A rule of the page's that fits the call.
     *
     * @param rule its name, letters
     * @param values for the placeholders of its sentence
     */
    public record Diagnosis(String rule, Map<String, String> values) {

        public Diagnosis {
            values = Map.copyOf(values);
        }
    }

    /** Longer than anybody waits for a picture; what is over it is no measurement. */
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(10);

    private static final int MOST_ENTRIES = 50;
    private static final int MOST_VALUES = 4;
    private static final int LONGEST_DETAIL = 2_000;
    private static final int LONGEST_VALUE = 200;
    private static final long LATEST = 366L * 24 * 60 * 60 * 1_000;
    private static final Pattern NAME = Pattern.compile("[a-z]{1,20}");
    private static final Pattern RULE = Pattern.compile("[A-Za-z]{1,40}");
    private static final Report NOTHING = new Report(List.of(), null, null);
    private static final ObjectMapper JSON = PeerJson.mapper();

    /** What a message of the bridge's own kind reports; nothing, if that isn't what it is for. */
    public static Report of(Signal signal) {
        try {
            JsonNode message = JSON.readTree(signal.text());
            return switch (message.path("event").asText()) {
                case "timeline" -> new Report(entries(message.path("entries")), null, null);
                case "diagnosis" -> new Report(List.of(), diagnosis(message), null);
                case "watching" -> new Report(List.of(), null, watching(message.path("watching")));
                default -> NOTHING;
            };
        } catch (JsonProcessingException e) {
            return NOTHING;
        }
    }

    /** How long after the click the first picture came, if these entries tell of one. */
    public Optional<Duration> firstFrame() {
        return entries.stream()
                .filter(entry -> entry.name().equals("frame"))
                .map(entry -> Duration.ofMillis(entry.at()))
                .filter(after -> after.compareTo(LONGEST_WAIT) <= 0)
                .findFirst();
    }

    /** Whether these entries tell of a picture, or of packets of one, which a page in the background may get alone. */
    public boolean hasMedia() {
        return entries.stream().anyMatch(Report::isOfMedia);
    }

    private static boolean isOfMedia(Entry entry) {
        return entry.name().equals("frame")
                || entry.name().equals("statistics")
                        && parsed(entry).path("packets").asLong() > 0;
    }

    private static JsonNode parsed(Entry entry) {
        try {
            return JSON.readTree(entry.detail());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("An entry that was parsed before no longer parses", e);
        }
    }

    /** What came of ICE, if these entries tell of it. */
    public Optional<IceOutcome> iceOutcome() {
        return entries.stream().flatMap(entry -> iceOutcome(entry).stream()).findFirst();
    }

    private static Optional<IceOutcome> iceOutcome(Entry entry) {
        return switch (entry.name()) {
            case "ice" ->
                "failed".equals(parsed(entry).path("state").asText())
                        ? Optional.of(IceOutcome.FAILED)
                        : Optional.empty();
            case "statistics" -> iceOutcome(parsed(entry).path("pair"));
            default -> Optional.empty();
        };
    }

    private static Optional<IceOutcome> iceOutcome(JsonNode pair) {
        if (!pair.isObject()) {
            return Optional.empty();
        }
        boolean relayed = Stream.of("local", "remote")
                .anyMatch(side -> "relay".equals(pair.path(side).asText()));
        return Optional.of(relayed ? IceOutcome.RELAYED : IceOutcome.DIRECT);
    }

    private static List<Entry> entries(JsonNode told) {
        List<Entry> entries = new ArrayList<>();
        for (int i = 0; i < Math.min(told.size(), MOST_ENTRIES); i++) {
            JsonNode at = told.path(i).path("at");
            String name = told.path(i).path("name").asText();
            JsonNode detail = told.path(i).path("detail");
            if (at.isIntegralNumber()
                    && at.longValue() >= 0
                    && at.longValue() <= LATEST
                    && NAME.matcher(name).matches()
                    && detail.isObject()
                    && detail.toString().length() <= LONGEST_DETAIL) {
                entries.add(new Entry(at.longValue(), name, detail.toString()));
            }
        }
        return List.copyOf(entries);
    }

    private static @Nullable Boolean watching(JsonNode told) {
        return told.isBoolean() ? told.booleanValue() : null;
    }

    private static @Nullable Diagnosis diagnosis(JsonNode told) {
        String rule = told.path("rule").asText();
        if (!RULE.matcher(rule).matches()) {
            return null;
        }
        Map<String, String> values = new TreeMap<>();
        told.path("values").properties().stream()
                .filter(value -> NAME.matcher(value.getKey()).matches())
                .filter(value -> value.getValue().isTextual()
                        && value.getValue().textValue().length() <= LONGEST_VALUE)
                .limit(MOST_VALUES)
                .forEach(value -> values.put(value.getKey(), value.getValue().textValue()));
        return new Diagnosis(rule, values);
    }
}
