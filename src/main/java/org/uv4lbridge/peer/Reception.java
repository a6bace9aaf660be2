package org.uv4lbridge.peer;

/**
 * What of the camera's sections of one kind has come.
 *
 * @param packets RTP packets
 * @param bytes of these packets, headers among them
 * @param codec what the last one carried, such as {@code VP8}
 */
public record Reception(long packets, long bytes, String codec) {
    static final Reception NONE = new Reception(0, 0, "");

    Reception plus(int length, String name) {
        return new Reception(packets + 1, bytes + length, name);
    }

    /** What has come since then. */
    public Reception since(Reception before) {
        return new Reception(packets - before.packets, bytes - before.bytes, codec);
    }
}
