package org.uv4lbridge.observe;

import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import javax.management.MBeanNotificationInfo;
import javax.management.Notification;
import javax.management.NotificationBroadcasterSupport;
import javax.management.NotificationEmitter;
import org.uv4lbridge.session.CameraState;
import org.uv4lbridge.session.CameraState.Condition;
import org.uv4lbridge.session.CameraStates;

/** Tells JMX clients of cameras that go down and come up: those of the camera's MBean and those of the bridge's. */
final class CameraNews implements CameraStates.Listener {

    static final String DOWN = "org.uv4lbridge.camera.down";
    static final String UP = "org.uv4lbridge.camera.up";

    private record Source(String name, NotificationBroadcasterSupport emitter) {}

    private final Executor announcers;
    private final InstantSource clock;
    private final NotificationBroadcasterSupport all;
    private final Map<String, Source> byCamera = new ConcurrentHashMap<>();
    private final AtomicLong number = new AtomicLong();

    CameraNews(Executor announcers, InstantSource clock) {
        this.announcers = announcers;
        this.clock = clock;
        this.all = emitter();
    }

    /** For beans that tell nothing. */
    static NotificationEmitter none() {
        return new NotificationBroadcasterSupport();
    }

    private NotificationBroadcasterSupport emitter() {
        return new NotificationBroadcasterSupport(
                announcers,
                new MBeanNotificationInfo(
                        new String[] {DOWN, UP},
                        Notification.class.getName(),
                        "A camera can no longer be called, or can be called again; its user data is the camera's name"));
    }

    /** News of all cameras. */
    NotificationEmitter all() {
        return all;
    }

    /** News of one camera, which come from the bean of this name. */
    NotificationEmitter of(String camera, String bean) {
        Source source = new Source(bean, emitter());
        byCamera.put(camera, source);
        return source.emitter();
    }

    void forget(String camera) {
        byCamera.remove(camera);
    }

    @Override
    public void turned(String camera, CameraState before, CameraState now) {
        CameraState.Failure failure = now.failure();
        if (now.condition() == Condition.DOWN && failure != null) {
            tell(DOWN, camera, failure.what().getMessage());
        } else if (before.condition() == Condition.DOWN) {
            tell(UP, camera, "The camera " + camera + " can be called again.");
        }
    }

    private void tell(String type, String camera, String sentence) {
        Source source = byCamera.get(camera);
        if (source != null) {
            Notification news =
                    new Notification(type, source.name(), number.incrementAndGet(), clock.millis(), sentence);
            news.setUserData(camera);
            source.emitter().sendNotification(news);
            all.sendNotification(news);
        }
    }
}
