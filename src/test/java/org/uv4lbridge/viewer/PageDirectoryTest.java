package org.uv4lbridge.viewer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Exchanger;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.io.TempDir;

/** Of the owner's directory nothing is reached but what is in it. */
@Tag("unit")
class PageDirectoryTest {

    /** So many that opening a file by its name after the check would be caught. */
    private static final int MANY = 10_000;

    private static final String FOLDER = "(a folder)";

    @TempDir
    Path place;

    private Path page;
    private PageDirectory directory;

    @BeforeEach
    void makeThePage() throws IOException {
        page = Files.createDirectory(place.resolve("page"));
        directory = new PageDirectory(page);
        write(page.resolve("index.html"), "index");
        write(page.resolve("sub/index.html"), "sub");
        write(place.resolve("secret"), "secret");
    }

    private static void write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private void link(String name, Path target) throws IOException {
        Files.createSymbolicLink(page.resolve(name), target);
    }

    /** What is served at a path; null for nothing. */
    private @Nullable String at(String path) {
        return read(directory.open(PagePath.of(path).orElseThrow()));
    }

    private static @Nullable String read(PageDirectory.@Nullable Found found) {
        if (found == null) {
            return null;
        }
        try (SeekableByteChannel file = found.file()) {
            if (file == null) {
                return FOLDER;
            }
            ByteBuffer content = ByteBuffer.allocate((int) found.size());
            Channels.newInputStream(file).read(content.array());
            return new String(content.array(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aFolderIsItsIndexAndNothingIsListed() throws IOException {
        Files.createDirectory(page.resolve("empty"));
        assertThat(at("/")).isEqualTo("index");
        assertThat(at("/sub/")).isEqualTo("sub");
        assertThat(at("/sub")).isEqualTo(FOLDER);
        assertThat(at("/empty/")).isNull();
        assertThat(at("/index.html/")).isNull();
        assertThat(at("/index.html/x")).isNull();
        assertThat(at("/nowhere")).isNull();
        assertThat(at("/INDEX.HTML")).isNull();
        Files.createDirectories(page.resolve("odd/index.html"));
        assertThat(at("/odd/")).isNull();
    }

    @Test
    void linksAreFollowedWhereTheyStayInside() throws IOException {
        Files.writeString(page.resolve(".hidden"), "hidden");
        link("relative", Path.of("sub/index.html"));
        link("folder", Path.of("sub"));
        link("absolute", page.resolve("index.html"));
        link("there-and-back", Path.of("../page/index.html"));
        link("to-hidden", Path.of(".hidden"));
        link("itself", Path.of("."));
        assertThat(at("/relative")).isEqualTo("sub");
        assertThat(at("/folder")).isEqualTo(FOLDER);
        assertThat(at("/folder/")).isEqualTo("sub");
        assertThat(at("/absolute")).isEqualTo("index");
        assertThat(at("/there-and-back")).isEqualTo("index");
        assertThat(at("/to-hidden")).isEqualTo("hidden");
        assertThat(at("/itself/itself/sub/")).isEqualTo("sub");
    }

    @Test
    void linksThatLeadOutAreNotFollowed() throws IOException {
        write(place.resolve("page-2/index.html"), "of another page");
        link("secret", Path.of("../secret"));
        link("twice", Path.of("secret"));
        link("absolute", place.resolve("secret"));
        link("up", Path.of(".."));
        link("beside", Path.of("../page-2"));
        link("passwords", Path.of("/etc/passwd"));
        link("memory", Path.of("/proc/self/environ"));
        link("nowhere", Path.of("nothing"));
        link("circle", Path.of("circle"));
        for (String path : new String[] {
            "/secret",
            "/twice",
            "/absolute",
            "/up",
            "/up/",
            "/up/secret",
            "/up/page/index.html",
            "/beside/",
            "/passwords",
            "/memory",
            "/nowhere",
            "/circle",
            "/circle/"
        }) {
            assertThat(at(path)).as(path).isIn(null, "index");
            assertThat(at(path)).as(path).isNotIn("secret", FOLDER);
        }
        assertThat(at("/up/page/index.html")).as("back in again").isEqualTo("index");
    }

    @Test
    void theDirectoryMayBeALinkAndAnotherOneLater() throws IOException {
        write(place.resolve("other/index.html"), "other");
        Path link = Files.createSymbolicLink(place.resolve("current"), Path.of("page"));
        directory = new PageDirectory(link);
        assertThat(at("/")).isEqualTo("index");
        Files.createSymbolicLink(place.resolve("next"), Path.of("other"));
        Files.move(place.resolve("next"), link, StandardCopyOption.ATOMIC_MOVE);
        assertThat(at("/")).isEqualTo("other");
    }

    /** As Kubernetes mounts a ConfigMap. */
    private void mount(int version) throws IOException {
        write(page.resolve("..v" + version + "/index.html"), "version " + version);
        Path next = Files.createSymbolicLink(page.resolve("..data_tmp"), Path.of("..v" + version));
        Files.move(next, page.resolve("..data"), StandardCopyOption.ATOMIC_MOVE);
        if (version > 0) {
            Files.delete(page.resolve("..v" + (version - 1) + "/index.html"));
            Files.delete(page.resolve("..v" + (version - 1)));
        }
    }

    @Test
    @Timeout(60)
    void aMountThatIsExchangedIsAlwaysThere() throws Exception {
        Files.delete(page.resolve("index.html"));
        mount(0);
        link("index.html", Path.of("..data/index.html"));
        assertThat(at("/")).isEqualTo("version 0");
        Exchanger<Integer> begin = new Exchanger<>();
        Thread mounts = new Thread(() -> {
            try {
                for (int version = 1; version <= 300; version++) {
                    begin.exchange(version);
                    mount(version);
                }
            } catch (IOException | InterruptedException e) {
                throw new AssertionError(e);
            }
        });
        mounts.start();
        for (int version = 1; version <= 300; version++) {
            begin.exchange(version, 30, TimeUnit.SECONDS);
            assertThat(at("/")).isIn("version " + (version - 1), "version " + version);
        }
        mounts.join();
        assertThat(at("/")).isEqualTo("version 300");
    }

    @Test
    @Timeout(60)
    void aFileThatBecomesALinkOutIsNotFollowed() throws Exception {
        Path file = page.resolve("file.html");
        Path next = place.resolve("next");
        assertNeverSecret("/file.html", () -> {
            Files.move(Files.writeString(next, "plain"), file, StandardCopyOption.ATOMIC_MOVE);
            Files.move(Files.createSymbolicLink(next, Path.of("../secret")), file, StandardCopyOption.ATOMIC_MOVE);
        });
    }

    @Test
    @Timeout(60)
    void aFolderThatBecomesALinkOutIsNotFollowed() throws Exception {
        write(place.resolve("outside/index.html"), "secret");
        write(page.resolve("folder/index.html"), "plain");
        Path folder = page.resolve("folder");
        Path aside = place.resolve("aside");
        Path link = Files.createSymbolicLink(place.resolve("link"), Path.of("../outside"));
        assertNeverSecret("/folder/", () -> {
            Files.move(folder, aside);
            Files.move(link, folder);
            Files.move(folder, link);
            Files.move(aside, folder);
        });
    }

    /** What is done to the files of a page while they are read. */
    private interface Change {
        void run() throws IOException;
    }

    private void assertNeverSecret(String path, Change change) throws Exception {
        AtomicBoolean done = new AtomicBoolean();
        CompletableFuture<Void> changes = CompletableFuture.runAsync(() -> {
            try {
                while (!done.get()) {
                    change.run();
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        try {
            for (int i = 0; i < MANY; i++) {
                assertThat(at(path)).isIn(null, "plain");
            }
        } finally {
            done.set(true);
        }
        changes.get();
    }

    @Test
    @Timeout(value = 30, threadMode = ThreadMode.SEPARATE_THREAD)
    void whatIsNoFileIsNotOpened() throws Exception {
        assertThat(new ProcessBuilder("mkfifo", page.resolve("pipe").toString())
                        .start()
                        .waitFor())
                .isZero();
        link("to-pipe", Path.of("pipe"));
        link("device", Path.of("/dev/zero"));
        assertThat(at("/pipe")).isNull();
        assertThat(at("/to-pipe")).isNull();
        assertThat(at("/device")).isNull();
    }
}
