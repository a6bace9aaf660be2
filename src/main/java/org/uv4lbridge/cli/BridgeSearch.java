package org.uv4lbridge.cli;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.function.Predicate;
import org.uv4lbridge.config.BridgeConfig;
import org.uv4lbridge.tls.CertificateFiles;

/** Looks whether what has the ports of a configuration is the bridge of it. */
final class BridgeSearch {

    private static final Duration PATIENCE = Duration.ofSeconds(3);
    /** In the challenge of every bridge that asks who is there. */
    private static final String REALM = "UV4L bridge";

    private final HttpClient client;

    private BridgeSearch(Trust trust) {
        client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(PATIENCE)
                .sslContext(trust.context())
                .build();
    }

    /** Whether it is, and nothing else; who may watch there is another question. */
    static boolean finds(BridgeConfig config) throws InterruptedException {
        CertificateFiles tls = config.tls();
        BridgeSearch search = new BridgeSearch(tls == null ? Trust.OF_JAVA : Trust.exactly(tls.certificate()));
        String host = config.management().host();
        URI health = URI.create("http://" + (host.contains(":") ? "[" + host + "]" : host) + ":"
                + config.management().port() + "/observe/health");
        return search.answers(config.ownAddress().resolve("/api/cameras"), BridgeSearch::listsCameras)
                || search.answers(health, BridgeSearch::isHealth);
    }

    private boolean answers(URI address, Predicate<String> expected) throws InterruptedException {
        try {
            HttpRequest request =
                    HttpRequest.newBuilder(address).timeout(PATIENCE).build();
            HttpResponse<InputStream> response = client.send(request, BodyHandlers.ofInputStream());
            String challenge = response.headers().firstValue("WWW-Authenticate").orElse("");
            return challenge.contains(REALM) || expected.test(BridgeClient.text(response));
        } catch (IOException e) {
            return false;
        }
    }

    /** Whether this is the answer of a bridge's management port. */
    static boolean isHealth(String body) {
        return body.contains("\"route:viewer-to-camera\"");
    }

    private static boolean listsCameras(String body) {
        if (Refusal.takesForProxy(body)) {
            return true;
        }
        try {
            JsonObject answer = new JsonObject(body);
            return answer.containsKey("cameras") && answer.containsKey("auth");
        } catch (DecodeException | ClassCastException e) {
            return false;
        }
    }
}
