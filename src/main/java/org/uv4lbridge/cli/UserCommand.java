package org.uv4lbridge.cli;

import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.uv4lbridge.access.UsersFile;
import org.uv4lbridge.config.AccessSettings;
import org.uv4lbridge.session.CameraName;
import org.uv4lbridge.session.Rights;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code user add}, {@code user remove} and {@code user list}: the users of {@code bridge.auth=basic}. */
@Command(
        name = "user",
        description = "Add, remove and list the users of bridge.auth=basic, who are in the file of bridge.auth.users.")
final class UserCommand {

    private static final int MIN_PASSWORD = 8;
    private static final int MAX_PASSWORD = 256;

    private final Shell shell;

    UserCommand(Shell shell) {
        this.shell = shell;
    }

    private UsersFile file() {
        return new UsersFile(AccessSettings.usersFile(shell.settings()));
    }

    @Command(
            description = "Add a user, or replace one. Asks for a password and writes its salted hash to the file of"
                    + " bridge.auth.users, config/users.")
    int add(
            @Parameters(paramLabel = "NAME", description = "of the user") String name,
            @Option(
                            names = "--cameras",
                            paramLabel = "a,b",
                            defaultValue = "*",
                            description = "the cameras that may be watched; all, if it is not said")
                    String cameras,
            @Option(names = "--watch-only", description = "nothing but watching") boolean watchOnly)
            throws IOException {
        if (!UsersFile.isName(name)) {
            throw CommandException.usage(
                    "A name is 1 to 64 letters, digits and . _ @ - and begins with a letter or a digit.");
        }
        Stream.of(cameras.split(","))
                .filter(camera -> !cameras.equals("*") && !CameraName.isAllowed(camera))
                .findFirst()
                .ifPresent(camera -> {
                    throw CommandException.usage("--cameras: " + CameraName.refusal(camera));
                });
        Rights rights;
        try {
            rights = UsersFile.rights(cameras, watchOnly);
        } catch (IllegalArgumentException e) {
            throw CommandException.usage("--cameras " + cameras + " is not allowed: " + e.getMessage() + ".");
        }
        UsersFile file = file();
        warnOfUnknown(rights);
        String password = PasswordPrompt.twice(shell.in());
        if (password.length() < MIN_PASSWORD || password.length() > MAX_PASSWORD) {
            throw CommandException.failed(
                    "A password has " + MIN_PASSWORD + " to " + MAX_PASSWORD + " characters; nothing was changed.");
        }
        boolean replaced = file.add(name, password, rights);
        shell.out().println(name + (replaced ? " replaced in " : " added to ") + file);
        return Cli.OK;
    }

    private void warnOfUnknown(Rights rights) {
        List<String> names = shell.cameraNames();
        rights.cameras().stream()
                .filter(camera -> !names.isEmpty() && !names.contains(camera))
                .sorted()
                .forEach(camera -> shell.err().println(CameraName.unknown(camera, names)));
    }

    @Command(description = "Remove a user.")
    int remove(@Parameters(paramLabel = "NAME", description = "of the user") String name) throws IOException {
        UsersFile file = file();
        if (!file.remove(name)) {
            throw CommandException.failed("There is no user " + name + " in " + file + ".");
        }
        shell.out().println(name + " removed from " + file);
        return Cli.OK;
    }

    @Command(description = "List the users and what each may do.")
    int list() throws IOException {
        file().read().values().forEach(user -> shell.out()
                .println(user.name() + "  cameras " + user.cameras()
                        + (user.rights().watchOnly() ? "  watch-only" : "")));
        return Cli.OK;
    }
}
