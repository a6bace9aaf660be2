package org.uv4lbridge.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code cameras}: which cameras a bridge that runs shows to who asks. */
@Command(name = "cameras", description = "List the cameras of a bridge that runs, as who asks may watch them.")
final class CamerasCommand implements Callable<Integer> {

    private final Shell shell;

    @Mixin
    private final BridgeOptions bridge = new BridgeOptions();

    @Option(names = "--json", description = "print the bridge's answer as it is")
    private boolean json;

    CamerasCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        BridgeClient.Answer answer = bridge.client(shell).get("/api/cameras");
        if (json) {
            shell.out().println(answer.text());
            return Cli.OK;
        }
        Table table = new Table("CAMERA", "DIALECT", "STATE", "TITLE");
        for (JsonNode camera : answer.json().path("cameras")) {
            table.row(
                    camera.path("name").asText(),
                    camera.path("dialect").asText(),
                    (camera.path("closed").asBoolean()
                                    ? "closed"
                                    : camera.path("state").asText("open"))
                            + (camera.path("default").asBoolean() ? ", default" : ""),
                    camera.path("title").asText());
        }
        table.print(shell.out());
        return Cli.OK;
    }
}
