package org.uv4lbridge.viewer;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;

/**
 * Sends a part of an open file: a piece is read by a worker when the one before has left, so a client that reads slowly
 * costs the memory of one piece. {@link OwnPage} makes one for each answer; it closes the file, whatever happens.
 */
final class FileAnswer {

    /** Most files of a page are one piece, and closed before it is sent. */
    static final int PIECE = 64 * 1024;

    private final Vertx vertx;
    private final HttpServerResponse response;
    private final SeekableByteChannel file;
    private long from;
    private long left;

    /** @param part of the file, at least one byte */
    FileAnswer(RoutingContext request, SeekableByteChannel file, FilePart part) {
        this.vertx = request.vertx();
        this.response = request.response();
        this.file = file;
        this.from = part.from();
        this.left = part.length();
    }

    /** Sends the head that is set, and all of the part. */
    void send() {
        vertx.executeBlocking(this::read, false).onSuccess(this::send).onFailure(this::giveUp);
    }

    private Buffer read() throws IOException {
        ByteBuffer piece = ByteBuffer.allocate((int) Math.min(PIECE, left));
        file.position(from);
        while (piece.hasRemaining()) {
            if (file.read(piece) < 0) {
                throw new EOFException("The file has become shorter");
            }
        }
        from += piece.capacity();
        left -= piece.capacity();
        if (left == 0) {
            file.close();
        }
        return Buffer.buffer(piece.array());
    }

    private void send(Buffer piece) {
        if (left == 0) {
            response.end(piece);
        } else {
            response.write(piece).onSuccess(next -> send()).onFailure(this::giveUp);
        }
    }

    /** Only the end of the connection says that less has come than was promised. */
    private void giveUp(Throwable why) {
        close(vertx, file);
        response.reset();
    }

    /** Closes a file, which may take its time. */
    static void close(Vertx vertx, SeekableByteChannel file) {
        vertx.executeBlocking(
                () -> {
                    file.close();
                    return null;
                },
                false);
    }
}
