package org.uv4lbridge.socket;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("unit")
class HeadReaderTest {

    private static final String LINE = "GET / HTTP/1.1\r\n";

    private final HeadReader reader = new HeadReader();

    private @Nullable HeadFault read(String head) {
        for (byte one : head.getBytes(StandardCharsets.ISO_8859_1)) {
            assertThat(reader.isComplete()).isFalse();
            HeadFault fault = reader.next(one);
            if (fault != null) {
                return fault;
            }
        }
        return null;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\r\n",
                "Host: a\r\n\r\n",
                "Host: a\n\n",
                "A:\r\nB: \t \r\nC:\t:c: \u00fc\u0085\r\n\r\n",
                "Content-Length: 5\r\n\r\n",
                "content-length:\t 000000000000000005 \t\r\n\r\n",
                "Transfer-Encoding: CHUNKED\r\n\r\n",
                "X-Content-Length: x\r\nContent-Length-X: x\r\nX-Transfer-Encoding: x\r\n\r\n",
                "Host:                                            a\r\n\r\n",
                "Content-Length:                                            5                     \r\n\r\n"
            })
    void anOrderlyHeadEndsWithItsEmptyLine(String rest) {
        assertThat(read("\r\n\n" + LINE + rest)).isNull();
        assertThat(reader.isComplete()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "LEADING_SPACE, ' Host: a'",
        "LEADING_SPACE, '\tHost: a'",
        "LEADING_SPACE, ' '",
        "SPACE_IN_NAME, 'Host : a'",
        "SPACE_IN_NAME, 'Ho st: a'",
        "NO_NAME, ':a'",
        "NO_COLON, 'Host'",
        "CONTROL, 'Host: a\rB: b'",
        "CONTROL, 'Host: a\u0000'",
        "CONTROL, 'Ho\u000bst: a'",
        "CONTROL, 'Host: a\u007f'",
        "LENGTH, 'Content-Length: 5, 5'",
        "LENGTH, 'Content-Length: 9999999999999999999'",
        "LENGTH, 'Content-Length: 00000000000000000000000000000000000000000005'",
        "LENGTH, 'content-length: 5 5'",
        "ENCODING, 'Transfer-Encoding: gzip, chunked'",
        "ENCODING, 'Transfer-Encoding: chunkedchunkedchunkedchunkedchunkedchunked'",
        "ENCODING, 'transfer-encoding:'"
    })
    void aFaultIsFoundAtOnce(HeadFault fault, String line) {
        assertThat(read(LINE + line + "\r\n")).isEqualTo(fault);
    }

    @Test
    void whatMayComeOnceMayNotComeTwice() {
        assertThat(read(LINE + "Content-Length: 5\r\nA: b\r\nCONTENT-LENGTH: 5\r\n"))
                .isEqualTo(HeadFault.LENGTH);
    }

    @Test
    void chunksHaveNoLength() {
        assertThat(read(LINE + "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n"))
                .isEqualTo(HeadFault.ENCODING);
    }

    @Test
    void http10KnowsNoChunks() {
        assertThat(read("GET / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n")).isEqualTo(HeadFault.ENCODING);
    }
}
