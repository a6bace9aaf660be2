package org.uv4lbridge.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import org.uv4lbridge.config.ConfigurationException;
import org.uv4lbridge.file.FileProblem;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * The command line with all its commands. Made once, by the main thread, if there are arguments; a bridge that starts
 * knows nothing of it.
 */
@Command(
        name = Cli.NAME,
        header = "UV4L bridge: lets browsers watch UV4L cameras.%n",
        customSynopsis = {
            "java [-Dbridge.KEY=VALUE ...] -jar uv4l-bridge.jar [COMMAND]",
            "       uv4l-bridge [COMMAND]      if it was installed from a package"
        },
        description = {
            "",
            "Without a command the bridge runs, until it is stopped.",
            "",
            "Reads ./config/application.properties and the routes in ./routes; without them",
            "the copies in the jar. Every setting is explained in that file and can be",
            "given as -Dbridge.port=41337 or as environment variable BRIDGE_PORT=41337.",
            "UV4L_IP=192.168.0.100 watches that one camera; with no camera at all a",
            "built-in demo camera serves.",
            ""
        },
        commandListHeading = "%nCommands:%n",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:stopped, or done",
            "1:failed",
            "2:the command line, the configuration or a route file is wrong"
        })
public final class Cli {

    static final String NAME = "uv4l-bridge";
    static final int OK = 0;
    static final int FAILED = 1;
    static final int USAGE = 2;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            scope = ScopeType.INHERIT,
            description = "Tell how this is used.")
    private boolean help;

    @Option(
            names = {"-V", "--version"},
            versionHelp = true,
            description = "Tell the version.")
    private boolean version;

    private Cli() {}

    /**
     * Runs what the arguments say.
     *
     * @return the exit code
     */
    public static int run(Shell shell, List<String> args) {
        return commandLine(shell).execute(args.toArray(String[]::new));
    }

    /** All commands, ready to run. */
    public static CommandLine commandLine(Shell shell) {
        CommandLine commands = new CommandLine(new Cli());
        commands.getCommandSpec().version("UV4L bridge " + shell.version());
        shell.launcher()
                .ifPresent(
                        launcher -> commands.getCommandSpec().usageMessage().customSynopsis(launcher + " [COMMAND]"));
        return commands.addSubcommand(new CamerasCommand(shell))
                .addSubcommand(new SessionsCommand(shell))
                .addSubcommand(new CallCommand(shell))
                .addSubcommand(new DoctorCommand(shell))
                .addSubcommand(new ConfigCommand(shell))
                .addSubcommand(new RoutesCommand(shell))
                .addSubcommand(new UserCommand(shell))
                .addSubcommand(new AuditCommand(shell))
                .addSubcommand(new ArchiveCommand(shell))
                .addSubcommand(new CompletionCommand(shell))
                .setExpandAtFiles(false)
                .setOut(new PrintWriter(shell.out(), true))
                .setErr(new PrintWriter(shell.err(), true))
                .setParameterExceptionHandler((e, args) -> misused(shell, e))
                .setExecutionExceptionHandler((e, command, parsed) -> failed(shell, e));
    }

    private static int misused(Shell shell, ParameterException e) {
        String path = e.getCommandLine()
                .getCommandSpec()
                .qualifiedName()
                .substring(NAME.length())
                .trim();
        String problem = e instanceof UnmatchedArgumentException unmatched
                ? unmatched.getUnmatched().get(0) + " is not understood" + suggestion(unmatched)
                : (path.isEmpty() ? "" : path + ": ") + e.getMessage().replaceAll("\\s+", " ") + ";";
        shell.err().println(problem + " " + (path + " --help tells what is.").trim());
        return USAGE;
    }

    private static String suggestion(UnmatchedArgumentException unmatched) {
        return unmatched.getSuggestions().stream()
                .findFirst()
                .map(meant -> "; did you mean " + meant + "?")
                .orElse(";");
    }

    private static int failed(Shell shell, Exception e) {
        if (e instanceof CommandException stopped) {
            shell.err().println(stopped.getMessage());
            return stopped.exitCode();
        }
        if (e instanceof ConfigurationException) {
            shell.err().println(e.getMessage());
            return USAGE;
        }
        if (e instanceof InterruptedException) {
            Thread.currentThread().interrupt();
            return FAILED;
        }
        shell.err().println(e instanceof IOException io ? FileProblem.describe(io) : e.toString());
        return FAILED;
    }
}
