package org.uv4lbridge.peer;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.Consumer;
import org.bouncycastle.tls.DatagramTransport;

/** The datagrams of one association as the DTLS library wants them; any thread may add what has come. */
public final class DtlsRecords implements DatagramTransport {
    /** Bytes of a datagram that comes. */
    public static final int LONGEST = 2_048;

    private static final int LONGEST_SENT = 1_200;
    /** Records waiting for the handshake; a whole flight of a browser is five. */
    private static final int INBOX = 64;

    private final Consumer<ByteBuffer> out;
    private final Runnable whenClosed;
    private final BlockingQueue<byte[]> inbox = new ArrayBlockingQueue<>(INBOX);
    private volatile boolean isDrained;

    /**
     * @param out sends a record
     * @param whenClosed run when the library has closed the association
     */
    public DtlsRecords(Consumer<ByteBuffer> out, Runnable whenClosed) {
        this.out = out;
        this.whenClosed = whenClosed;
    }

    /** False if too many wait: that record is lost, as on any network. */
    public boolean received(byte[] record) {
        return inbox.offer(record);
    }

    public boolean isEmpty() {
        return inbox.isEmpty();
    }

    /** Whether the library has asked for more than there was; it may keep some of a datagram for its next turn. */
    public boolean isDrained() {
        return isDrained;
    }

    @Override
    public int getReceiveLimit() {
        return LONGEST;
    }

    @Override
    public int getSendLimit() {
        return LONGEST_SENT;
    }

    @Override
    public int receive(byte[] buffer, int offset, int length, int waitMillis) throws InterruptedIOException {
        try {
            byte[] record = inbox.poll(waitMillis, MILLISECONDS);
            isDrained = record == null;
            if (record == null) {
                return -1;
            }
            int copied = Math.min(length, record.length);
            System.arraycopy(record, 0, buffer, offset, copied);
            return copied;
        } catch (InterruptedException e) {
            throw new InterruptedIOException();
        }
    }

    @Override
    public void send(byte[] buffer, int offset, int length) {
        out.accept(ByteBuffer.wrap(buffer, offset, length));
    }

    @Override
    public void close() {
        whenClosed.run();
    }
}
