package org.uv4lbridge.viewer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("unit")
class PagePathTest {

    @ParameterizedTest
    @CsvSource({
        "/, index.html, true",
        "/index.html, index.html, false",
        "/a/b/style.css, a/b/style.css, false",
        "/a/, a/index.html, true",
        "/k%C3%BCche.html, küche.html, false",
        "/a%20b, a b, false",
        "/a+b, a+b, false",
        "/a.b..c, a.b..c, false",
        "/%252e%252e, %2e%2e, false",
        "/a;b=c, a;b=c, false",
        "/C:, C:, false"
    })
    void namesAreDecodedOnce(String path, String names, boolean isFolder) {
        PagePath read = PagePath.of(path).orElseThrow();
        assertThat(String.join("/", read.names())).isEqualTo(names);
        assertThat(read.isFolder()).isEqualTo(isFolder);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/..",
                "/../",
                "/../etc/passwd",
                "/a/../b",
                "/a/..",
                "/.",
                "/./a",
                "/.git/config",
                "/a/.htpasswd",
                "/..data/index.html",
                "/...",
                "/%2e%2e/a",
                "/%2E./a",
                "/.%2e/a",
                "/%2egit/config",
                "/a%2fb",
                "/..%2fa",
                "/a%2F..%2Fb",
                "/a%5cb",
                "/..%5Ca",
                "/a\\b",
                "/..\\a",
                "/a%00",
                "/a%00.html",
                "/a%0d%0aSet-Cookie:x",
                "/a%7f",
                "/a%c2%85",
                "/%c0%ae%c0%ae/a",
                "/%c0%afa",
                "/%e0%80%ae/a",
                "/a%ff",
                "/a%ed%a0%80",
                "//",
                "//a",
                "/a//b",
                "/a//"
            })
    void whatIsNoPlainNameIsRefused(String path) {
        assertThat(PagePath.of(path)).isEmpty();
    }

    @Test
    void whatIsTooLongIsRefused() {
        assertThat(PagePath.of("/" + "a".repeat(255))).isPresent();
        assertThat(PagePath.of("/" + "a".repeat(256))).isEmpty();
        assertThat(PagePath.of("/a".repeat(PagePath.LONGEST / 2))).isPresent();
        assertThat(PagePath.of("/a".repeat(PagePath.LONGEST / 2) + "/")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "/embed.js, true",
        "/%65mbed.js, true",
        "/js/mine.js, true",
        "/%6as/mine.js, true",
        "/api/mine, true",
        "/cameras/porch, true",
        "/operator/, true",
        "/webrtc/x, true",
        "/, false",
        "/style.css, false",
        "/lib/js/embed.js, false",
        "/API/x, false",
        "/embed.jsx, false"
    })
    void thePlacesOfTheBridgeAreKnownHoweverTheyAreWritten(String path, boolean isOfBridge) {
        assertThat(PagePath.of(path).orElseThrow().isOfBridge()).isEqualTo(isOfBridge);
    }

    @ParameterizedTest
    @CsvSource({"/, html", "/A.JPG, jpg", "/a.tar.gz, gz", "/a, ''", "/a., ''", "/a/b.c/d, ''", "/a.b%20, ''"})
    void theEndOfANameSaysWhatItIs(String path, String extension) {
        assertThat(PagePath.of(path).orElseThrow().extension()).isEqualTo(extension);
    }

    /** Some names would be an address, or one of another site, if they stood alone. */
    @ParameterizedTest
    @CsvSource({"/sub, ./sub/", "/a/b%20c, ./b%20c/", "/https:, ./https:/"})
    void aFolderIsNamedBesideItself(String path, String folder) {
        assertThat(PagePath.asFolder(path)).isEqualTo(folder);
    }
}
