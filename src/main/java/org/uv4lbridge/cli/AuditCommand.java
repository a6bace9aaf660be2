package org.uv4lbridge.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.uv4lbridge.observe.AuditVerifier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code audit verify}: says whether an audit log is whole, and if not, where. */
@Command(name = "audit", description = "Verify an audit log.")
final class AuditCommand {

    private final Shell shell;

    AuditCommand(Shell shell) {
        this.shell = shell;
    }

    @Command(
            description = {
                "Say whether an audit log is whole; if not, name the first line that was altered or is missing, and exit"
                        + " with 1."
            })
    int verify(
            @Parameters(paramLabel = "FILE", description = "the audit log") String file,
            @Option(
                            names = "--expect",
                            paramLabel = "HASH",
                            description = "fail also if the line with this SHA-256 is no longer there")
                    @Nullable String expected) {
        if (expected != null && !expected.matches("[0-9a-f]{64}")) {
            throw CommandException.usage("--expect needs the SHA-256 of a line: 64 hexadecimal digits.");
        }
        try (InputStream in = Files.newInputStream(Path.of(file))) {
            return tell(file, AuditVerifier.read(in, expected == null ? "" : expected), expected != null);
        } catch (NoSuchFileException | InvalidPathException e) {
            throw CommandException.usage(file + ": there is no such file.");
        } catch (AccessDeniedException e) {
            throw CommandException.usage(file + ": it may not be read.");
        } catch (IOException e) {
            throw CommandException.usage(file + " cannot be read: " + e.getMessage());
        }
    }

    private int tell(String file, AuditVerifier log, boolean expecting) {
        if (log.fault().isPresent()) {
            shell.out().println(file + " is not whole: " + log.fault().get() + ".");
            return Cli.FAILED;
        }
        if (expecting && log.expectedLine() == 0) {
            shell.out()
                    .println(file
                            + " is not whole: no line has the expected SHA-256. Lines at its end are missing, or it was"
                            + " written anew. Now it ends with line " + log.lines() + ", SHA-256 " + log.lastHash()
                            + ".");
            return Cli.FAILED;
        }
        shell.out()
                .println(file + " is whole" + (expecting ? " and has the expected line " + log.expectedLine() : "")
                        + ": it ends with line " + log.lines() + ", SHA-256 " + log.lastHash() + ".");
        return Cli.OK;
    }
}
