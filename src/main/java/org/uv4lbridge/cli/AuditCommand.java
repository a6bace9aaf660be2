package org.uv4lbridge.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.uv4lbridge.observe.AuditHash;
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
            @Parameters(paramLabel = "FILE", arity = "1..*", description = "the audit log's files, the oldest first")
                    List<String> files,
            @Option(
                            names = "--expect",
                            paramLabel = "HASH",
                            description = "fail also if the line with this hash is no longer there")
                    @Nullable String expected,
            @Option(
                            names = "--key-file",
                            paramLabel = "FILE",
                            description = "the key with which every line must have been made")
                    @Nullable String keyFile) {
        if (expected != null && !expected.matches("[0-9a-fA-F]{64}")) {
            throw CommandException.usage("--expect needs the hash of a line: 64 hexadecimal digits.");
        }
        AuditHash hashing = hashing(keyFile);
        AuditVerifier read = new AuditVerifier(hashing, expected == null ? "" : expected.toLowerCase(Locale.ROOT));
        for (String file : files) {
            read(file, read);
            if (read.needsKey()) {
                throw CommandException.usage(file + " was written with a key: give its file with --key-file.");
            }
            if (read.fault().isPresent()) {
                shell.out().println(file + " is not whole: " + read.fault().get() + ".");
                return Cli.FAILED;
            }
        }
        String log = files.size() == 1
                ? files.get(0)
                : "the log from " + files.get(0) + " to " + files.get(files.size() - 1);
        String end = "ends with line " + read.lines() + ", " + hashing.algorithm() + " " + read.lastHash() + ".";
        if (expected != null && read.expectedLine() == 0) {
            shell.out()
                    .println(log + " is not whole: the line with the expected hash is missing." + why(read) + " It "
                            + end);
            return Cli.FAILED;
        }
        String begin = read.firstLine() == 1
                ? ""
                : "begins with line " + read.firstLine() + ", after " + hashing.algorithm() + " " + read.hashBefore()
                        + ", and ";
        shell.out()
                .println(log + " is whole"
                        + (expected == null ? "" : " and has the expected line " + read.expectedLine()) + ": it "
                        + begin + end);
        return Cli.OK;
    }

    private static String why(AuditVerifier read) {
        return " The end of the log was cut off, or the log was written anew"
                + (read.firstLine() == 1
                        ? "."
                        : ", or the line is in an older file: this log begins with line " + read.firstLine() + ".");
    }

    private static AuditHash hashing(@Nullable String keyFile) {
        try {
            return keyFile == null ? AuditHash.PLAIN : AuditHash.withKeyOf(Path.of(keyFile));
        } catch (InvalidPathException e) {
            throw CommandException.usage(keyFile + ": there is no such file.");
        } catch (IOException e) {
            throw CommandException.usage(e.getMessage());
        }
    }

    private static void read(String file, AuditVerifier log) {
        try (InputStream in = Files.newInputStream(Path.of(file))) {
            log.read(in);
        } catch (NoSuchFileException | InvalidPathException e) {
            throw CommandException.usage(file + ": there is no such file.");
        } catch (AccessDeniedException e) {
            throw CommandException.usage(file + ": it may not be read.");
        } catch (IOException e) {
            throw CommandException.usage(file + " cannot be read: " + e.getMessage());
        }
    }
}
