package org.uv4lbridge.testkit;

import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.UpgradeRejectedException;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a {@link TestViewer} connects: begun with {@link TestViewer#with}, immutable, each method returns a changed copy.
 * Without a change it sends no {@code Origin}, as a program and no browser, and offers no compression.
 */
public final class ViewerOptions {
    private static final int MAX_MESSAGE_BYTES = 1 << 20;

    private final List<Map.Entry<String, String>> headers;
    private final List<String> subprotocols;
    private final boolean compression;
    private final @Nullable TestCertificate trusted;
    private final Patience patience;
    private final @Nullable String address;

    ViewerOptions() {
        this(List.of(), List.of(), false, null, Patience.USUAL, null);
    }

    private ViewerOptions(
            List<Map.Entry<String, String>> headers,
            List<String> subprotocols,
            boolean compression,
            @Nullable TestCertificate trusted,
            Patience patience,
            @Nullable String address) {
        this.headers = headers;
        this.subprotocols = subprotocols;
        this.compression = compression;
        this.trusted = trusted;
        this.patience = patience;
        this.address = address;
    }

    /** Adds a header to the upgrade request. */
    public ViewerOptions header(String name, String value) {
        var more = new ArrayList<>(headers);
        more.add(Map.entry(name, value));
        return new ViewerOptions(List.copyOf(more), subprotocols, compression, trusted, patience, address);
    }

    /** Says where the page came from, as a browser does: {@code https://example.org}. */
    public ViewerOptions origin(String origin) {
        return header("Origin", origin);
    }

    /** Sends HTTP Basic credentials. */
    public ViewerOptions basicAuth(String user, String password) {
        return header("Authorization", HttpProbe.basic(user, password));
    }

    /** Asks for one of these subprotocols; the connection fails if the server chooses none of them. */
    public ViewerOptions subprotocols(String... names) {
        return new ViewerOptions(headers, List.of(names), compression, trusted, patience, address);
    }

    /** Offers permessage-deflate, as browsers do. */
    public ViewerOptions compression() {
        return new ViewerOptions(headers, subprotocols, true, trusted, patience, address);
    }

    /** Trusts this certificate alone. */
    public ViewerOptions trust(TestCertificate certificate) {
        return new ViewerOptions(headers, subprotocols, compression, certificate, patience, address);
    }

    /** How long to wait for the connection and in the viewer's {@code await…} methods; default 30 s. */
    public ViewerOptions patience(Duration atMost) {
        return new ViewerOptions(headers, subprotocols, compression, trusted, new Patience(atMost), address);
    }

    /** Connects from this address of the machine, such as 127.0.0.2. */
    public ViewerOptions from(String own) {
        return new ViewerOptions(headers, subprotocols, compression, trusted, patience, own);
    }

    /**
     * Connects a viewer and returns when the socket is open; not on an event loop.
     *
     * @throws AssertionError if it doesn't open in time; the cause is Vert.x's
     */
    public TestViewer connect(Vertx vertx, URI uri) {
        var client = vertx.createWebSocketClient(clientOptions());
        var journal = new Journal("viewer of " + uri);
        var socket = client.webSocket();
        journal.listenTo(socket, text -> {});
        socket.exceptionHandler(failure -> {});
        socket.closeHandler(closed -> {
            journal.end();
            client.close();
        });
        Promise<TestViewer> connected = Promise.promise();
        // On one context, so that the socket and what the test sends share an event loop, and so that the viewer is
        // made
        // before connect() returns to Vert.x, which then drops the headers.
        vertx.getOrCreateContext().runOnContext(start -> socket.connect(connectOptions(uri))
                .map(open -> new TestViewer(open, journal, patience))
                .onFailure(failure -> client.close())
                .onComplete(connected));
        return patience.result("connection to " + uri, connected.future());
    }

    /**
     * Connects where the server is to refuse the upgrade.
     *
     * @return the HTTP status of the refusal
     * @throws AssertionError if the upgrade succeeds, or fails without an answer
     */
    public int rejection(Vertx vertx, URI uri) {
        try (var viewer = connect(vertx, uri)) {
            throw new AssertionError("Not refused: " + uri + ", open: " + viewer.isOpen());
        } catch (AssertionError e) {
            if (e.getCause() instanceof UpgradeRejectedException refused) {
                return refused.getStatus();
            }
            throw e;
        }
    }

    private WebSocketClientOptions clientOptions() {
        var options = new WebSocketClientOptions()
                .setLocalAddress(address)
                .setMaxFrameSize(MAX_MESSAGE_BYTES)
                .setMaxMessageSize(MAX_MESSAGE_BYTES)
                .setTryUsePerMessageCompression(compression)
                .setConnectTimeout((int) patience.atMost().toMillis());
        if (trusted != null) {
            options.setTrustOptions(trusted.trustOptions());
        }
        return options;
    }

    private WebSocketConnectOptions connectOptions(URI uri) {
        var all = MultiMap.caseInsensitiveMultiMap();
        headers.forEach(header -> all.add(header.getKey(), header.getValue()));
        var options = new WebSocketConnectOptions()
                .setAbsoluteURI(uri.toString())
                // Allowed, Vert.x makes one up where there is none; not allowed, it takes ours away.
                .setAllowOriginHeader(all.contains("Origin"))
                .setSubProtocols(subprotocols);
        options.setHeaders(all);
        return options;
    }
}
