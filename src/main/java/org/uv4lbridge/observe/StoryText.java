package org.uv4lbridge.observe;

import static java.util.stream.Collectors.joining;

import java.util.Locale;
import org.uv4lbridge.session.Timeline.Entry;
import org.uv4lbridge.session.Timeline.Story;

/** What has happened in a session, for people: one line for the whole, one for each entry. */
final class StoryText {

    private StoryText() {}

    static String of(Story story) {
        return story.id() + " " + story.camera().name()
                + (story.user() == null ? "" : " user " + story.user())
                + " began " + story.began() + ", lasted " + story.lasted() + " ms, "
                + (story.outcome() == null ? "goes on" : story.outcome().word()) + "\n"
                + story.entries().stream().map(StoryText::line).collect(joining());
    }

    private static String line(Entry entry) {
        String detail = entry.detail().equals("{}") ? "" : " " + entry.detail();
        String times = entry.count() == 1 ? "" : " x" + entry.count();
        String side = entry.side().name().toLowerCase(Locale.ROOT);
        return String.format(Locale.ROOT, "%8d ms %-6s %s%s%s%n", entry.at(), side, entry.name(), detail, times);
    }
}
