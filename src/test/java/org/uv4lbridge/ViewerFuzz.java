package org.uv4lbridge;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import javax.management.JMException;
import javax.management.ObjectName;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;
import org.uv4lbridge.testkit.CapturedLog;
import org.uv4lbridge.testkit.FuzzCost;
import org.uv4lbridge.testkit.RunningBridge;

/**
 * Whatever texts a viewer sends to a running bridge, its camera gets nothing but messages of UV4L, from the call on, each
 * as it was sent; the bridge stays up, logs no error, and nothing is left when the viewer has gone.
 */
@Tag("core")
class ViewerFuzz {

    private static final String HANGUP = "{\"what\":\"hangup\"}";
    private static final String[] WORKERS = {"vert.x-", "signaling-"};
    private static final int TEXT = 0x81;
    private static final int CLOSE = 0x88;
    private static final int PATIENCE_SECONDS = 20;
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    @TempDir
    static Path routes;

    private static final List<List<String>> heard = new CopyOnWriteArrayList<>();
    private static final List<String> failures = new CopyOnWriteArrayList<>();
    private static final AppenderBase<ILoggingEvent> errors = new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
            if (event.getLevel().isGreaterOrEqual(Level.ERROR)) {
                failures.add(
                        event.getFormattedMessage() + " " + ThrowableProxyUtil.asString(event.getThrowableProxy()));
            }
        }
    };
    private static Vertx vertx;
    private static RunningBridge bridge;
    private static CapturedLog quiet;

    @BeforeAll
    static void startTheBridge() throws Exception {
        quiet = CapturedLog.of("signaling");
        errors.setContext((LoggerContext) LoggerFactory.getILoggerFactory());
        errors.start();
        root().addAppender(errors);
        vertx = Vertx.vertx();
        HttpServer camera = vertx.createHttpServer()
                .webSocketHandler(socket -> {
                    List<String> texts = new CopyOnWriteArrayList<>();
                    heard.add(texts);
                    socket.textMessageHandler(text -> {
                        texts.add(text);
                        if (texts.size() == 1) {
                            socket.writeTextMessage("{\"what\":\"offer\",\"data\":\"\"}");
                        } else if (text.equals(HANGUP)) {
                            socket.close();
                        }
                    });
                })
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        bridge = RunningBridge.start(
                routes,
                Map.of(
                        "bridge.cameras.porch.seats", "1000",
                        "bridge.hangup-timeout", "100ms",
                        "bridge.limits.messages-per-second", "0",
                        "bridge.limits.sockets-per-address", "0",
                        "bridge.limits.handshakes-per-second", "0"),
                Map.of("porch", URI.create("ws://127.0.0.1:" + camera.actualPort() + "/")));
    }

    @AfterAll
    static void stopTheBridge() throws Exception {
        bridge.close();
        vertx.close().toCompletionStage().toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        root().detachAppender(errors);
        quiet.close();
    }

    private static Logger root() {
        return (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
    }

    @FuzzTest
    void texts(byte[] input) throws Throwable {
        FuzzCost.check(input.length, WORKERS, () -> visited(input));
    }

    private static void visited(byte[] input) throws Exception {
        heard.clear();
        failures.clear();
        quiet.clear();
        List<byte[]> texts = split(input);
        say(texts);
        awaitNobody();
        assertForwarded(texts.stream()
                .map(text -> new String(text, StandardCharsets.UTF_8))
                .toList());
        assertThat(failures).isEmpty();
        assertThat(quiet.lines("signaling", Level.ERROR)).isEmpty();
    }

    /** The texts of an input, which has zeros between them. */
    private static List<byte[]> split(byte[] input) {
        List<byte[]> texts = new ArrayList<>();
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        for (byte b : input) {
            if (b == 0) {
                texts.add(text.toByteArray());
                text.reset();
            } else {
                text.write(b);
            }
        }
        texts.add(text.toByteArray());
        return texts;
    }

    /** A whole visit: connects, sends the texts, says goodbye and waits for the bridge to end the connection. */
    private static void say(List<byte[]> texts) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), bridge.port())) {
            socket.setSoTimeout(PATIENCE_SECONDS * 1000);
            socket.getOutputStream()
                    .write(
                            ("GET /cameras/porch HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                                            + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n")
                                    .getBytes(StandardCharsets.US_ASCII));
            readHead(socket.getInputStream());
            ByteArrayOutputStream visit = new ByteArrayOutputStream();
            DataOutputStream out = new DataOutputStream(visit);
            for (byte[] text : texts) {
                write(out, TEXT, text);
            }
            write(out, CLOSE, new byte[] {1000 >> 8, (byte) 1000});
            socket.getOutputStream().write(visit.toByteArray());
            readToEnd(socket.getInputStream());
        }
    }

    /** A frame as clients send it; its mask is zero. */
    private static void write(DataOutputStream out, int opcode, byte[] payload) throws IOException {
        out.writeByte(opcode);
        if (payload.length < 126) {
            out.writeByte(0x80 | payload.length);
        } else if (payload.length < 1 << 16) {
            out.writeByte(0x80 | 126);
            out.writeShort(payload.length);
        } else {
            out.writeByte(0x80 | 127);
            out.writeLong(payload.length);
        }
        out.writeInt(0);
        out.write(payload);
    }

    private static void readHead(InputStream in) throws IOException {
        int[] end = {'\r', '\n', '\r', '\n'};
        for (int found = 0; found < end.length; ) {
            int next = in.read();
            assertThat(next).as("the connection was closed instead of upgraded").isNotNegative();
            found = next == end[found] ? found + 1 : next == '\r' ? 1 : 0;
        }
    }

    private static void readToEnd(InputStream in) {
        try {
            in.transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            // a reset is an end too: the bridge closes on what is too large while more is on its way
        }
    }

    private static void awaitNobody() throws JMException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (count("Viewers") + count("Sessions") + count("SeatsTaken") > 0) {
            assertThat(System.nanoTime()).as("somebody is left").isLessThan(deadline);
            Thread.yield();
        }
    }

    private static int count(String attribute) throws JMException {
        return (int) ManagementFactory.getPlatformMBeanServer()
                .getAttribute(new ObjectName("org.uv4lbridge:type=Bridge"), attribute);
    }

    /** Each connection begins with a call, and all that is heard there was sent, in this order, and is a message. */
    private static void assertForwarded(List<String> sent) {
        Iterator<String> rest = sent.iterator();
        for (List<String> connection : heard) {
            assertThat(connection).allSatisfy(text -> assertThat(what(text)).isNotIn("", "bridge"));
            for (int i = 0; i < connection.size(); i++) {
                String text = connection.get(i);
                assertThat(what(text).equals("call")).as(text).isEqualTo(i == 0);
                boolean own = text.equals(HANGUP) && i == connection.size() - 1;
                assertThat(own || follows(rest, text))
                        .as("sent, and in this order: %s", text)
                        .isTrue();
            }
        }
    }

    private static boolean follows(Iterator<String> rest, String text) {
        while (rest.hasNext()) {
            if (rest.next().equals(text)) {
                return true;
            }
        }
        return false;
    }

    private static String what(String text) {
        try {
            JsonNode json = JSON.readTree(text);
            return json.isObject() ? json.path("what").asText() : "";
        } catch (JsonProcessingException e) {
            return "";
        }
    }
}
