package org.uv4lbridge.observe;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/** The command {@code audit verify FILE [--expect HASH]}: says whether an audit log is whole, and if not, where. */
public final class AuditCommand {

    private static final int WHOLE = 0;
    private static final int BROKEN = 1;
    private static final int USAGE = 2;

    private AuditCommand() {}

    /**
     * Runs it.
     *
     * @param arguments what follows the word {@code audit}
     * @param out for the finding
     * @param err for a mistake in the arguments
     * @return the exit code
     */
    public static int run(List<String> arguments, PrintStream out, PrintStream err) {
        boolean expecting = arguments.size() == 4 && arguments.get(2).equals("--expect");
        boolean understood = arguments.size() == 2 || expecting;
        if (!understood || !arguments.get(0).equals("verify")) {
            err.println("audit is not understood so; it is: audit verify FILE [--expect HASH]");
            return USAGE;
        }
        String file = arguments.get(1);
        String expected = expecting ? arguments.get(3) : "";
        if (expecting && !expected.matches("[0-9a-f]{64}")) {
            err.println("--expect needs the SHA-256 of a line: 64 hexadecimal digits.");
            return USAGE;
        }
        try (InputStream in = Files.newInputStream(Path.of(file))) {
            return tell(file, AuditVerifier.read(in, expected), expecting, out);
        } catch (NoSuchFileException | InvalidPathException e) {
            err.println(file + ": there is no such file.");
        } catch (AccessDeniedException e) {
            err.println(file + ": it may not be read.");
        } catch (IOException e) {
            err.println(file + " cannot be read: " + e.getMessage());
        }
        return USAGE;
    }

    private static int tell(String file, AuditVerifier log, boolean expecting, PrintStream out) {
        if (log.fault().isPresent()) {
            out.println(file + " is not whole: " + log.fault().get() + ".");
            return BROKEN;
        }
        String last = log.last().orElse(AuditLine.NONE).hash();
        if (expecting && log.expectedLine() == 0) {
            out.println(
                    file + " is not whole: no line has the expected SHA-256. Lines at its end are missing, or it was"
                            + " written anew. Now it ends with line " + log.lines() + ", SHA-256 " + last + ".");
            return BROKEN;
        }
        out.println(file + " is whole" + (expecting ? " and has the expected line " + log.expectedLine() : "")
                + ": it ends with line " + log.lines() + ", SHA-256 " + last + ".");
        return WHOLE;
    }
}
