package org.uv4lbridge.cli;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** A moment as people tell it. Static. */
final class Age {

    private static final DateTimeFormatter LOCAL = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT);

    private Age() {}

    /** How long ago it was, {@code 3 min ago}; the text itself where that is no moment. */
    static String ago(String moment, Instant now) {
        try {
            return ago(Duration.between(Instant.parse(moment), now));
        } catch (DateTimeException e) {
            return moment;
        }
    }

    /** The same after the time of the clock on the wall here. */
    static String local(String moment, Instant now, ZoneId zone) {
        try {
            return LOCAL.format(Instant.parse(moment).atZone(zone)) + " (" + ago(moment, now) + ")";
        } catch (DateTimeException e) {
            return moment;
        }
    }

    private static String ago(Duration age) {
        if (age.toSeconds() < 1) {
            return "just now"; // also where the bridge's clock is ahead
        }
        if (age.toMinutes() < 1) {
            return age.toSeconds() + " s ago";
        }
        if (age.toHours() < 1) {
            return age.toMinutes() + " min ago";
        }
        return age.toDays() < 1 ? age.toHours() + " h ago" : age.toDays() + " d ago";
    }
}
