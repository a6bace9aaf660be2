package org.uv4lbridge.demo;

import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import org.jcodec.common.model.Picture;
import org.uv4lbridge.demo.Canvas.Color;

/**
 * The picture: colour bars with a ball that bounces before them, a comet that crosses in four seconds, and a clock with
 * tenths of a second, which shows the delay when the viewer's own clock is beside it. Belongs to the video thread.
 */
final class TestPattern {
    static final int WIDTH = 640;
    static final int HEIGHT = 480;

    /** RGB, from left to right. */
    static final int[] BARS = {0xc0c0c0, 0xc0c010, 0x10c0c0, 0x10c010, 0xc010c0, 0xc01010, 0x1010c0};

    private static final int FLOOR = 320;
    private static final int COMET_Y = 332;
    private static final int COMET_HEIGHT = 6;
    private static final int TAIL = 160;
    private static final int RADIUS = 44;
    private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm:ss.S");

    private static final Color NIGHT = Color.rgb(0x0b1524);
    private static final Color DUSK = Color.rgb(0x1c3450);
    private static final Color SHADOW = Color.rgb(0x000000);
    private static final Color LIGHT = Color.rgb(0xffffff);
    private static final Color ORANGE = Color.rgb(0xf07818);
    private static final Color AMBER = Color.rgb(0xffb428);
    private static final Color UNLIT = Color.rgb(0x1d2733);

    private final Canvas background = new Canvas(WIDTH, HEIGHT);
    private final Canvas canvas = new Canvas(WIDTH, HEIGHT);
    private final SevenSegments clock = new SevenSegments(40, AMBER, UNLIT);

    TestPattern() {
        for (int x = 0; x < WIDTH; x++) {
            background.fill(x, 0, 1, FLOOR, Color.rgb(BARS[x * BARS.length / WIDTH]));
        }
        for (int y = FLOOR; y < HEIGHT; y++) {
            background.fill(0, y, WIDTH, 1, DUSK.mixed(NIGHT, Math.min(1, (y - FLOOR) / 40.0)));
        }
    }

    /** @param seconds since any moment; the movement follows it */
    Picture draw(double seconds, LocalTime time) {
        canvas.draw(background);
        drawComet((int) (seconds % 4 / 4 * (WIDTH + TAIL)));
        drawBall(seconds);
        String text = CLOCK.format(time);
        clock.draw(canvas, (WIDTH - clock.width(text)) / 2, HEIGHT - clock.height() - 24, text);
        return canvas.picture();
    }

    private void drawComet(int head) {
        for (int x = Math.max(0, head - TAIL); x < Math.min(WIDTH, head); x++) {
            double glow = 1 - (head - x) / (double) TAIL;
            for (int y = COMET_Y; y < COMET_Y + COMET_HEIGHT; y++) {
                canvas.blend(x, y, LIGHT, glow * glow);
            }
        }
    }

    private void drawBall(double seconds) {
        double centreX = WIDTH / 2.0 + Math.sin(seconds * 0.9) * (WIDTH / 2.0 - RADIUS - 16);
        double centreY = FLOOR - RADIUS - 8 - Math.abs(Math.sin(seconds * 2.2)) * (FLOOR - 2 * RADIUS - 24);
        drawDisc(centreX + 10, centreY + 8, 0.35, false);
        drawDisc(centreX, centreY, 1, true);
    }

    /** A soft edge of one pixel; a lit disc is shaded as a ball that has the light at its upper left. */
    private void drawDisc(double centreX, double centreY, double opacity, boolean lit) {
        for (int y = (int) centreY - RADIUS - 1; y <= centreY + RADIUS + 1; y++) {
            for (int x = (int) centreX - RADIUS - 1; x <= centreX + RADIUS + 1; x++) {
                double edge = RADIUS + 0.5 - distance(x - centreX, y - centreY);
                if (edge > 0) {
                    double fromLight = distance(x - centreX + RADIUS * 0.35, y - centreY + RADIUS * 0.4) / RADIUS;
                    canvas.blend(x, y, lit ? shade(fromLight) : SHADOW, opacity * Math.min(1, edge));
                }
            }
        }
    }

    private static double distance(double x, double y) {
        return Math.sqrt(x * x + y * y);
    }

    private static Color shade(double distance) {
        return distance < 0.45
                ? LIGHT.mixed(ORANGE, Math.min(1, 0.3 + distance / 0.45 * 0.7))
                : ORANGE.mixed(SHADOW, Math.min(0.75, (distance - 0.45) * 0.7));
    }
}
