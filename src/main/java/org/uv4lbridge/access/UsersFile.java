package org.uv4lbridge.access;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.uv4lbridge.file.FileProblem;
import org.uv4lbridge.file.OwnFile;
import org.uv4lbridge.file.TextFile;
import org.uv4lbridge.session.Rights;

/** The file of users with their salted hashes: one line for each, {@code NAME HASH CAMERAS full|watch-only}. */
public final class UsersFile {

    /** A user's line. */
    public record Entry(String name, PasswordHash hash, Rights rights) {
        /** The names of the cameras with commas between, or {@code *}. */
        public String cameras() {
            return rights.everyCamera() ? "*" : String.join(",", new TreeSet<>(rights.cameras()));
        }

        String line() {
            return String.join(" ", name, hash.text(), cameras(), rights.watchOnly() ? WATCH_ONLY : FULL);
        }
    }

    private static final String FULL = "full";
    private static final String WATCH_ONLY = "watch-only";
    private static final int FIELDS = 4;
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._@-]{0,63}");
    private static final Pattern CAMERAS = Pattern.compile("\\*|[a-z0-9-]++(?:,[a-z0-9-]++)*+");
    private static final String HEADING = "# Users of the UV4L bridge, made by its command: user add NAME";

    private final Path file;

    public UsersFile(Path file) {
        this.file = file;
    }

    /**
     * Reads the users by their names; none if there is no file.
     *
     * @throws IOException if the file cannot be read, naming it and the line that is wrong
     */
    public Map<String, Entry> read() throws IOException {
        Map<String, Entry> users = new LinkedHashMap<>();
        if (Files.notExists(file)) {
            return users;
        }
        List<String> lines = lines();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).trim();
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            try {
                Entry entry = parse(line);
                if (users.put(entry.name(), entry) != null) {
                    throw new IllegalArgumentException("the same name again");
                }
            } catch (IllegalArgumentException e) {
                throw new IOException(file + ":" + (i + 1) + ": no user: " + e.getMessage());
            }
        }
        return users;
    }

    private List<String> lines() throws IOException {
        try {
            return TextFile.read(file).lines().toList();
        } catch (TextFile.NotUtf8Exception e) {
            throw new IOException(file + ": " + e.getMessage());
        } catch (FileSystemException e) {
            throw new IOException(FileProblem.describe(e));
        }
    }

    private static Entry parse(String line) {
        String[] fields = line.split("\\s+");
        if (fields.length != FIELDS) {
            throw new IllegalArgumentException("NAME HASH CAMERAS full|watch-only is wanted");
        }
        if (!isName(fields[0])) {
            throw new IllegalArgumentException("the name is not allowed");
        }
        boolean watchOnly = fields[3].equals(WATCH_ONLY);
        if (!watchOnly && !fields[3].equals(FULL)) {
            throw new IllegalArgumentException("the last word is full or watch-only");
        }
        return new Entry(fields[0], PasswordHash.parse(fields[1]), rights(fields[2], watchOnly));
    }

    /** 1 to 64 letters, digits and {@code . _ @ -}. */
    public static boolean isName(String name) {
        return NAME.matcher(name).matches();
    }

    /**
     * Rights for a list of cameras with commas between, or {@code *}.
     *
     * @throws IllegalArgumentException if it is neither
     */
    public static Rights rights(String cameras, boolean watchOnly) {
        if (!CAMERAS.matcher(cameras).matches()) {
            throw new IllegalArgumentException("cameras are names with commas between, or *");
        }
        boolean every = cameras.equals("*");
        return new Rights(every, every ? Set.of() : Set.of(cameras.split(",")), watchOnly);
    }

    /**
     * Adds a user, or replaces the one of that name.
     *
     * @return whether there was one
     */
    public boolean add(String name, String password, Rights rights) throws IOException {
        Map<String, Entry> users = read();
        boolean known = users.put(name, new Entry(name, PasswordHash.of(password, new SecureRandom()), rights)) != null;
        write(users);
        return known;
    }

    /** @return whether there was one of that name */
    public boolean remove(String name) throws IOException {
        Map<String, Entry> users = read();
        boolean known = users.remove(name) != null;
        if (known) {
            write(users);
        }
        return known;
    }

    /** Puts a new file in the old one's place in one step, readable by its owner alone where the system knows that. */
    private void write(Map<String, Entry> users) throws IOException {
        List<String> lines = new ArrayList<>(List.of(HEADING));
        users.values().forEach(entry -> lines.add(entry.line()));
        Path target = file.toAbsolutePath();
        try {
            OwnFile.replace(target, lines);
        } catch (FileSystemException e) {
            throw new IOException(target + " cannot be written (" + FileProblem.describe(e)
                    + "), and nothing was changed. Run this as root or as the user of the bridge.");
        }
    }

    /** Changes when the file does. */
    Object stamp() {
        try {
            var now = Files.readAttributes(file, java.nio.file.attribute.BasicFileAttributes.class);
            return List.of(now.lastModifiedTime(), now.size(), String.valueOf(now.fileKey()));
        } catch (IOException e) {
            return "none";
        }
    }

    @Override
    public String toString() {
        return file.toAbsolutePath().toString();
    }
}
