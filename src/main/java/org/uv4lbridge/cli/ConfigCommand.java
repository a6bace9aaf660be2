package org.uv4lbridge.cli;

import java.util.List;
import org.uv4lbridge.config.BridgeConfig;
import org.uv4lbridge.config.Settings;
import org.uv4lbridge.config.ShownSettings;
import org.uv4lbridge.config.ShownSettings.Shown;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code config show}: the settings that count, and where each comes from. */
@Command(name = "config", description = "Show the settings that count.")
final class ConfigCommand {

    private final Shell shell;

    ConfigCommand(Shell shell) {
        this.shell = shell;
    }

    @Command(
            description = {
                "Show all settings with the values that count and where each comes from, without secrets. Values that"
                        + " are not allowed are told as at the start."
            })
    int show(@Option(names = "--changed", description = "only those that are not at their defaults") boolean changed) {
        BridgeConfig config = shell.config();
        Settings.strayVariables(shell.environment())
                .forEach(v -> shell.err().println("The environment variable " + v + " is not a setting."));
        List<Shown> shown = ShownSettings.of(config).stream()
                .filter(setting -> setting.changed() || !changed)
                .toList();
        Table table = new Table("SETTING", "VALUE", "FROM");
        shown.forEach(setting ->
                table.row(setting.key(), setting.value().isEmpty() ? "-" : setting.value(), setting.origin()));
        table.print(shell.out());
        return Cli.OK;
    }
}
