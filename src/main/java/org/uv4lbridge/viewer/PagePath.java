package org.uv4lbridge.viewer;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.handler.codec.http.QueryStringDecoder;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The path of an address as the names of folders and a file, each a plain name that leads nowhere but down. {@link OwnPage}
 * reads one for each request.
 *
 * @param names decoded, none of them beginning with a dot; for a folder the last one is {@code index.html}
 * @param isFolder whether the path ends with a slash
 */
record PagePath(List<String> names, boolean isFolder) {

    static final String INDEX = "index.html";

    /** Characters of a path, and so bytes of what it names, at most. */
    static final int LONGEST = 1024;

    /** What the bridge serves itself begins with one of these; all else is of the page. */
    private static final Set<String> OF_BRIDGE = Set.of(
            "api",
            "cameras",
            "conference",
            "embed.js",
            "janus",
            "js",
            "operator",
            "operator.css",
            "operator.html",
            "panel",
            "restapi-panel",
            "rooms",
            "stream",
            "webrtc");

    private static final Pattern SEGMENT = Pattern.compile("/([^/]*+)");
    private static final Pattern NAME = Pattern.compile("(?!\\.)[^/\\\\\\x{fffd}\\x{0}-\\x{1f}\\x{7f}-\\x{9f}]{1,255}");
    private static final Pattern EXTENSION = Pattern.compile("\\.([a-zA-Z0-9]{1,16})\\z");

    /**
     * Reads a path as it was sent.
     *
     * @param path which begins with a slash and in which two hexadecimal digits follow each %
     * @return empty if a name in it is not allowed, or it is too long
     */
    static Optional<PagePath> of(String path) {
        List<String> names = new ArrayList<>();
        boolean isFolder = path.endsWith("/");
        if (path.length() > LONGEST) {
            return Optional.empty();
        }
        Matcher segment = SEGMENT.matcher(isFolder ? path + INDEX : path);
        while (segment.find()) {
            // A plus is a plus here. What is no UTF-8 becomes U+FFFD.
            String name = QueryStringDecoder.decodeComponent(segment.group(1).replace("+", "%2B"), UTF_8);
            if (!NAME.matcher(name).matches()) {
                return Optional.empty();
            }
            names.add(name);
        }
        return Optional.of(new PagePath(List.copyOf(names), isFolder));
    }

    /** Whether the bridge has this place, even where it serves nothing there. */
    boolean isOfBridge() {
        return isOfBridge(names.get(0));
    }

    /** Whether what is called so directly in the page's directory is never served. */
    static boolean isOfBridge(String first) {
        return OF_BRIDGE.contains(first);
    }

    /** A path's last name with a slash, relative for the sake of a proxy; without the dot it could be another site's address. */
    static String asFolder(String path) {
        return "." + path.substring(path.lastIndexOf('/')) + "/";
    }

    /** What the file's name ends with, in lower case; empty if it has no such end. */
    String extension() {
        Matcher extension = EXTENSION.matcher(names.get(names.size() - 1));
        return extension.find() ? extension.group(1).toLowerCase(Locale.ROOT) : "";
    }
}
