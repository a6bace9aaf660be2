package org.uv4lbridge;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import io.vertx.ext.web.Route;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.uv4lbridge.access.UsersFile;
import org.uv4lbridge.session.Rights;
import org.uv4lbridge.testkit.BridgeScene;
import org.uv4lbridge.testkit.CapturedLog;
import org.uv4lbridge.testkit.HttpProbe;
import org.uv4lbridge.testkit.HttpProbe.Reply;
import org.uv4lbridge.testkit.RawConnection;
import org.uv4lbridge.testkit.RunningBridge;
import org.uv4lbridge.testkit.TestCertificate;
import org.uv4lbridge.testkit.TestViewer;
import org.uv4lbridge.viewer.ViewerComponent;

/** A page of the owner's in the place of the viewer page, as clients of every kind see it. */
@Tag("core")
class OwnPageIT extends BridgeScene {

    private static final Path BUNDLED = Path.of("src/main/resources/org/uv4lbridge/page");
    private static final String INDEX = "<!doctype html><title>Our own</title><script>hello()</script>";
    private static final int LONG = 20 << 20;

    /** To the page, and to a folder where nothing is. */
    private static final Set<String> LED_ELSEWHERE = Set.of("/.", "/..", "/no-index");

    @TempDir
    Path directory;

    private Path page;
    private RunningBridge bridge;

    @BeforeEach
    void makeThePage() throws IOException {
        page = Files.createDirectory(directory.resolve("page"));
        write("index.html", INDEX);
        write("style.css", "body { color: teal }");
        write("sub/index.html", "below");
        Files.writeString(directory.resolve("secret"), "secret");
    }

    private void write(String name, String text) throws IOException {
        Path file = page.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private String longFile() throws IOException {
        String text = "0123456789abcdef".repeat(LONG / 16);
        write("long.txt", text);
        return text;
    }

    private void start(String... settings) throws Exception {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("bridge.page", page.toString());
        for (int i = 0; i < settings.length; i += 2) {
            all.put(settings[i], settings[i + 1]);
        }
        bridge = bridge(all, Map.of("porch", camera().uri()));
    }

    private Reply get(String path, String... headers) {
        return HttpProbe.get(bridge.http(path), headers);
    }

    private RawConnection raw(String requestLine, String... headers) {
        RawConnection connection = closing(RawConnection.open("127.0.0.1", bridge.http("/")));
        connection.send(requestLine + " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n"
                + Stream.of(headers).map(header -> header + "\r\n").collect(Collectors.joining()) + "\r\n");
        return connection;
    }

    @ParameterizedTest
    @CsvSource({
        "a.html, text/html; charset=utf-8",
        "a.htm, text/html; charset=utf-8",
        "A.HTML, text/html; charset=utf-8",
        "a.css, text/css; charset=utf-8",
        "a.js, text/javascript; charset=utf-8",
        "a.mjs, text/javascript; charset=utf-8",
        "a.json, application/json; charset=utf-8",
        "a.txt, text/plain; charset=utf-8",
        "a.svg, image/svg+xml",
        "a.png, image/png",
        "a.jpg, image/jpeg",
        "a.webp, image/webp",
        "a.avif, image/avif",
        "a.ico, image/x-icon",
        "a.mp4, video/mp4",
        "a.woff2, font/woff2",
        "a.webmanifest, application/manifest+json",
        "a.wasm, application/wasm",
        "a.unheard, application/octet-stream",
        "a, application/octet-stream"
    })
    void filesAreServedAsWhatTheirNamesSay(String name, String type) throws Exception {
        start();
        write("fo lder/" + name, "Grüße");
        Reply reply = get("/fo%20lder/" + name);
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.body()).isEqualTo("Grüße");
        assertThat(reply.header("content-type")).isEqualTo(type);
        assertThat(reply.header("cache-control")).isEqualTo("no-cache");
    }

    @Test
    void itHasAPolicyOfItsOwnAndElseTheHeadersOfTheViewerPage() throws Exception {
        start("bridge.frame-ancestors", "https://home.example.org");
        assertThat(get("/").body()).isEqualTo(INDEX);
        Reply own = get("/");
        Reply bundled = get("/embed.js");
        assertThat(List.of(own.header("content-security-policy").split("; ")))
                .contains(
                        "default-src 'none'",
                        "script-src 'self' 'unsafe-inline'",
                        "style-src 'self' 'unsafe-inline'",
                        "base-uri 'none'",
                        "form-action 'none'",
                        "frame-ancestors https://home.example.org")
                .noneMatch(directive -> directive.contains("*") || directive.contains("eval"));
        assertThat(bundled.header("content-security-policy")).doesNotContain("unsafe");
        assertThat(get("/nowhere").header("content-security-policy")).doesNotContain("unsafe");
        for (String header : List.of(
                "x-content-type-options", "cross-origin-resource-policy", "vary", "referrer-policy", "cache-control")) {
            assertThat(own.header(header)).isNotEmpty().isEqualTo(bundled.header(header));
        }
    }

    @Test
    void allPlacesOfTheBridgeStayAndNothingOfItsPageDoes() throws Exception {
        start();
        for (String module : List.of("/embed.js", "/js/call.js", "/js/texts-ja.js")) {
            assertThat(get(module).body()).isEqualTo(Files.readString(BUNDLED.resolve(module.substring(1))));
        }
        assertThat(get("/api/cameras").body()).contains("porch");
        assertThat(get("/operator").body()).isEqualTo(Files.readString(BUNDLED.resolve("operator.html")));
        assertThat(get("/operator").header("content-security-policy")).doesNotContain("unsafe");
        assertThat(get("/operator/style.css").body()).isEqualTo(Files.readString(BUNDLED.resolve("style.css")));
        assertThat(get("/operator/icon.svg").header("content-type")).isEqualTo("image/svg+xml");
        assertThat(get("/style.css").body()).isEqualTo("body { color: teal }");
        assertThat(get("/icon.svg").status()).isEqualTo(404);
        assertThat(get("/manifest.webmanifest").status()).isEqualTo(404);
        assertThat(get("/stream/webrtc").header("location")).isEqualTo("../");
        assertThat(get("/webrtc").header("location")).isEqualTo("./");
        for (String path : List.of("/", "/stream/webrtc", "/webrtc", "/cameras/porch")) {
            TestViewer viewer = viewer(bridge, path);
            viewer.playCall();
            viewer.close();
        }
    }

    @Test
    void whatHasTheNameOfAPlaceOfTheBridgeIsNotServedAndTheLogSaysSo() throws Exception {
        write("js/own.js", "own");
        write("embed.js", "own");
        CapturedLog log = closing(CapturedLog.of("org.uv4lbridge.viewer.PageDirectory"));
        start();
        assertThat(log.lines("org.uv4lbridge.viewer.PageDirectory", Level.WARN))
                .containsExactlyInAnyOrder(
                        "js in the directory of bridge.page is never served: the bridge has its own there",
                        "embed.js in the directory of bridge.page is never served: the bridge has its own there");
        ViewerComponent component =
                bridge.bridge().camelContext().getComponent("vertx-websocket", ViewerComponent.class);
        Set<String> places = component.getRouter().getRoutes().stream()
                .map(Route::getPath)
                .filter(path -> path != null && path.length() > 1)
                .map(path -> path.substring(1).replaceFirst("[/*].*", ""))
                .filter(name -> !name.isEmpty())
                .collect(Collectors.toSet());
        assertThat(places).contains("api", "cameras", "rooms", "operator", "stream", "webrtc", "panel");
        for (String place : places) {
            write(place, "own");
            assertThat(raw("GET /" + place).readToEnd()).as(place).doesNotContain("own");
            assertThat(raw("GET /%%%02x%s".formatted((int) place.charAt(0), place.substring(1)))
                            .readToEnd())
                    .as(place)
                    .doesNotContain("own");
            Files.delete(page.resolve(place));
            write(place + "/own.html", "own");
            assertThat(raw("GET /" + place + "/own.html").readToEnd())
                    .as(place)
                    .doesNotContain("own\n")
                    .doesNotEndWith("own");
        }
        assertThat(raw("GET /js/own.js").readToEnd()).doesNotEndWith("own");
        assertThat(raw("GET /%65mbed.js").readToEnd()).doesNotEndWith("own");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/.git/config",
                "/sub/.git/config",
                "/%2egit/config",
                "/.",
                "/..",
                "/../secret",
                "/%2e%2e/secret",
                "/%2E%2E%2Fsecret",
                "/..%2fsecret",
                "/..%5csecret",
                "/..\\secret",
                "/sub/../../secret",
                "/sub/..%2f..%2fsecret",
                "/sub/../index.html",
                "/sub/%2e%2e/index.html",
                "/./index.html",
                "//index.html",
                "//sub",
                "///sub",
                "/sub//index.html",
                "/index.html/",
                "/index.html%00",
                "/index.html%00.css",
                "/%00",
                "/%c0%ae%c0%ae/secret",
                "/%252e%252e/secret",
                "/%u002e%u002e/secret",
                "/..;/secret",
                "/secret%",
                "/sub%0d%0aSet-Cookie:%20a=b",
                "/INDEX.HTML",
                "/out",
                "/out/passwd",
                "/to-secret",
                "/pipe",
                "/no-index",
                "/no-index/",
                "http://127.0.0.1/../secret",
                "*"
            })
    void nothingElseIsServed(String path) throws Exception {
        write(".git/config", "secret");
        write("sub/.git/config", "secret");
        Files.createSymbolicLink(page.resolve("out"), Path.of("/etc"));
        Files.createSymbolicLink(page.resolve("to-secret"), Path.of("../secret"));
        Files.createDirectory(page.resolve("no-index"));
        new ProcessBuilder("mkfifo", page.resolve("pipe").toString()).start().waitFor();
        start();
        String answer = raw("GET " + path).readToEnd();
        assertThat(answer)
                .doesNotContain("secret\n", "Our own", "below", "root:", "set-cookie", "Set-Cookie")
                .doesNotEndWith("secret");
        assertThat(answer.substring(9, 12)).isIn("400", "404", LED_ELSEWHERE.contains(path) ? "302" : "404");
    }

    @Test
    void whatIsTooLongIsRefused() throws Exception {
        start();
        assertThat(raw("GET /" + "a".repeat(300)).readLine()).contains(" 404 ");
        assertThat(raw("GET " + "/a".repeat(2000)).readLine()).contains(" 404 ");
        assertThat(raw("GET " + "/a".repeat(2100)).readLine()).contains(" 414 ");
    }

    @Test
    void aFolderLeadsToItsIndex() throws Exception {
        start();
        Reply reply = get("/sub?camera=porch&a=%2F");
        assertThat(reply.status()).isEqualTo(302);
        assertThat(reply.header("location")).isEqualTo("./sub/?camera=porch&a=%2F");
        assertThat(get("/sub/?camera=porch").body()).isEqualTo("below");
        Files.createDirectory(page.resolve("https:"));
        assertThat(get("/https:").header("location")).isEqualTo("./https:/");
    }

    @Test
    void aHeadIsAskedForAlone() throws Exception {
        start();
        String answer = raw("HEAD /", "Range: bytes=0-1").readToEnd();
        assertThat(answer)
                .startsWith("HTTP/1.1 200 ")
                .contains("content-length: " + INDEX.length() + "\r\n")
                .contains("content-type: text/html; charset=utf-8\r\n")
                .endsWith("\r\n\r\n");
        assertThat(raw("HEAD /nowhere").readLine()).contains(" 404 ");
        assertThat(raw("HEAD /sub").readLine()).contains(" 302 ");
        assertThat(raw("HEAD /embed.js").readToEnd()).contains(" 200 ").endsWith("\r\n\r\n");
        for (String method : List.of("POST", "PUT", "DELETE", "OPTIONS", "TRACE", "PATCH")) {
            assertThat(HttpProbe.request(method, bridge.http("/"), "").status())
                    .as(method)
                    .isEqualTo(405);
        }
    }

    @Test
    void aPartOfAFileIsServedAlone() throws Exception {
        String text = longFile();
        write("empty.txt", "");
        start();
        Reply part = get("/long.txt", "Range", "bytes=5-9");
        assertThat(part.status()).isEqualTo(206);
        assertThat(part.body()).isEqualTo("56789");
        assertThat(part.header("content-range")).isEqualTo("bytes 5-9/" + LONG);
        assertThat(part.header("content-length")).isEqualTo("5");
        assertThat(get("/long.txt", "Range", "bytes=-3").body()).isEqualTo("def");
        assertThat(get("/long.txt", "Range", "bytes=100000-").body()).isEqualTo(text.substring(100_000));
        Reply beyond = get("/long.txt", "Range", "bytes=" + LONG + "-");
        assertThat(beyond.status()).isEqualTo(416);
        assertThat(beyond.header("content-range")).isEqualTo("bytes */" + LONG);
        assertThat(get("/long.txt", "Range", "bytes=0-1", "If-Range", "\"x\"").status())
                .isEqualTo(200);
        assertThat(get("/long.txt", "Range", "bytes=0-1,4-5").body()).hasSize(LONG);
        assertThat(get("/empty.txt").status()).isEqualTo(200);
        assertThat(get("/empty.txt").header("content-length")).isEqualTo("0");
        assertThat(get("/empty.txt", "Range", "bytes=0-").status()).isEqualTo(416);
    }

    @Test
    void whatIsEditedIsServedAnewAtOnce() throws Exception {
        start();
        for (int i = 0; i < 20; i++) {
            write("index.html", "version " + i);
            assertThat(get("/").body()).isEqualTo("version " + i);
        }
        Files.delete(page.resolve("index.html"));
        assertThat(get("/").status()).isEqualTo(404);
    }

    /** As Kubernetes does it: the names are links to what is in ..data, which is a link itself and is exchanged. */
    @Test
    void aMountedDirectoryIsServedAndExchanged() throws Exception {
        Files.delete(page.resolve("index.html"));
        write("..2026_01/index.html", "first");
        write("..2026_02/index.html", "second");
        Files.createSymbolicLink(page.resolve("..data"), Path.of("..2026_01"));
        Files.createSymbolicLink(page.resolve("index.html"), Path.of("..data/index.html"));
        start();
        assertThat(get("/").body()).isEqualTo("first");
        Files.createSymbolicLink(page.resolve("..next"), Path.of("..2026_02"));
        Files.move(page.resolve("..next"), page.resolve("..data"), StandardCopyOption.ATOMIC_MOVE);
        assertThat(get("/").body()).isEqualTo("second");
        assertThat(raw("GET /..data/index.html").readLine()).contains(" 404 ");
    }

    @Test
    void aLongFileIsServedWholeAlsoOverTls() throws Exception {
        String text = longFile();
        TestCertificate certificate = TestCertificate.selfSigned();
        Files.writeString(directory.resolve("cert.pem"), certificate.pem());
        Files.writeString(directory.resolve("key.pem"), certificate.keyPem());
        start(
                "bridge.tls.certificate",
                directory.resolve("cert.pem").toString(),
                "bridge.tls.key",
                directory.resolve("key.pem").toString());
        assertThat(HttpProbe.get(certificate, bridge.http("/long.txt")).body()).isEqualTo(text);
    }

    @Test
    void whoLeavesOrReadsNothingLeavesNoFileOpen() throws Exception {
        longFile();
        start();
        Path file = page.resolve("long.txt").toRealPath();
        List<RawConnection> readers =
                Stream.generate(() -> raw("GET /long.txt")).limit(5).toList();
        eventually(() -> assertThat(timesOpen(file)).isEqualTo(5));
        for (RawConnection reader : readers) {
            reader.close();
        }
        eventually(() -> assertThat(timesOpen(file)).isZero());
        assertThat(get("/long.txt").body()).hasSize(LONG);
        raw("HEAD /long.txt").readToEnd();
        raw("GET /long.txt", "Range: bytes=" + LONG + "-").readToEnd();
        eventually(() -> assertThat(timesOpen(file)).isZero());
    }

    private static long timesOpen(Path file) throws IOException {
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            return open.filter(descriptor -> {
                        try {
                            return Files.readSymbolicLink(descriptor).equals(file);
                        } catch (IOException e) {
                            return false;
                        }
                    })
                    .count();
        }
    }

    /** Nothing else says that it is not all. */
    @Test
    void theConnectionEndsWithoutTheRestWhenAFileBecomesShorter() throws Exception {
        longFile();
        start();
        RawConnection connection = raw("GET /long.txt");
        assertThat(connection.readLine()).contains(" 200 ");
        try (FileChannel file = FileChannel.open(page.resolve("long.txt"), StandardOpenOption.WRITE)) {
            file.truncate(100);
        }
        assertThat(connection.readToEnd()).contains("content-length: " + LONG).hasSizeLessThan(LONG);
        assertThat(get("/").status()).isEqualTo(200);
    }

    @Test
    void noServiceWorkerIsServed() throws Exception {
        write("worker.js", "self");
        start();
        assertThat(get("/worker.js").status()).isEqualTo(200);
        Reply refused = get("/worker.js", "Service-Worker", "script");
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.body()).startsWith("No service worker may come from bridge.page");
    }

    @Test
    void withUsersNothingOfItIsServedWithoutSignIn() throws Exception {
        new UsersFile(directory.resolve("users")).add("anna", "password of anna", Rights.ALL);
        write("js/own.js", "own");
        longFile();
        start(
                "bridge.auth",
                "basic",
                "bridge.auth.users",
                directory.resolve("users").toString(),
                "bridge.allowed-origins",
                "https://friend.example",
                "bridge.operators",
                "anna",
                "bridge.page.beside-operators",
                "true");
        String[] paths = {
            "/",
            "/index.html",
            "/style.css",
            "/long.txt",
            "/sub",
            "/sub/",
            "/js/own.js",
            "/nowhere",
            "/../secret",
            "/%2e/x"
        };
        for (String path : paths) {
            for (String method : List.of("GET", "HEAD")) {
                for (String header : List.of("Accept: */*", "Origin: https://friend.example", "Range: bytes=0-1")) {
                    assertThat(raw(method + " " + path, header).readToEnd())
                            .as("%s %s %s", method, path, header)
                            .startsWith("HTTP/1.1 401 ")
                            .doesNotContain("Our own", "teal", "0123", "location");
                }
            }
        }
        String[] anna = {"Authorization", HttpProbe.basic("anna", "password of anna")};
        assertThat(get("/", anna).body()).isEqualTo(INDEX);
        assertThat(get("/style.css", anna).status()).isEqualTo(200);
        assertThat(get("/js/own.js", anna).status()).isEqualTo(404);
        RawConnection elsewhere = closing(RawConnection.open("127.0.0.1", bridge.http("/")));
        elsewhere.send("GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n");
        assertThat(elsewhere.readLine()).contains(" 421 ");
    }
}
