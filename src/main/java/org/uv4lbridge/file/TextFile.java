package org.uv4lbridge.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Reads text that people have written with any editor: UTF-8, with or without a byte order mark. Anything else is refused, for
 * guessing would drop or change what was meant. Static.
 */
public final class TextFile {

    private static final char BYTE_ORDER_MARK = '\uFEFF';

    private TextFile() {}

    /**
     * Reads a file without its byte order mark.
     *
     * @throws NotUtf8Exception if it is in another encoding
     */
    public static String read(Path file) throws IOException {
        return decode(Files.readAllBytes(file));
    }

    /** The same for what has been read of a file. */
    public static String decode(byte[] bytes) throws NotUtf8Exception {
        String text;
        ByteBuffer rest = ByteBuffer.wrap(bytes);
        try {
            text = StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(rest)
                    .toString();
        } catch (CharacterCodingException e) {
            throw new NotUtf8Exception(1 + linesBefore(bytes, rest.position()));
        }
        if (text.indexOf('\0') >= 0) { // UTF-16 of plain letters is UTF-8, too
            throw new NotUtf8Exception(1
                    + text.substring(0, text.indexOf('\0'))
                            .chars()
                            .filter(c -> c == '\n')
                            .count());
        }
        return !text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK ? text.substring(1) : text;
    }

    private static long linesBefore(byte[] bytes, int end) {
        long lines = 0;
        for (int i = 0; i < end; i++) {
            if (bytes[i] == '\n') {
                lines++;
            }
        }
        return lines;
    }

    /** A file is not UTF-8. The message goes on after the file's name and a colon or a space. */
    public static final class NotUtf8Exception extends CharacterCodingException {

        private static final long serialVersionUID = 1;

        private final long line;

        NotUtf8Exception(long line) {
            this.line = line;
        }

        @Override
        public String getMessage() {
            return "it is not UTF-8 (line " + line + "); save it as UTF-8";
        }
    }
}
