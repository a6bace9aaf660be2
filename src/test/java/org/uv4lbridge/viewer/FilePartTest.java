package org.uv4lbridge.viewer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("unit")
class FilePartTest {

    private static final long SIZE = 10;

    @ParameterizedTest
    @CsvSource({
        "bytes=0-0, 0, 1",
        "bytes=2-4, 2, 3",
        "bytes=2-, 2, 8",
        "bytes=0-9, 0, 10",
        "bytes=0-99, 0, 10",
        "bytes=0-999999999999999999, 0, 10",
        "bytes=-3, 7, 3",
        "bytes=-99, 0, 10",
        "BYTES=9-, 9, 1"
    })
    void aRangeIsAPart(String range, long from, long length) {
        assertThat(FilePart.of(List.of(range), SIZE)).isEqualTo(new FilePart(from, length, false));
    }

    @ParameterizedTest
    @ValueSource(strings = {"bytes=10-", "bytes=10-20", "bytes=999999999999999999-", "bytes=-0"})
    void whatTheFileDoesNotHaveIsNothing(String range) {
        FilePart part = FilePart.of(List.of(range), SIZE);
        assertThat(part.isWhole()).isFalse();
        assertThat(part.length()).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "bytes=-",
                "bytes=",
                "bytes=4-2",
                "bytes=a-b",
                "bytes=--1",
                "bytes=0-1,3-4",
                "bytes=0-1000000000000000000",
                "bytes=٣-",
                "lines=0-1",
                "0-1"
            })
    void whatIsNotUnderstoodIsTheWhole(String range) {
        assertThat(FilePart.of(List.of(range), SIZE)).isEqualTo(new FilePart(0, SIZE, true));
    }

    @Test
    void withoutAHeaderOrWithSeveralItIsTheWhole() {
        assertThat(FilePart.of(List.of(), SIZE).isWhole()).isTrue();
        assertThat(FilePart.of(List.of("bytes=0-1", "bytes=0-1"), SIZE).isWhole())
                .isTrue();
        assertThat(FilePart.of(List.of("bytes=0-"), 0)).isEqualTo(new FilePart(0, 0, false));
    }

    @Test
    void aPartSaysWhereItIs() {
        assertThat(FilePart.of(List.of("bytes=2-4"), SIZE).ofSize(SIZE)).isEqualTo("bytes 2-4/10");
    }
}
