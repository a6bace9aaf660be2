package org.uv4lbridge.session;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** What names of cameras are made of, and what is said of those that are none. Static. */
public final class CameraName {

    private static final int LONGEST = 32;
    /** As a sentence. */
    public static final String RULE = "Names of cameras are 1 to " + LONGEST
            + " lower-case letters, digits and hyphens, with no hyphen at an end.";

    private static final Pattern NAME = Pattern.compile("[a-z0-9](?:[a-z0-9-]{0,30}[a-z0-9])?");
    private static final Pattern NOT_OF_NAMES = Pattern.compile("[^a-z0-9]++");

    private CameraName() {}

    public static boolean isAllowed(String text) {
        return NAME.matcher(text).matches();
    }

    /** The name that somebody may have meant: {@code front-door} for {@code Front_Door}. */
    public static Optional<String> nearest(String text) {
        String words =
                trimmed(NOT_OF_NAMES.matcher(text.toLowerCase(Locale.ROOT)).replaceAll("-"));
        String name = trimmed(words.substring(0, Math.min(words.length(), LONGEST)));
        return Optional.of(name).filter(CameraName::isAllowed);
    }

    /** Words with at most one hyphen at each end, without them. */
    private static String trimmed(String words) {
        int from = words.startsWith("-") ? 1 : 0;
        return words.endsWith("-") && words.length() > from
                ? words.substring(from, words.length() - 1)
                : words.substring(from);
    }

    /** What is wrong with a name that is not allowed, and what names are made of. */
    public static String refusal(String text) {
        return text + " is not the name of a camera" + suggestion(nearest(text)) + " " + RULE;
    }

    /** Says that there is no such camera, and which ones there are. */
    public static String unknown(String text, Collection<String> names) {
        return "There is no camera called " + text + suggestion(nearest(text).filter(names::contains))
                + (names.isEmpty() ? "" : " " + listed(names));
    }

    /** Which cameras there are, as a sentence. */
    public static String listed(Collection<String> names) {
        return names.isEmpty() ? "There is none." : "The cameras are " + String.join(", ", names) + ".";
    }

    private static String suggestion(Optional<String> meant) {
        return meant.map(name -> "; did you mean " + name + "?").orElse(".");
    }
}
