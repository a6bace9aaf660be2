package org.uv4lbridge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.uv4lbridge.testkit.Browsers;
import org.uv4lbridge.testkit.Browsers.Kind;
import org.uv4lbridge.testkit.ScriptedPage;

/** Each rule of the diagnosis by itself: on a timeline that it explains, and on one that only looks like it. */
@Tag("browser")
class DiagnosisRulesIT {

    /** Words for the entries of a timeline; {@code answered} is a call with an answer and no way to the camera yet. */
    private static final String WORDS = """
            const opened = ['socket', { open: true }];
            const called = ['call', { trickle: true }];
            const queue = (position) => ['queue', { position }];
            const message = (problem) => ['message', { text: 'In words.', problem }];
            const offer = (...video) => ['offer', { video, audio: [], data: false }];
            const answer = (video = true) => ['answer', { video }];
            const candidate = (from, type = 'host', { mdns = false, loopback = false } = {}) =>
              ['candidate', { from, type, mdns, protocol: 'udp', loopback }];
            const camera = (...kind) => candidate('camera', ...kind);
            const page = (...kind) => candidate('page', ...kind);
            const mdns = ['host', { mdns: true }];
            const loopback = ['host', { loopback: true }];
            const gathered = ['gathering', { state: 'complete' }];
            const turn = (code, url = 'turn:relay.test:3478?transport=udp') => ['iceerror', { code, url }];
            const ice = (state) => ['ice', { state }];
            const connection = (state) => ['connection', { state }];
            const statistics = (packets, frames) => ['statistics', { packets, bytes: 0, frames, lost: 0, pair: null }];
            const frame = ['frame', { width: 640, height: 480 }];
            const closed = (code) => ['socket', { open: false, code, reason: '' }];
            const failed = (reason) => ['end', { outcome: 'failed', reason }];
            const ended = ['end', { outcome: 'ended', reason: 'hungup' }];
            const began = ['connecting', {}];
            const offered = [began, opened, called, offer('VP8')];
            const answered = [...offered, answer()];
            const connected = [...answered, camera(), page(), ice('connected'), connection('connected')];
            const slow = 10_000;
            """;

    @RegisterExtension
    static final Browsers BROWSERS = new Browsers();

    private static ScriptedPage page;

    @BeforeAll
    static void open() {
        page = ScriptedPage.open(BROWSERS.page(Kind.CHROMIUM));
    }

    /** A rule, timelines that it explains, and timelines that it doesn't. */
    static Stream<Arguments> cases() {
        return Stream.of(
                        rule("insecureSocket")
                                .fits("[failed('unreachable')], { secure: true }", "[began], { secure: true }")
                                .misses(
                                        "[failed('unreachable')], { secure: false }",
                                        "[failed('unreachable')], { secure: true, socketProtocol: 'wss:' }",
                                        "[opened, failed('cut')], { secure: true }"),
                        rule("accessRefused")
                                .fits("[failed('forbidden')]", "[opened, failed('expired')]")
                                .fits("[...answered, message('WATCH_ONLY'), failed('rejected')]")
                                .misses("[failed('unreachable')]", "[opened, message('NOT_JSON'), failed('rejected')]"),
                        rule("cameraOff")
                                .fits("[opened, called, message('CAMERA_UNREACHABLE'), failed('cameraOff')]")
                                .misses("[opened, called, message('CAMERA_REFUSES'), failed('cameraRefuses')]"),
                        rule("busy")
                                .fits(
                                        "[opened, called, message('CAMERA_BUSY'), failed('busy')]",
                                        "[opened, called, queue(2)], slow",
                                        "[opened, called, ['busy', {}]], slow")
                                .misses(
                                        "[opened, called, queue(2), offer('VP8')]",
                                        "[opened, called, ['busy', {}], offer('VP8')]",
                                        "[opened, called], slow"),
                        rule("noOffer")
                                .fits("[opened, called, message('CAMERA_NO_OFFER'), failed('noOffer')]")
                                .fits("[opened, called], slow", "[opened, called, ended], slow")
                                .misses(
                                        "[opened, called]",
                                        "offered, slow",
                                        "[opened, called, queue(2)], slow",
                                        "[opened, called, failed('cameraOff')], slow"),
                        rule("noCommonCodec")
                                .fits("[opened, called, offer('H264'), answer(false), failed('noVideo')]")
                                .fits("[opened, called, offer('H264'), failed('badOffer')]")
                                .fits("[opened, called, offer('VP8'), answer(false), failed('noVideo')]")
                                .misses(
                                        "[opened, called, offer('H264', 'VP8'), answer(), failed('noPath')]",
                                        "[opened, called, offer('H265'), answer(), frame], slow"),
                        rule("badOffer")
                                .fits("[...offered, ['refused', { text: 'In words.' }], failed('badOffer')]")
                                .misses("[...offered, failed('badOffer')]"),
                        rule("noVideoOffered")
                                .fits("[opened, called, offer(), answer(false), failed('noVideo')]")
                                .misses("[...offered, failed('badOffer')]"),
                        rule("socketLost")
                                .fits("[...connected, frame, closed(1006), failed('cut')]")
                                .fits("[opened, called, closed(1011), failed('closed')]")
                                .misses(
                                        "[...connected, frame, closed(1001), failed('stopping')]",
                                        "[closed(1006), failed('notOpened')]",
                                        "[...connected, frame, closed(1000), ended]"),
                        rule("turnRefused")
                                .fits(
                                        "[...answered, camera(), page(), turn(401), gathered, ice('failed'), failed('noPath')]")
                                .fits("[...answered, camera(), turn(403), gathered], slow")
                                .misses(
                                        "[...answered, camera(), page('relay'), turn(401), failed('noPath')]",
                                        "[...answered, camera(), page(), turn(401, 'stun:a.test'), failed('noPath')]",
                                        "[...connected, turn(401), failed('noPicture')]"),
                        rule("turnSilent")
                                .fits("[...answered, camera(), page(), turn(701), gathered, failed('noPath')]")
                                .misses(
                                        "[...answered, camera(), page('relay'), turn(701), failed('noPath')]",
                                        "[...answered, camera(), page(), turn(701, 'stun:a.test:1'), failed('noPath')]"),
                        rule("onlyLoopback")
                                .fits("[...answered, camera(), page(...loopback), gathered, failed('noPath')]")
                                .fits("[...answered, camera(), gathered], slow")
                                .misses(
                                        "[...answered, camera(), page(...loopback), page(), gathered, failed('noPath')]",
                                        "[...answered, camera(), page(...loopback), gathered, ice('connected')]",
                                        "[...answered, camera(), failed('noPath')]"),
                        rule("noCandidates")
                                .fits("[...answered, page(), failed('noPath')]", "[...answered, page()], slow")
                                .misses("[...answered, page()]", "[...answered, page(), camera(), failed('noPath')]"),
                        rule("cameraHidden")
                                .fits("[...answered, page(), camera(...mdns), camera(...mdns), failed('noPath')]")
                                .misses(
                                        "[...answered, page(), camera(...mdns), camera(), failed('noPath')]",
                                        "[...answered, page(), camera(...mdns), ice('connected')], slow"),
                        rule("browserHidden")
                                .fits("[...answered, page(...mdns), page(...mdns), camera(), failed('noPath')]")
                                .misses(
                                        "[...answered, page(...mdns), page('srflx'), camera(), failed('noPath')]",
                                        "[...answered, page(...mdns), camera(), ice('checking'), ice('connected')]"),
                        rule("relayUseless")
                                .fits("[...answered, page(), page('relay'), camera(), ice('failed'), failed('noPath')]")
                                .misses("[...answered, page(), camera('relay'), ice('failed'), failed('noPath')]"),
                        rule("noPath")
                                .fits("[...answered, page(), camera(), ice('failed'), failed('noPath')]")
                                .fits("[...answered, page(), camera(), ice('checking')], slow")
                                .misses(
                                        "[...answered, page(), camera(), ice('checking')]",
                                        "[...connected, frame, ice('failed'), failed('lost')]"),
                        rule("noEncryption")
                                .fits("[...answered, page(), camera(), ice('connected'), failed('noEncryption')]")
                                .fits("[...answered, page(), camera(), ice('connected'), failed('cameraLost')]")
                                .fits("[...answered, page(), camera(), ice('connected')], slow")
                                .misses(
                                        "[...answered, page(), camera(), ice('connected')]",
                                        "[...answered, page(), camera(), failed('cameraLost')]",
                                        "[...connected, failed('cameraLost')]",
                                        "connected, slow"),
                        rule("noMedia")
                                .fits("[...connected, statistics(0, 0), failed('noPicture')]", "connected, slow")
                                .misses(
                                        "connected",
                                        "[...connected, frame], slow",
                                        "[...connected, statistics(9, 0)], slow"),
                        rule("undecodable")
                                .fits(
                                        "[...connected, statistics(9, 0), failed('noPicture')]",
                                        "[...connected, statistics(9, 0)], slow")
                                .misses(
                                        "[...connected, statistics(9, 3)], slow",
                                        "[...connected, statistics(9, 0), frame], slow"),
                        rule("frozen")
                                .fits("[...connected, frame, ['freeze', {}], failed('frozen')]")
                                .misses("[...connected, frame, ice('failed'), failed('lost')]"))
                .flatMap(Case::arguments);
    }

    @ParameterizedTest(name = "{0} {1}: {2}")
    @MethodSource("cases")
    void aRuleExplainsItsFaultAndNoOther(String rule, boolean fits, String timeline) {
        Map<?, ?> found = diagnose(timeline);
        if (fits) {
            assertThat(found).isNotNull();
            assertThat(found.get("rule")).isEqualTo(rule);
        } else if (found != null) {
            assertThat(found.get("rule")).isNotEqualTo(rule);
        }
    }

    @Test
    void everyRuleHasItsCases() {
        Object names = run("const { RULES } = await import('/js/diagnosis.js'); return RULES.map(({ name }) => name);");
        assertThat(cases().map(one -> one.get()[0]).distinct().toList()).isEqualTo(names);
    }

    @Test
    void everyRuleHasASentenceAndARemedy() {
        assertThat((List<?>) run("""
                        const { RULES } = await import('/js/diagnosis.js');
                        const { addTexts, text } = await import('/js/texts.js');
                        await addTexts('diagnosis-texts');
                        const keys = RULES.flatMap(({ name }) => [`diagnosis.${name}`, `diagnosis.${name}.hint`]);
                        return keys.filter((key) => !text(key, { camera: 'Porch' }));""")).isEmpty();
    }

    @Test
    void aCallThatIsWellHasNoDiagnosis() {
        assertThat(diagnose("[...connected, statistics(900, 90), frame], slow")).isNull();
        assertThat(diagnose("[...connected, statistics(900, 90), frame, ended], slow"))
                .isNull();
        assertThat(diagnose("[began]")).isNull();
        assertThat(diagnose("[]")).isNull();
    }

    @Test
    void theBridgesEntriesAreNoneOfThePages() {
        assertThat(run(WORDS + """
                const { diagnose } = await import('/js/diagnosis.js');
                const entries = [{ at: 0, side: 'bridge', name: 'end', detail: { outcome: 'failed', reason: 'frozen' } }];
                return diagnose({ lasted: 0, entries }, { codecs: [] });""")).isNull();
    }

    @Test
    void theCodecsOfBothSidesAreTold() {
        assertThat(diagnose("[opened, called, offer('H264'), answer(false), failed('noVideo')]"))
                .isEqualTo(Map.of("rule", "noCommonCodec", "offered", "H264", "known", "VP8, VP9"));
    }

    /** The diagnosis of a timeline, whose entries come at once; then so many ms pass. */
    private static Map<?, ?> diagnose(String timeline) {
        return (Map<?, ?>) run(WORDS + """
                const { diagnose } = await import('/js/diagnosis.js');
                const saved = (entries, ...more) => {
                  const lasted = more.find((one) => typeof one === 'number') ?? 0;
                  const environment = more.find((one) => typeof one === 'object');
                  return diagnose(
                    { camera: 'porch', lasted, entries: entries.map(([name, detail]) => ({ at: 0, side: 'page', name, detail })) },
                    { secure: false, socketProtocol: 'ws:', codecs: ['VP8', 'VP9'], iceServers: 0, ...environment },
                  );
                };
                return saved(%s);""".formatted(timeline));
    }

    private static Object run(String script) {
        return page.page().evaluate("async () => { " + script + " }");
    }

    private static Case rule(String name) {
        return new Case(name, List.of(), List.of());
    }

    private record Case(String rule, List<String> fits, List<String> misses) {
        Case fits(String... more) {
            return new Case(rule, joined(fits, more), misses);
        }

        Case misses(String... more) {
            return new Case(rule, fits, joined(misses, more));
        }

        Stream<Arguments> arguments() {
            assertThat(fits).isNotEmpty();
            assertThat(misses).isNotEmpty();
            return Stream.concat(
                    fits.stream().map(timeline -> Arguments.of(rule, true, timeline)),
                    misses.stream().map(timeline -> Arguments.of(rule, false, timeline)));
        }

        private static List<String> joined(List<String> some, String... more) {
            return Stream.concat(some.stream(), Stream.of(more)).toList();
        }
    }
}
