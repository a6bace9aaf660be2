package org.uv4lbridge.cli;

import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Asks for a password, without echo on a terminal; where there is none, takes the first line of the input. */
final class PasswordPrompt {

    private static final String PASSWORD = "Password: ";

    private PasswordPrompt() {}

    static String once(InputStream in) throws IOException {
        Console terminal = terminal();
        return terminal == null ? line(in) : text(terminal.readPassword(PASSWORD));
    }

    /** For a new one. */
    static String twice(InputStream in) throws IOException {
        Console terminal = terminal();
        if (terminal == null) {
            return line(in);
        }
        char[] first = terminal.readPassword(PASSWORD);
        char[] second = terminal.readPassword("Again: ");
        if (first == null || second == null || !text(first).equals(text(second))) {
            throw new IOException("The two are not the same; nothing was changed.");
        }
        return text(first);
    }

    private static String text(char @Nullable [] password) {
        return password == null ? "" : String.valueOf(password);
    }

    private static String line(InputStream in) throws IOException {
        String line = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8)).readLine();
        return line == null ? "" : line;
    }

    /** From Java 22 on there may be a console where there is no terminal. */
    private static @Nullable Console terminal() {
        Console console = System.console();
        if (console == null) {
            return null;
        }
        try {
            return (boolean) Console.class.getMethod("isTerminal").invoke(console) ? console : null;
        } catch (ReflectiveOperationException e) {
            return console;
        }
    }
}
