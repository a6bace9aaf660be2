package org.uv4lbridge.testkit;

import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.http.WebSocket;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A WebSocket client that speaks the viewer's side of the protocol, well or badly: connected by a test, lives on one
 * event loop of its Vert.x, ends with {@link #close}. Nothing is sent unless the test says so.
 *
 * <p>The methods that send a message return its text, for a test that compares it with what arrived.
 */
public final class TestViewer extends TestSocket {
    private final MultiMap headers;
    private final String ownMarker = Sdp.newMarker();

    TestViewer(WebSocket socket, Journal journal, Patience patience) {
        super(socket, journal, patience);
        this.headers = MultiMap.caseInsensitiveMultiMap().addAll(socket.headers());
    }

    /** Options to be changed before a viewer is {@link ViewerOptions#connect connected}. */
    public static ViewerOptions with() {
        return new ViewerOptions();
    }

    /** Connects a viewer with the usual options; blocks until the socket is open. */
    public static TestViewer connect(Vertx vertx, URI uri) {
        return with().connect(vertx, uri);
    }

    /** Connects where the server is to refuse the upgrade, and returns the HTTP status of the refusal. */
    public static int rejection(Vertx vertx, URI uri, Map<String, String> headers) {
        var options = with();
        for (var header : headers.entrySet()) {
            options = options.header(header.getKey(), header.getValue());
        }
        return options.rejection(vertx, uri);
    }

    /** The headers of the server's answer to the upgrade; names don't depend on case. */
    public MultiMap headers() {
        return headers;
    }

    /** The subprotocol the server has chosen, empty if none. */
    public String subprotocol() {
        return headers.contains("Sec-WebSocket-Protocol") ? headers.get("Sec-WebSocket-Protocol") : "";
    }

    /** Says that it understands the bridge's own messages, as pages of the bridge do; it then keeps its socket after a call. */
    public String hello() {
        return sending("{\"what\":\"bridge\",\"event\":\"hello\"}");
    }

    /** Calls with the options {@link Uv4lText#USUAL_OPTIONS}. */
    public String call() {
        return call(Uv4lText.USUAL_OPTIONS);
    }

    /** Calls with these options, which go out as they are; without any if the text is empty. */
    public String call(String optionsJson) {
        return sending(Uv4lText.call(optionsJson));
    }

    /** Answers the last offer as a browser would. */
    public String answer() {
        return answer(Sdp.answer(marker()));
    }

    /** Answers with this session description. */
    public String answer(String sdp) {
        return sending(Uv4lText.answer(sdp));
    }

    /** Sends candidate number {@code n} with the mark of the last offer. */
    public String candidate(int n) {
        return sending(Uv4lText.addIceCandidate(marker(), n));
    }

    /** Asks for the candidates, as dialect 1 needs. */
    public String generateIceCandidates() {
        return sending(Uv4lText.generateIceCandidates());
    }

    /** Hangs up; the socket stays open. */
    public String hangup() {
        return sending(Uv4lText.hangup());
    }

    /** Sends a message of any {@code what}, with {@code data} as a JSON string. */
    public String message(String what, String data) {
        return sending(Uv4lText.viewer(what, data));
    }

    /** Plays a complete call with the usual options: {@link #playCall(String)}. */
    public PlayedCall playCall() {
        return playCall(Uv4lText.USUAL_OPTIONS);
    }

    /**
     * Plays a complete call: calls, waits for the offer, answers, sends three candidates and waits for the camera's end
     * of candidates or its batch. The call is up when it returns, and hung up by nobody.
     *
     * @throws AssertionError if something doesn't come, isn't as the protocol has it, or belongs to another session
     */
    public PlayedCall playCall(String optionsJson) {
        call(optionsJson);
        var offer = awaitMessage("offer");
        if (!offer.dataJson().getString("type", "").equals("offer")
                || !offer.sdp().startsWith("v=0\r\n")) {
            throw new AssertionError("Not an offer: " + offer.text());
        }
        answer();
        for (int n = 0; n < 3; n++) {
            candidate(n);
        }
        return new PlayedCall(marker(), offer, awaitCandidates(offer));
    }

    /** The mark of the last offer, one of its own for an offer without. */
    private String marker() {
        return last("offer").flatMap(Received::marker).orElse(ownMarker);
    }

    private List<Received> awaitCandidates(Received offer) {
        var candidates = new ArrayList<Received>();
        patience().until("end of candidates", () -> isLast(candidates), this::received);
        for (var candidate : candidates) {
            if (candidate.marker().isPresent() && !candidate.marker().equals(offer.marker())) {
                throw new AssertionError("A candidate of another session than " + offer.marker() + ": " + candidate);
            }
        }
        candidates.removeIf(Received::isEndOfCandidates);
        return List.copyOf(candidates);
    }

    private boolean isLast(List<Received> candidates) {
        for (var next = poll("iceCandidate"); next != null; next = poll("iceCandidate")) {
            candidates.add(next);
            if (next.isEndOfCandidates()) {
                return true;
            }
        }
        var batch = poll("iceCandidates");
        if (batch != null) {
            candidates.add(batch);
        }
        return batch != null;
    }

    private String sending(String text) {
        send(text);
        return text;
    }
}
