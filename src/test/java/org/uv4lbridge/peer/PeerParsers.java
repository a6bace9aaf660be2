package org.uv4lbridge.peer;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Arrays;
import java.util.List;
import org.uv4lbridge.testkit.TextParser;

/** What reads offers, candidates and datagrams; ParsersTest tries them. */
public final class PeerParsers {

    private static final IceCredentials OWN = new IceCredentials("viewer", "a-password-of-22-or-more");

    private PeerParsers() {}

    public static List<TextParser> all() {
        return List.of(
                TextParser.of("offer", PeerParsers::offer, Offer.class, MediaSection.class),
                TextParser.of("candidate", RemoteCandidate::read, RemoteCandidate.class),
                TextParser.of("fingerprint", text -> new Fingerprint(text, text).isStrong(), Fingerprint.class),
                TextParser.of("STUN message", PeerParsers::stun, StunMessage.class),
                TextParser.of("STUN attributes", PeerParsers::attributes, StunMessage.class),
                TextParser.of("DTLS record", PeerParsers::dtls, DtlsRecords.class, PacketKind.class));
    }

    private static void offer(String text) {
        try {
            Offer offer = Offer.read(text);
            offer.answer(1, OWN, Fingerprint.of(new byte[] {1}));
            offer.summary();
            offer.payloads();
            offer.candidates().forEach(RemoteCandidate::read);
            offer.isOfTransport(text, null);
        } catch (UnusableOfferException e) {
            // the camera's mistake
        }
    }

    private static void stun(String text) {
        StunMessage.read(text.getBytes(ISO_8859_1)).ifPresent(message -> message.isSignedWith(text));
    }

    /** With the head of a message that is as long as it says. */
    private static void attributes(String text) {
        byte[] bytes = text.getBytes(ISO_8859_1);
        int length = Math.min(bytes.length, Short.MAX_VALUE) & ~3;
        byte[] message = Arrays.copyOf(
                new byte[] {0, 1, (byte) (length >> 8), (byte) length, 0x21, 0x12, (byte) 0xa4, 0x42}, length + 20);
        System.arraycopy(bytes, 0, message, 20, length);
        StunMessage.read(message);
        // Empty attributes, as many as there is room for.
        Arrays.fill(message, 20, message.length, (byte) 0);
        StunMessage.read(message);
    }

    private static void dtls(String text) throws Exception {
        byte[] bytes = text.getBytes(ISO_8859_1);
        PacketKind.of(bytes[0]);
        DtlsRecords records = new DtlsRecords(out -> {}, () -> {});
        records.received(bytes);
        records.receive(new byte[DtlsRecords.LONGEST], 0, DtlsRecords.LONGEST, 0);
    }
}
