package org.uv4lbridge.demo;

import org.jcodec.common.model.ColorSpace;
import org.jcodec.common.model.Picture;

/**
 * A picture in YUV 4:2:0 that is drawn on directly: no AWT, which a bare JDK lacks the libraries and fonts for. The
 * encoder's samples are signed, 128 below the usual ones. Coordinates and sizes are in pixels and must be inside.
 */
final class Canvas {
    private final int width;
    private final int height;
    private final Picture picture;

    Canvas(int width, int height) {
        this.width = width;
        this.height = height;
        this.picture = Picture.create(width, height, ColorSpace.YUV420J);
    }

    /** A colour in BT.601, studio range, less 128. */
    record Color(byte y, byte u, byte v) {
        static Color rgb(int rgb) {
            int r = rgb >> 16 & 255;
            int g = rgb >> 8 & 255;
            int b = rgb & 255;
            return new Color(
                    (byte) ((66 * r + 129 * g + 25 * b + 128 >> 8) + 16 - 128),
                    (byte) (-38 * r - 74 * g + 112 * b + 128 >> 8),
                    (byte) (112 * r - 94 * g - 18 * b + 128 >> 8));
        }

        /** @param share of the other colour, from 0 to 1 */
        Color mixed(Color other, double share) {
            return new Color(mix(y, other.y, share), mix(u, other.u, share), mix(v, other.v, share));
        }
    }

    int width() {
        return width;
    }

    int height() {
        return height;
    }

    Picture picture() {
        return picture;
    }

    void draw(Canvas background) {
        for (int plane = 0; plane < 3; plane++) {
            byte[] from = background.picture.getPlaneData(plane);
            System.arraycopy(from, 0, picture.getPlaneData(plane), 0, from.length);
        }
    }

    void fill(int x, int y, int w, int h, Color color) {
        for (int row = y; row < y + h; row++) {
            for (int column = x; column < x + w; column++) {
                blend(column, row, color, 1);
            }
        }
    }

    /** @param opacity from 0 to 1. A pixel sets the colour of the four that share it, when it is their first. */
    void blend(int x, int y, Color color, double opacity) {
        byte[] luma = picture.getPlaneData(0);
        int at = y * width + x;
        luma[at] = mix(luma[at], color.y, opacity);
        if ((x | y) % 2 == 0) {
            int chroma = y / 2 * (width / 2) + x / 2;
            byte[] u = picture.getPlaneData(1);
            byte[] v = picture.getPlaneData(2);
            u[chroma] = mix(u[chroma], color.u, opacity);
            v[chroma] = mix(v[chroma], color.v, opacity);
        }
    }

    private static byte mix(byte one, byte other, double share) {
        return share >= 1 ? other : (byte) Math.round(one + (other - one) * share);
    }
}
