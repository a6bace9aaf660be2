package org.uv4lbridge.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("unit")
class CertifiedNamesTest {

    private static List<String> list(String text) {
        return text == null ? List.of() : List.of(text.split(" "));
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            delimiter = '|',
            value = {
                "pi.local 192.0.2.7   | -                       | -",
                "home.local 192.0.2.7 | -                       | home.local of the certificate would be refused: add to bridge.hosts.",
                "home.local           | -                       | home.local of the certificate would be refused: add to bridge.hosts; pi is not covered by the certificate: browsers will warn there.",
                "2001:db8::7          | -                       | -",
                "Cam.example.org      | cam.example.org         | -",
                "cam.example.org      | cam.example.org b.local | b.local is not covered by the certificate: browsers will warn there.",
                "*.example.org        | cam.example.org         | -",
                "*.example.org        | a.cam.example.org       | *.example.org of the certificate would be refused: add to bridge.hosts; a.cam.example.org is not covered by the certificate: browsers will warn there.",
            })
    void whatDoesNotFitIsSaidInOneSentence(String certified, String configured, String said) {
        List<String> hosts = list(configured);
        assertThat(new CertifiedNames(list(certified)).difference(new HostNames("pi", hosts), hosts, "pi"))
                .isEqualTo(java.util.Optional.ofNullable(said));
    }
}
