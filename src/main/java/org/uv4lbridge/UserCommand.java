package org.uv4lbridge;

import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.uv4lbridge.access.UsersFile;
import org.uv4lbridge.session.Rights;

/** {@code user add}, {@code user remove} and {@code user list}: the users of {@code bridge.auth=basic}. */
final class UserCommand {

    private static final int OK = 0;
    private static final int FAILED = 1;
    private static final int USAGE = 2;
    private static final int MIN_PASSWORD = 8;
    private static final int MAX_PASSWORD = 256;

    private final UsersFile file;
    private final InputStream in;
    private final PrintStream out;
    private final PrintStream err;

    /** @param in where the password is read if there is no console */
    UserCommand(UsersFile file, InputStream in, PrintStream out, PrintStream err) {
        this.file = file;
        this.in = in;
        this.out = out;
        this.err = err;
    }

    /** @return the exit code */
    int run(List<String> args) {
        Deque<String> rest = new ArrayDeque<>(args);
        String verb = rest.isEmpty() ? "" : rest.pop();
        try {
            return switch (verb) {
                case "add" -> add(rest);
                case "remove" -> rest.size() == 1 ? remove(rest.pop()) : usage();
                case "list" -> rest.isEmpty() ? list() : usage();
                default -> usage();
            };
        } catch (IOException e) {
            err.println(e.getMessage());
            return FAILED;
        }
    }

    private int usage() {
        err.println("Usage: user add NAME [--cameras a,b] [--watch-only] | user remove NAME | user list");
        return USAGE;
    }

    private int add(Deque<String> rest) throws IOException {
        String name = rest.isEmpty() ? "" : rest.pop();
        String cameras = "*";
        boolean watchOnly = false;
        while (!rest.isEmpty()) {
            String option = rest.pop();
            if (option.equals("--watch-only")) {
                watchOnly = true;
            } else if (option.equals("--cameras") && !rest.isEmpty()) {
                cameras = rest.pop();
            } else {
                return usage();
            }
        }
        if (!UsersFile.isName(name)) {
            err.println("A name is 1 to 64 letters, digits and . _ @ - and begins with a letter or a digit.");
            return USAGE;
        }
        Rights rights;
        try {
            rights = UsersFile.rights(cameras, watchOnly);
        } catch (IllegalArgumentException e) {
            err.println("--cameras " + cameras + " is not allowed: " + e.getMessage() + ".");
            return USAGE;
        }
        String password = password();
        if (password.length() < MIN_PASSWORD || password.length() > MAX_PASSWORD) {
            err.println("A password has " + MIN_PASSWORD + " to " + MAX_PASSWORD + " characters; nothing was changed.");
            return FAILED;
        }
        out.println(name + (file.add(name, password, rights) ? " replaced in " : " added to ") + file);
        return OK;
    }

    private int remove(String name) throws IOException {
        if (!file.remove(name)) {
            err.println("There is no user " + name + " in " + file + ".");
            return FAILED;
        }
        out.println(name + " removed from " + file);
        return OK;
    }

    private int list() throws IOException {
        file.read()
                .values()
                .forEach(user -> out.println(user.name() + "  cameras " + user.cameras()
                        + (user.rights().watchOnly() ? "  watch-only" : "")));
        return OK;
    }

    /** Asked twice without echo on a console; else the first line of the input. */
    private String password() throws IOException {
        Console console = System.console();
        if (console == null || !isTerminal(console)) {
            String line = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8)).readLine();
            return line == null ? "" : line;
        }
        char[] first = console.readPassword("Password: ");
        char[] second = console.readPassword("Again: ");
        if (first == null || second == null || !String.valueOf(first).equals(String.valueOf(second))) {
            throw new IOException("The two are not the same; nothing was changed.");
        }
        return String.valueOf(first);
    }

    /** From Java 22 on there may be a console where there is no terminal. */
    private static boolean isTerminal(Console console) {
        try {
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (ReflectiveOperationException e) {
            return true;
        }
    }
}
