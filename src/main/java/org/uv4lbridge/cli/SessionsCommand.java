package org.uv4lbridge.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sessions}: the calls of a bridge that runs, or what has happened in one. */
@Command(
        name = "sessions",
        description =
                "List the calls of a bridge that go on and those that ended last, or tell what has happened in one;"
                        + " for operators.")
final class SessionsCommand implements Callable<Integer> {

    private final Shell shell;

    @Mixin
    private final BridgeOptions bridge = new BridgeOptions();

    @Parameters(arity = "0..1", paramLabel = "ID", description = "a call of the list")
    private @Nullable String id;

    @Option(names = "--json", description = "print the bridge's answer as it is, with exact times")
    private boolean json;

    SessionsCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (id != null && !id.matches("[A-Za-z0-9-]+")) {
            throw CommandException.usage("ID is letters, digits and hyphens; sessions lists those there are.");
        }
        BridgeClient.Answer answer = bridge.client(shell).get("/api/sessions" + (id == null ? "" : "/" + id));
        if (json) {
            shell.out().println(answer.text());
        } else if (id == null) {
            list(answer.json().path("sessions"));
        } else {
            tell(answer.json());
        }
        return Cli.OK;
    }

    private void list(JsonNode sessions) {
        Table table = new Table("SESSION", "CAMERA", "BEGAN", "LASTED", "CALLS", "USER", "END", "DIAGNOSIS");
        Instant now = Instant.now();
        for (JsonNode session : sessions) {
            table.row(
                    session.path("id").asText(),
                    session.path("camera").asText(),
                    Age.ago(session.path("began").asText(), now),
                    seconds(session),
                    String.valueOf(calls(session)),
                    session.path("user").asText("-"),
                    session.path("outcome").asText("goes on"),
                    session.path("diagnosis").path("sentence").asText(""));
        }
        table.print(shell.out());
    }

    private void tell(JsonNode session) {
        PrintStream out = shell.out();
        String user = session.path("user").asText("");
        out.println(Table.plain(
                session.path("id").asText() + " " + session.path("camera").asText()
                        + (user.isEmpty() ? "" : " user " + user) + " began "
                        + Age.local(session.path("began").asText(), Instant.now(), ZoneId.systemDefault())
                        + ", lasted " + seconds(session) + ", "
                        + session.path("outcome").asText("goes on")));
        if (calls(session) > 1) {
            out.println(Table.plain(
                    "It is the last of " + calls(session) + " calls in a row that failed alike; the first was "
                            + session.path("first").asText() + "."));
        }
        JsonNode diagnosis = session.path("diagnosis");
        if (diagnosis.isObject()) {
            out.println(Table.plain((diagnosis.path("sentence").asText() + " "
                            + diagnosis.path("remedy").asText(""))
                    .strip()));
        }
        session.path("entries").forEach(entry -> out.println(Table.plain(line(entry))));
    }

    private static String line(JsonNode entry) {
        String detail = entry.path("detail").properties().stream()
                .map(member -> " " + member.getKey() + "=" + text(member.getValue()))
                .collect(Collectors.joining());
        int count = entry.path("count").asInt(1);
        return String.format(
                Locale.ROOT,
                "%8d ms %-6s %s%s%s",
                entry.path("at").asLong(),
                entry.path("side").asText(),
                entry.path("name").asText(),
                detail,
                count == 1 ? "" : " x" + count);
    }

    private static String text(JsonNode value) {
        return value.isValueNode() ? value.asText() : value.toString();
    }

    /** How many calls that failed alike a line stands for. */
    private static int calls(JsonNode session) {
        return session.path("calls").asInt(1);
    }

    private static String seconds(JsonNode session) {
        return String.format(Locale.ROOT, "%.1f s", session.path("lasted").asLong() / 1000.0);
    }
}
