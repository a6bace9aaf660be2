package org.uv4lbridge.observe;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One line of an audit log, a link of its chain: a JSON object that carries its number, the hash of the line before it
 * and last its own hash, which is that of all that stands before that member.
 *
 * @param text ASCII only and without the line's end
 * @param number counted from 1
 * @param time when it happened; the epoch if that can't be read
 * @param previous hash of the line before, 64 hexadecimal digits
 * @param keyId of the key that it says it was hashed with; empty for none
 * @param hash its own
 * @param whole whether it carries the hash that it has
 */
record AuditLine(
        String text,
        long number,
        Instant time,
        String event,
        String previous,
        String keyId,
        String hash,
        boolean whole) {

    /** Stands before the first line. */
    static final AuditLine NONE = new AuditLine("", 0, Instant.EPOCH, "", "", "", "0".repeat(64), true);

    /** The event with which a file begins that continues an older one. */
    static final String CONTINUED = "continued";

    private static final Pattern END = Pattern.compile(",\"hash\":\"([0-9a-f]{64})\"}");
    private static final int END_LENGTH = 75;
    private static final DateTimeFormatter TIME =
            new DateTimeFormatterBuilder().appendInstant(3).toFormatter();
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
            .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY, DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    /** The line that follows this one. */
    AuditLine next(AuditHash hashing, Instant time, String event, Map<String, ?> members) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("n", number + 1);
        all.put("time", TIME.format(time));
        all.put("event", event);
        all.putAll(members);
        if (!hashing.keyId().isEmpty()) {
            all.put("key", hashing.keyId());
        }
        all.put("previous", hash);
        try {
            String json = JSON.writeValueAsString(all);
            String hashed = json.substring(0, json.length() - 1);
            String own = hashing.of(hashed);
            String text = hashed + ",\"hash\":\"" + own + "\"}";
            return new AuditLine(text, number + 1, time, event, hash, hashing.keyId(), own, true);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Texts and numbers can always be written", e);
        }
    }

    /** Reads a line; empty if it is none of an audit log. */
    static Optional<AuditLine> read(AuditHash hashing, String text) {
        int hashed = Math.max(0, text.length() - END_LENGTH);
        Matcher end = END.matcher(text).region(hashed, text.length());
        if (!end.matches()) {
            return Optional.empty();
        }
        try {
            JsonNode json = JSON.readTree(text);
            JsonNode number = json.path("n");
            JsonNode previous = json.path("previous");
            if (!number.canConvertToLong() || !number.isIntegralNumber() || !previous.isTextual()) {
                return Optional.empty();
            }
            String hash = end.group(1);
            return Optional.of(new AuditLine(
                    text,
                    number.longValue(),
                    time(json.path("time").asText()),
                    json.path("event").asText(),
                    previous.textValue(),
                    json.path("key").asText(),
                    hash,
                    hash.equals(hashing.of(text.substring(0, hashed)))));
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    private static Instant time(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException e) {
            return Instant.EPOCH;
        }
    }

    /** Whether a file may begin with it. */
    boolean mayBegin() {
        return number == 1 || event.equals(CONTINUED);
    }
}
