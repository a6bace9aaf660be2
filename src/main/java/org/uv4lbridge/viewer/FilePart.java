package org.uv4lbridge.viewer;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The part of a file that a request asks for with its header Range, RFC 9110 section 14. {@link OwnPage} reads one for each
 * request.
 *
 * @param from the first byte
 * @param length in bytes; 0 if the file has nothing of what is asked for
 * @param isWhole whether no part was asked for, or none that is understood
 */
record FilePart(long from, long length, boolean isWhole) {

    /** Several ranges would need an answer of many parts: the whole file is as good. */
    private static final Pattern ONE_RANGE = Pattern.compile("(?i)bytes=(\\d{0,18})-(\\d{0,18})");

    /**
     * Reads the header.
     *
     * @param ranges all values of the header
     * @param size of the file
     */
    static FilePart of(List<String> ranges, long size) {
        FilePart whole = new FilePart(0, size, true);
        Matcher range = ONE_RANGE.matcher(ranges.size() == 1 ? ranges.get(0).trim() : "");
        if (!range.matches()) {
            return whole;
        }
        String first = range.group(1);
        String last = range.group(2);
        if (first.isEmpty()) {
            // The last bytes, so many of them.
            return last.isEmpty() ? whole : part(size - Math.min(size, Long.parseLong(last)), size, size);
        }
        long from = Long.parseLong(first);
        long end = last.isEmpty() ? size : Long.parseLong(last) + 1;
        return end <= from && !last.isEmpty() ? whole : part(from, end, size);
    }

    private static FilePart part(long from, long end, long size) {
        return new FilePart(from, Math.max(0, Math.min(end, size) - from), false);
    }

    /** The value of Content-Range. */
    String ofSize(long size) {
        return "bytes " + from + "-" + (from + length - 1) + "/" + size;
    }
}
