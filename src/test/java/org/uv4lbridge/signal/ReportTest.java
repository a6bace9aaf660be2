package org.uv4lbridge.signal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is taken of a page's word on its call. */
@Tag("unit")
class ReportTest {

    private static final String ENTRY = "{\"at\":21,\"side\":\"page\",\"name\":\"socket\",\"detail\":{\"open\":true}}";

    private static Report report(String members) {
        return Report.of(new Signal("{\"what\":\"bridge\"," + members + "}", What.BRIDGE));
    }

    private static Report timeline(String entries) {
        return report("\"event\":\"timeline\",\"entries\":" + entries);
    }

    @Test
    void entriesKeepTheirOrderTimeAndDetail() {
        assertThat(timeline("[" + ENTRY + ",{\"at\":22,\"name\":\"call\",\"detail\":{ \"vformat\": 30 }}]")
                        .entries())
                .containsExactly(
                        new Report.Entry(21, "socket", "{\"open\":true}"),
                        new Report.Entry(22, "call", "{\"vformat\":30}"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"at\":-1,\"name\":\"ice\",\"detail\":{}}",
                "{\"at\":1.5,\"name\":\"ice\",\"detail\":{}}",
                "{\"at\":1e300,\"name\":\"ice\",\"detail\":{}}",
                "{\"at\":99999999999999999999,\"name\":\"ice\",\"detail\":{}}",
                "{\"at\":\"1\",\"name\":\"ice\",\"detail\":{}}",
                "{\"name\":\"ice\",\"detail\":{}}",
                "{\"at\":1,\"name\":\"\",\"detail\":{}}",
                "{\"at\":1,\"name\":\"<b>\",\"detail\":{}}",
                "{\"at\":1,\"name\":\"abcdefghijklmnopqrstuvwxyz\",\"detail\":{}}",
                "{\"at\":1,\"name\":\"ice\",\"detail\":[]}",
                "{\"at\":1,\"name\":\"ice\",\"detail\":\"{}\"}",
                "{\"at\":1,\"name\":\"ice\"}",
                "[]",
                "null",
                "7"
            })
    void anEntryOfAnotherFormIsLeftOutAndTheOthersAreTaken(String entry) {
        assertThat(timeline("[" + entry + "," + ENTRY + "]").entries())
                .containsExactly(new Report.Entry(21, "socket", "{\"open\":true}"));
    }

    @Test
    void anEntryIsNoLongerThanAPageMakesIt() {
        String detail = "{\"text\":\"" + "x".repeat(2_000) + "\"}";
        assertThat(timeline("[{\"at\":1,\"name\":\"message\",\"detail\":" + detail + "}]")
                        .entries())
                .isEmpty();
    }

    @Test
    void aReportHasFiftyEntriesAtMost() {
        assertThat(timeline("[" + (ENTRY + ",").repeat(60) + ENTRY + "]").entries())
                .hasSize(50);
    }

    @Test
    void aDiagnosisIsARuleWithTheValuesOfItsSentence() {
        assertThat(report(
                                "\"event\":\"diagnosis\",\"rule\":\"noCommonCodec\",\"values\":{\"offered\":\"H264\",\"known\":\"VP8\"}")
                        .diagnosis())
                .isEqualTo(new Report.Diagnosis("noCommonCodec", Map.of("offered", "H264", "known", "VP8")));
        assertThat(report("\"event\":\"diagnosis\",\"rule\":\"busy\"").diagnosis())
                .isEqualTo(new Report.Diagnosis("busy", Map.of()));
    }

    @Test
    void valuesOfAnotherFormAreLeftOut() {
        String values = "{\"a\":1,\"B\":\"x\",\"c\":\"" + "x".repeat(201)
                + "\",\"d\":\"1\",\"e\":\"2\",\"f\":\"3\",\"g\":\"4\",\"h\":\"5\"}";
        assertThat(report("\"event\":\"diagnosis\",\"rule\":\"busy\",\"values\":" + values)
                        .diagnosis())
                .isEqualTo(new Report.Diagnosis("busy", Map.of("d", "1", "e", "2", "f", "3", "g", "4")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"event\":\"diagnosis\"",
                "\"event\":\"diagnosis\",\"rule\":\"\"",
                "\"event\":\"diagnosis\",\"rule\":\"<script>\"",
                "\"event\":\"diagnosis\",\"rule\":7",
                "\"event\":\"timeline\"",
                "\"event\":\"timeline\",\"entries\":{}",
                "\"event\":\"timeline\",\"entries\":\"[]\"",
                "\"event\":\"hello\"",
                "\"event\":7"
            })
    void whatReportsNothingIsNothing(String members) {
        assertThat(report(members).entries()).isEmpty();
        assertThat(report(members).diagnosis()).isNull();
    }
}
