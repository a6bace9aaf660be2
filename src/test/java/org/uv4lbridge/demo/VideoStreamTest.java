package org.uv4lbridge.demo;

import static java.util.concurrent.TimeUnit.MINUTES;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Clock;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.uv4lbridge.demo.VideoStream.Viewer;

@Tag("unit")
class VideoStreamTest {
    private final VideoStream video = new VideoStream(Clock.systemUTC(), System::nanoTime);
    private final List<Frame> frames = new CopyOnWriteArrayList<>();

    @AfterEach
    void close() throws InterruptedException {
        video.close();
        assertThat(videoThreads()).isZero();
    }

    @Test
    void thereIsAThreadOnlyWhileThereAreViewers() {
        assertThat(videoThreads()).isZero();
        Viewer one = frames::add;
        Viewer other = frame -> {};
        video.join(one);
        video.join(other);
        await().atMost(30, SECONDS).until(() -> frames.size() > 3);
        assertThat(videoThreads()).isEqualTo(1);
        video.leave(one);
        assertThat(videoThreads()).isEqualTo(1);
        video.leave(other);
        await().atMost(30, SECONDS).until(() -> videoThreads() == 0);

        int before = frames.size();
        video.join(one);
        await().atMost(30, SECONDS).until(() -> frames.size() > before);
    }

    @Test
    void framesComeAtFifteenASecond() {
        video.join(frames::add);
        // A busy machine may be late with any of them, but never early.
        await().atMost(1, MINUTES).until(() -> secondsForFifteen().anyMatch(seconds -> seconds < 1.2));
        assertThat(secondsForFifteen()).allMatch(seconds -> seconds > 0.8);
    }

    private Stream<Double> secondsForFifteen() {
        return IntStream.range(15, frames.size())
                .mapToObj(i -> (frames.get(i).nanos() - frames.get(i - 15).nanos()) / 1e9);
    }

    private static long videoThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("demo-camera-video"))
                .count();
    }
}
