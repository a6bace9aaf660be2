package org.uv4lbridge.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;

/**
 * Asks an HTTP server one question, follows no redirect and throws for no status: static, blocks the test's thread for
 * at most 30 s.
 */
public final class HttpProbe {
    private static final Duration AT_MOST = Duration.ofSeconds(30);

    /**
     * What the server answered.
     *
     * @param status the status code
     * @param headers the headers; names don't depend on case
     * @param body the body as UTF-8
     */
    public record Reply(int status, HttpHeaders headers, String body) {
        /** The first value of a header, or an empty string. */
        public String header(String name) {
            return headers.firstValue(name).orElse("");
        }
    }

    private HttpProbe() {}

    /** A GET with these headers, name and value in turn. */
    public static Reply get(URI uri, String... headers) {
        return ask(HttpClient.newBuilder(), "GET", uri, "", headers);
    }

    /** A request with any method and a body, which may be empty. */
    public static Reply request(String method, URI uri, String body, String... headers) {
        return ask(HttpClient.newBuilder(), method, uri, body, headers);
    }

    /** A GET over TLS that trusts this certificate alone. */
    public static Reply get(TestCertificate trusted, URI uri, String... headers) {
        return ask(HttpClient.newBuilder().sslContext(trusted.sslContext()), "GET", uri, "", headers);
    }

    /** The value of an {@code Authorization} header with HTTP Basic credentials. */
    public static String basic(String user, String password) {
        var credentials = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
        return "Basic " + Base64.getEncoder().encodeToString(credentials);
    }

    private static Reply ask(HttpClient.Builder client, String method, URI uri, String body, String... headers) {
        var request = HttpRequest.newBuilder(uri)
                .timeout(AT_MOST)
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            var response = client.version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(AT_MOST)
                    .build()
                    .send(request.build(), BodyHandlers.ofString());
            return new Reply(response.statusCode(), response.headers(), response.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
