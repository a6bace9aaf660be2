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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.uv4lbridge.access.CommandKey;

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
    private static final String AUTHORIZATION = "Authorization";
    private static final String MANAGEMENT = "UV4L bridge management";
    private static final String NO_CALL = "There is no such call";
    private static final int MAX_BYTES = 16 * 1024 * 1024;

    private final URI address;
    private final Map<String, String> headers = new LinkedHashMap<>();
    private final Refusal refusal;
    private final HttpClient client;

    /**
     * @param authorization the header that says who asks; null if nobody does
     * @param proof that it is a command
     */
    BridgeClient(URI address, @Nullable String authorization, Proof proof, @Nullable String user, Trust trust) {
        this.address = address;
        if (authorization != null) {
            headers.put(AUTHORIZATION, authorization);
        }
        if (proof.key() != null) {
            headers.put(CommandKey.HEADER, proof.key());
        }
        this.refusal = new Refusal(address.toString(), user, isIdentified(), proof);
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(PATIENCE)
                .sslContext(trust.context())
                .build();
    }

    /** What is at a path of the bridge. */
    Answer get(String path) throws IOException, InterruptedException {
        HttpResponse<InputStream> response;
        String body;
        try {
            response = client.send(request(path, headers), BodyHandlers.ofInputStream());
            body = text(response);
        } catch (HttpTimeoutException e) {
            throw CommandException.failed(
                    "The bridge at " + address + " does not answer within " + PATIENCE.toSeconds() + " s.");
        } catch (ConnectException e) {
            throw CommandException.failed(
                    "No bridge can be reached at " + address + ": start it, or say with --url where it is.");
        } catch (SSLException e) {
            throw refusal.untrusted(e);
        } catch (IOException e) {
            throw CommandException.failed("What is at " + address + " does not speak HTTP as a bridge does ("
                    + deepest(e) + "): check --url, http:// or https:// among it.");
        }
        if (response.statusCode() == 200) {
            return answer(body);
        }
        if (isManagement(response)) {
            throw refusal.ofManagement();
        }
        Optional<String> elsewhere = response.headers().firstValue("Location");
        if (elsewhere.isPresent()) {
            throw refusal.redirected(withoutEnd(elsewhere.get(), path));
        }
        if (response.statusCode() == 404 && !body.startsWith(NO_CALL)) {
            throw refusal.ofStranger();
        }
        throw refusal.of(response.statusCode(), body);
    }

    private HttpRequest request(String path, Map<String, String> headers) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(address + path)).timeout(PATIENCE);
        headers.forEach(request::header);
        return request.build();
    }

    /** Whether it answers as the management port does, which has no API, and health instead. */
    private boolean isManagement(HttpResponse<InputStream> refused) throws InterruptedException {
        if (refused.statusCode() != 404) {
            return refused.headers().firstValue("WWW-Authenticate").orElse("").contains(MANAGEMENT);
        }
        try {
            HttpResponse<InputStream> health =
                    client.send(request("/observe/health", Map.of()), BodyHandlers.ofInputStream());
            return BridgeSearch.isHealth(text(health));
        } catch (IOException e) {
            return false;
        }
    }

    private static String withoutEnd(String text, String end) {
        return text.endsWith(end) ? text.substring(0, text.length() - end.length()) : text;
    }

    /** What an answer holds, or its beginning, if it goes on and on. */
    static String text(HttpResponse<InputStream> response) throws IOException {
        try (InputStream in = response.body()) {
            return new String(in.readNBytes(MAX_BYTES), StandardCharsets.UTF_8);
        }
    }

    /** Whether it says who asks. */
    boolean isIdentified() {
        return headers.containsKey(AUTHORIZATION);
    }

    /** The names of the cameras that who asks may watch. */
    List<String> cameras() throws IOException, InterruptedException {
        return get("/api/cameras").json().path("cameras").findValuesAsText("name").stream()
                .map(Table::plain)
                .toList();
    }

    /** The way to a camera through it. */
    BridgeLine line(String camera) {
        return new BridgeLine(client, address, camera, headers, PATIENCE);
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
        throw refusal.ofStranger();
    }

    private static String deepest(Throwable failure) {
        Throwable deepest = failure;
        while (deepest.getCause() != null) {
            deepest = deepest.getCause();
        }
        return String.valueOf(deepest.getMessage());
    }
}
