package org.uv4lbridge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.uv4lbridge.testkit.BridgeScene;
import org.uv4lbridge.testkit.RawConnection;
import org.uv4lbridge.testkit.RunningBridge;

/** Heads of requests that a proxy in front and the bridge could read in two ways. */
@Tag("core")
class RequestHeadsIT extends BridgeScene {

    private static final String GET = "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n";
    private static final String POST = "POST /api/tickets HTTP/1.1\r\nHost: 127.0.0.1\r\n";
    private static final String LAST = GET + "Connection: close\r\n\r\n";

    private RunningBridge start() throws Exception {
        return bridge(Map.of(), Map.of("porch", camera().uri()));
    }

    private String answer(RunningBridge bridge, String... parts) throws Exception {
        try (RawConnection connection = RawConnection.open("127.0.0.1", bridge.http("/"))) {
            for (String part : parts) {
                connection.send(part);
            }
            return connection.readToEnd();
        }
    }

    /** Each with the word by which the refusal names the fault. */
    static List<List<String>> faults() {
        return List.of(
                List.of("begins with white space", GET + "X-Folded: one\r\n two\r\n\r\n"),
                List.of("begins with white space", GET + "X-Folded: one\r\n\ttwo\r\n\r\n"),
                List.of("begins with white space", GET + "Content-Length: 5\r\n 6\r\n\r\nhello"),
                List.of("begins with white space", "GET / HTTP/1.1\r\n Host: 127.0.0.1\r\nHost: 127.0.0.1\r\n\r\n"),
                List.of("begins with white space", GET + "X-Folded: one\r\n \r\nX-Next: two\r\n\r\n"),
                List.of("begins with white space", " " + GET + "\r\n"),
                List.of("before its colon", GET + "X-Name : one\r\n\r\n"),
                List.of("before its colon", GET + "Content-Length\t: 5\r\n\r\nhello"),
                List.of("has no name", GET + ": one\r\n\r\n"),
                List.of("has no colon", GET + "X-Name\r\n\r\n"),
                List.of("control character", GET + "X-Name: one\rX-Next: two\r\n\r\n"),
                List.of("control character", GET + "X-Name: one\r\r\n\r\n"),
                List.of("control character", GET + "X-Name: o\u0000ne\r\n\r\n"),
                List.of("control character", "GET / HTTP/1.1\rX-Next: two\r\nHost: 127.0.0.1\r\n\r\n"),
                List.of("Content-Length", POST + "Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello"),
                List.of("Content-Length", POST + "Content-Length: 5\r\nContent-Length: 5\r\n\r\nhello"),
                List.of("Content-Length", POST + "Content-Length: 5, 5\r\n\r\nhello"),
                List.of("Content-Length", POST + "Content-Length: +5\r\n\r\nhello"),
                List.of("Content-Length", POST + "Content-Length: -5\r\n\r\nhello"),
                List.of("Content-Length", POST + "Content-Length: 0x5\r\n\r\nhello"),
                List.of("Content-Length", POST + "Content-Length: \r\n\r\nhello"),
                List.of("Content-Length", POST + "Content-Length: 99999999999999999999\r\n\r\nhello"),
                List.of("Transfer-Encoding", POST + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
                List.of("Transfer-Encoding", POST + "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n"),
                List.of(
                        "Transfer-Encoding",
                        POST + "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n"),
                List.of("Transfer-Encoding", POST + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n"),
                List.of("Transfer-Encoding", POST + "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n"));
    }

    @ParameterizedTest
    @MethodSource("faults")
    void aHeadThatCanBeReadInTwoWaysIsRefused(List<String> fault) throws Exception {
        String answer = answer(start(), fault.get(1) + LAST);
        assertThat(statuses(answer)).containsExactly(400);
        assertThat(answer).contains(fault.get(0));
        assertThat(answer.toLowerCase()).contains("connection: close", "x-content-type-options: nosniff");
    }

    /** What the network has cut up is the same head. */
    @Test
    void aFaultIsSeenWhateverPacketsItComesIn() throws Exception {
        // No byte comes after the fault: what a closed connection gets takes the answer with it.
        String[] bytes = (GET + "X-Folded: one\r\n ").split("");
        assertThat(answer(start(), bytes)).startsWith("HTTP/1.1 400 ").contains("begins with white space");
    }

    @Test
    void whatWasAskedBeforeIsAnsweredBefore() throws Exception {
        String answer = answer(start(), GET + "\r\n" + GET + " folded\r\n\r\n" + LAST);
        assertThat(statuses(answer)).containsExactly(200, 400);
    }

    /** What comes behind a request to upgrade may be frames, unless the bridge answers that it isn't. */
    @Test
    void aRequestToUpgradeHidesNothing() throws Exception {
        RunningBridge bridge = start();
        String upgrade = "GET /nowhere HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
        assertThat(statuses(answer(bridge, upgrade + LAST))).containsExactly(404, 200);
        assertThat(statuses(answer(bridge, upgrade + GET + " folded\r\n\r\n"))).containsExactly(404, 400);
        assertThat(statuses(answer(bridge, GET + "\r\n" + upgrade + upgrade + LAST)))
                .containsExactly(200, 404, 404, 200);
    }

    /** Bodies may hold anything, and what comes behind them is the next head. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 0\r\n\r\n",
                "Content-Length: 15\r\n\r\n : x\r\n\tx\r\n\r\n \r\n",
                "Content-Length: 6\r\n\r\nhello ",
                "Transfer-Encoding: chunked\r\n\r\n7\r\n a\r\n\tb\n\r\n0\r\n\r\n",
                "Transfer-Encoding: Chunked\r\n\r\n5;x=y\r\n\r\n\r\n \r\n0\r\nX-Trailer: one\r\n\r\n"
            })
    void bodiesMayHoldAnything(String rest) throws Exception {
        RunningBridge bridge = start();
        assertThat(statuses(answer(bridge, POST + rest + LAST))).containsExactly(200, 200);
        assertThat(statuses(answer(bridge, POST + rest + GET + " folded\r\n\r\n")))
                .as("the next head is looked at, too")
                .containsExactly(200, 400);
        assertThat(statuses(answer(bridge, (POST + rest + LAST).split("")))).containsExactly(200, 200);
    }

    @Test
    void emptyLinesBeforeARequestAndWhiteSpaceInValuesAreNoFault() throws Exception {
        assertThat(statuses(answer(start(), "\r\n\r\n" + GET + "X-Empty:\r\nX-Wide: \t a \t b \t\r\n\r\n" + LAST)))
                .containsExactly(200, 200);
    }

    /** However long the query may be: the router takes the square of a path's length for one full of escapes. */
    @Test
    void aPathHas4096CharactersAtMost() throws Exception {
        RunningBridge bridge = bridge(Map.of("bridge.limits.query-bytes", "65536"), Map.of("porch", camera().uri()));
        String rest = " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n";
        assertThat(statuses(answer(bridge, "GET /" + "a".repeat(4095) + rest))).containsExactly(404);
        assertThat(statuses(answer(bridge, "GET /" + "a".repeat(4096) + rest))).containsExactly(414);
        assertThat(statuses(answer(bridge, "GET /?" + "a".repeat(5_000) + rest)))
                .containsExactly(200);
    }

    private static List<Integer> statuses(String answers) {
        return Pattern.compile("HTTP/1\\.[01] (\\d{3}) ")
                .matcher(answers)
                .results()
                .map(found -> Integer.parseInt(found.group(1)))
                .toList();
    }
}
