package org.uv4lbridge;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.uv4lbridge.testkit.Browsers;
import org.uv4lbridge.testkit.Browsers.Kind;
import org.uv4lbridge.testkit.ScriptedPage;

/** The timeline of a call by itself, on a clock that the test turns. */
@Tag("browser")
class TimelineIT {

    @RegisterExtension
    static final Browsers BROWSERS = new Browsers();

    private static ScriptedPage page;

    @BeforeAll
    static void open() {
        page = ScriptedPage.open(BROWSERS.page(Kind.CHROMIUM));
    }

    @Test
    void entriesTellTheMillisecondsSinceTheCallBegan() {
        assertThat(run("""
                        now = 1000.4;
                        timeline.add('connecting');
                        now = 1021.2;
                        timeline.add('socket', { open: true });
                        return timeline.entries;"""))
                .isEqualTo("[{\"at\":0,\"side\":\"page\",\"name\":\"connecting\",\"detail\":{}},"
                        + "{\"at\":21,\"side\":\"page\",\"name\":\"socket\",\"detail\":{\"open\":true}}]");
    }

    @Test
    void itIsSavedWithTheCameraAndTheTimeOfTheCall() {
        assertThat(run("timeline.add('hangup'); return timeline;"))
                .startsWith("{\"camera\":\"porch\",\"began\":\"2")
                .containsPattern("\"began\":\"[0-9T:.-]+Z\",\"lasted\":0,")
                .endsWith("\"name\":\"hangup\",\"detail\":{}}]}");
    }

    @Test
    void reportsGoOnWhereTheLastOneEnded() {
        assertThat(run("""
                        ['connecting', 'socket', 'call'].forEach((name) => timeline.add(name));
                        return timeline.since(1).map(({ name }) => name);""")).isEqualTo("[\"socket\",\"call\"]");
    }

    @Test
    void afterTwoHundredEntriesItSaysThatThereWereMore() {
        assertThat(run("""
                        for (let n = 0; n < 300; n++) timeline.add('ice');
                        const { entries } = timeline;
                        return [entries.length, entries[198].name, entries[199].name];""")).isEqualTo("[200,\"ice\",\"full\"]");
    }

    @Test
    void whatWasGivenOutIsACopy() {
        assertThat(run("""
                        timeline.add('connecting');
                        timeline.entries.push('trap');
                        timeline.since(0).pop();
                        return timeline.entries.length;""")).isEqualTo("1");
    }

    @Test
    void candidatesAreToldByTheirTypeAndNeverByTheirAddress() {
        assertThat(run("""
                        timeline.addCandidate('camera', 'candidate:1 1 udp 2122260223 192.0.2.7 40000 typ host generation 0');
                        timeline.addCandidate('page', 'candidate:2 1 UDP 1 1c9a7e1c.local 40000 typ host');
                        timeline.addCandidate('page', 'candidate:3 1 tcp 1 127.0.0.1 9 typ host tcptype active');
                        timeline.addCandidate('page', 'candidate:4 1 udp 1 198.51.100.9 40000 typ relay raddr 192.0.2.7 rport 1');
                        timeline.addCandidate('camera', 'candidate:5 1 udp 1 fd00::7 40000 typ 192.0.2.7');
                        timeline.addCandidate('camera', '192.0.2.7');
                        timeline.addCandidate('camera');
                        return timeline.entries.map(({ name, detail }) => [name, ...Object.values(detail)].join(' '));"""))
                .isEqualTo("[\"candidate camera host false udp false\",\"candidate page host true udp false\","
                        + "\"candidate page host false tcp true\",\"candidate page relay false udp false\","
                        + "\"candidate camera other false udp false\",\"candidate camera other false udp false\","
                        + "\"candidates camera true\"]");
    }

    @Test
    void manyCandidatesLeaveRoomForWhatComesAfterThem() {
        assertThat(run("""
                        for (let n = 0; n < 500; n++) timeline.addCandidate('camera', 'candidate:1 1 udp 1 192.0.2.7 9 typ host');
                        timeline.add('end');
                        const { entries } = timeline;
                        return [entries.length, entries.at(-1).name];""")).isEqualTo("[51,\"end\"]");
    }

    @Test
    void anOfferIsToldByItsCodecsAndItsCandidates() {
        assertThat(run("""
                        timeline.addOffer(['v=0', 'm=audio 9 X 111 0', 'a=rtpmap:111 opus/48000/2', 'a=sendrecv',
                          'm=video 9 X 96 97 98', 'a=rtpmap:96 VP8/90000', 'a=rtpmap:97 rtx/90000', 'a=rtpmap:98 H264/90000',
                          'a=candidate:1 1 udp 1 192.0.2.7 9 typ host', 'm=application 0 DTLS/SCTP 5000', ''].join('\\r\\n'));
                        return timeline.entries.map(({ name, detail }) => [name, detail]);"""))
                .isEqualTo("[[\"offer\",{\"video\":[\"VP8\",\"H264\"],\"audio\":[\"OPUS\"],\"data\":false}],"
                        + "[\"candidate\",{\"from\":\"camera\",\"type\":\"host\",\"mdns\":false,"
                        + "\"protocol\":\"udp\",\"loopback\":false}]]");
    }

    @Test
    void videoThatTheCameraDoesNotSendIsNotInItsOffer() {
        assertThat(run("""
                        const video = 'a=rtpmap:96 VP8/90000\\r\\n';
                        timeline.addOffer('v=0\\r\\nm=video 0 X 96\\r\\n' + video);
                        timeline.addOffer('v=0\\r\\nm=video 9 X 96\\r\\na=recvonly\\r\\n' + video);
                        timeline.addOffer('v=0\\r\\nm=video 0 X 96\\r\\na=bundle-only\\r\\n' + video);
                        return timeline.entries.map(({ detail }) => detail.video);""")).isEqualTo("[[],[],[\"VP8\"]]");
    }

    /** What a script makes of a new timeline, as JSON. */
    private static String run(String script) {
        return (String) page.page().evaluate("""
                async () => {
                  const { Timeline } = await import('/js/timeline.js');
                  let now = 1000.4;
                  const timeline = new Timeline(() => now);
                  timeline.camera = 'porch';
                  return JSON.stringify((() => { %s })());
                }""".formatted(script));
    }
}
