package org.uv4lbridge.demo;

import org.uv4lbridge.demo.Canvas.Color;

/** Draws text of digits, colons and points as an old clock radio shows it: no fonts are needed. */
final class SevenSegments {
    /** For each digit the lit segments: bit 0 is the top one, then clockwise, bit 6 the middle one. */
    private static final int[] DIGITS = {0x3f, 0x06, 0x5b, 0x4f, 0x66, 0x6d, 0x7d, 0x07, 0x7f, 0x6f};

    private final int digit;
    private final int stroke;
    private final Color lit;
    private final Color unlit;

    /** @param digit width of a digit, half its height; even */
    SevenSegments(int digit, Color lit, Color unlit) {
        this.digit = digit;
        this.stroke = digit / 5;
        this.lit = lit;
        this.unlit = unlit;
    }

    int width(String text) {
        return text.chars().map(c -> advance((char) c)).sum() - stroke * 2;
    }

    int height() {
        return 2 * digit;
    }

    void draw(Canvas canvas, int x, int y, String text) {
        int left = x;
        for (char c : text.toCharArray()) {
            if (c == ':') {
                canvas.fill(left, y + height() / 4, stroke, stroke, lit);
                canvas.fill(left, y + height() * 3 / 4 - stroke, stroke, stroke, lit);
            } else if (c == '.') {
                canvas.fill(left, y + height() - stroke, stroke, stroke, lit);
            } else {
                drawDigit(canvas, left, y, DIGITS[c - '0']);
            }
            left += advance(c);
        }
    }

    private int advance(char c) {
        return (Character.isDigit(c) ? digit : stroke) + stroke * 2;
    }

    private void drawDigit(Canvas canvas, int x, int y, int segments) {
        int length = digit - 2 * stroke;
        int rise = digit - stroke * 3 / 2;
        int right = x + digit - stroke;
        int lower = y + digit + stroke / 2;
        canvas.fill(x + stroke, y, length, stroke, color(segments, 0));
        canvas.fill(right, y + stroke, stroke, rise, color(segments, 1));
        canvas.fill(right, lower, stroke, rise, color(segments, 2));
        canvas.fill(x + stroke, y + height() - stroke, length, stroke, color(segments, 3));
        canvas.fill(x, lower, stroke, rise, color(segments, 4));
        canvas.fill(x, y + stroke, stroke, rise, color(segments, 5));
        canvas.fill(x + stroke, y + digit - stroke / 2, length, stroke, color(segments, 6));
    }

    private Color color(int segments, int segment) {
        return (segments >> segment & 1) == 1 ? lit : unlit;
    }
}
