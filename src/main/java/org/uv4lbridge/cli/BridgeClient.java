package org.uv4lbridge.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Asks a bridge that runs, and says in one sentence what to do if it does not answer as it should. */
final class BridgeClient {

    /**
     * An answer.
     *
     * @param text as it came
     * @param json what it means
     */
    record Answer(String text, JsonNode json) {}

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int MAX_SHOWN = 300;
    private static final int MAX_BYTES = 16 * 1024 * 1024;

    private final URI address;
    private final @Nullable String authorization;
    private final @Nullable String user;
    private final HttpClient client;

    /** @param authorization the header that says who asks; null if nobody does */
    BridgeClient(URI address, @Nullable String authorization, @Nullable String user, Trust trust) {
        this.address = address;
        this.authorization = authorization;
        this.user = user;
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(PATIENCE)
                .sslContext(trust.context())
                .build();
    }

    /** What is at a path of the bridge. */
    Answer get(String path) throws IOException, InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(address + path)).timeout(PATIENCE);
        if (authorization != null) {
            request.header("Authorization", authorization);
        }
        HttpResponse<InputStream> response;
        String body;
        try {
            response = client.send(request.build(), BodyHandlers.ofInputStream());
            body = text(response);
        } catch (HttpTimeoutException e) {
            throw CommandException.failed(
                    "The bridge at " + address + " does not answer within " + PATIENCE.toSeconds() + " s.");
        } catch (ConnectException e) {
            throw CommandException.failed(
                    "No bridge can be reached at " + address + ": start it, or say with --url where it is.");
        } catch (SSLException e) {
            throw CommandException.failed("The certificate of " + address + " is not trusted (" + deepest(e)
                    + "): name its authority with --ca FILE.");
        } catch (IOException e) {
            throw CommandException.failed("What is at " + address + " does not speak HTTP as a bridge does ("
                    + deepest(e) + "): check --url, http:// or https:// among it.");
        }
        return response.statusCode() == 200 ? answer(body) : refused(response.statusCode(), body);
    }

    /** What an answer holds, or its beginning, if it goes on and on. */
    static String text(HttpResponse<InputStream> response) throws IOException {
        try (InputStream in = response.body()) {
            return new String(in.readNBytes(MAX_BYTES), StandardCharsets.UTF_8);
        }
    }

    /** The names of the cameras that who asks may watch. */
    List<String> cameras() throws IOException, InterruptedException {
        return get("/api/cameras").json().path("cameras").findValuesAsText("name").stream()
                .map(Table::plain)
                .toList();
    }

    /** The way to a camera through it. */
    BridgeLine line(String camera) {
        return new BridgeLine(client, address, camera, authorization, PATIENCE);
    }

    private Answer answer(String text) {
        try {
            JsonNode json = new ObjectMapper().readTree(text);
            if (json.isObject()) {
                return new Answer(text, json);
            }
        } catch (JsonProcessingException e) {
            // told below
        }
        throw CommandException.failed("What answers at " + address + " is no UV4L bridge; check --url.");
    }

    private Answer refused(int status, String answer) {
        String body = Table.plain(answer.strip());
        String said = body.length() > MAX_SHOWN ? body.substring(0, MAX_SHOWN) + "…" : body;
        throw CommandException.failed(
                switch (status) {
                    case 401 ->
                        authorization == null
                                ? "The bridge asks who you are: say so with --user NAME or --token TOKEN."
                                : "The bridge does not take "
                                        + (user == null ? "this token" : "this name and password")
                                        + ": check them, and bridge.auth.";
                    case 403 ->
                        said.startsWith("Only operators")
                                ? (user == null ? "Who asks is" : user + " is")
                                        + " no operator: add the name to bridge.operators and start the bridge again."
                                : "The bridge refuses: " + said;
                    case 404 -> said;
                    default -> "The bridge answers " + status + ": " + said;
                });
    }

    private static String deepest(Throwable failure) {
        Throwable deepest = failure;
        while (deepest.getCause() != null) {
            deepest = deepest.getCause();
        }
        return String.valueOf(deepest.getMessage());
    }
}
