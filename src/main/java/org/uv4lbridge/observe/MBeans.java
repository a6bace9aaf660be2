package org.uv4lbridge.observe;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.NotificationEmitter;
import javax.management.ObjectName;
import org.uv4lbridge.session.Camera;
import org.uv4lbridge.session.CameraStates;
import org.uv4lbridge.session.Outcome;
import org.uv4lbridge.session.Session;
import org.uv4lbridge.session.SessionId;
import org.uv4lbridge.session.SessionObserver;
import org.uv4lbridge.session.Sessions;
import org.uv4lbridge.session.Timelines;
import org.uv4lbridge.signal.Signal;

/**
 * The MBeans of the bridge, its cameras and its sessions. The program makes one, registers it and closes it at the end. Safe
 * for any thread; those of JMX clients may block.
 */
public final class MBeans implements SessionObserver, BridgeMXBean, AutoCloseable {

    private static final String DOMAIN = "org.uv4lbridge";
    private static final int MOST_MINUTES = 60;

    private final MBeanServer server = ManagementFactory.getPlatformMBeanServer();
    private final Set<ObjectName> registered = ConcurrentHashMap.newKeySet();
    private final Map<String, CameraRecord> cameras = new ConcurrentHashMap<>();
    private final Map<SessionId, ObjectName> ofSessions = new ConcurrentHashMap<>();
    private final String version;
    private final int mostSessions;
    private final Timelines timelines;
    private final PayloadLog payload;
    private final InstantSource clock;
    private final CameraNews news;
    private volatile Sessions sessions;
    private volatile CameraStates states;
    private volatile Steering steering;

    /**
     * @param mostSessions how many sessions have a bean at most
     * @param announcers runs the listeners of JMX clients
     */
    @SuppressWarnings("NullAway.Init") // register() sets the others before anything asks for them
    public MBeans(
            String version,
            int mostSessions,
            Timelines timelines,
            PayloadLog payload,
            Executor announcers,
            InstantSource clock) {
        this.version = version;
        this.mostSessions = mostSessions;
        this.timelines = timelines;
        this.payload = payload;
        this.clock = clock;
        this.news = new CameraNews(announcers, clock);
    }

    /** Puts the beans into the platform's MBean server. */
    public void register(Sessions all, CameraStates cameraStates, Steering cameraSteering) throws JMException {
        sessions = all;
        states = cameraStates;
        steering = cameraSteering;
        register(DescribedMBean.of(this, BridgeMXBean.class, news.all()), "type=Bridge");
        all.cameras().all().forEach(this::added);
    }

    /** Tells JMX clients of cameras that have turned. */
    public CameraStates.Listener news() {
        return news;
    }

    /** Puts the audit log's bean there too. */
    public void register(AuditLog audit) throws JMException {
        register(DescribedMBean.of(audit, AuditMXBean.class, CameraNews.none()), "type=Audit");
    }

    private ObjectName register(DescribedMBean bean, String properties) throws JMException {
        ObjectName name = new ObjectName(DOMAIN + ":" + properties);
        server.registerMBean(bean, name);
        registered.add(name);
        return name;
    }

    private void unregister(ObjectName name) {
        registered.remove(name);
        try {
            server.unregisterMBean(name);
        } catch (JMException e) {
            // somebody else has removed it: that is all that was wanted
        }
    }

    @Override
    public void close() {
        registered.forEach(this::unregister);
    }

    @Override
    public void added(Camera camera) {
        String properties = "type=Camera,name=" + camera.name();
        NotificationEmitter emitter = news.of(camera.name(), DOMAIN + ":" + properties);
        CameraRecord bean = new CameraRecord(camera, sessions, states, steering);
        cameras.put(camera.name(), bean);
        try {
            register(DescribedMBean.of(bean, CameraMXBean.class, emitter), properties);
        } catch (JMException e) {
            throw new IllegalStateException("The MBean of the camera " + camera.name() + " cannot be registered", e);
        }
    }

    @Override
    public void removed(Camera camera) {
        cameras.remove(camera.name());
        news.forget(camera.name());
        registered.stream()
                .filter(name -> camera.name().equals(name.getKeyProperty("name")))
                .forEach(this::unregister);
    }

    @Override
    public void began(Session session) {
        at(session, CameraRecord::began);
        if (ofSessions.size() >= mostSessions) {
            return;
        }
        try {
            SessionRecord bean = new SessionRecord(session, clock.instant(), this);
            ofSessions.put(
                    session.id(),
                    register(
                            DescribedMBean.of(bean, SessionMXBean.class, CameraNews.none()),
                            "type=Session,id=" + session.id()));
        } catch (JMException e) {
            // A route has made an id of its own that is no name for JMX, or gave it twice: this one has no bean.
        }
    }

    @Override
    public void ended(Session session, Outcome outcome) {
        at(session, camera -> camera.ended(outcome));
        ObjectName name = ofSessions.remove(session.id());
        if (name != null) {
            unregister(name);
        }
    }

    @Override
    public void passed(Session session, Direction direction, Signal signal) {
        at(session, camera -> camera.passed(signal.what().word()));
    }

    /** A camera that is being removed may be gone. */
    private void at(Session session, Consumer<CameraRecord> step) {
        CameraRecord camera = cameras.get(session.camera().name());
        if (camera != null) {
            step.accept(camera);
        }
    }

    @Override
    public String getVersion() {
        return version;
    }

    @Override
    public boolean getDraining() {
        return sessions.isDraining();
    }

    @Override
    public List<String> getCameras() {
        return sessions.cameras().all().stream().map(Camera::name).toList();
    }

    @Override
    public int getViewers() {
        return sessions.viewers();
    }

    @Override
    public int getSessions() {
        return sessions.open().size();
    }

    @Override
    public int getSeats() {
        return cameras.values().stream().mapToInt(CameraRecord::getSeats).sum();
    }

    @Override
    public int getSeatsTaken() {
        return cameras.values().stream().mapToInt(CameraRecord::getSeatsTaken).sum();
    }

    @Override
    public long getMessages() {
        return cameras.values().stream()
                .flatMap(c -> c.getMessages().values().stream())
                .mapToLong(Long::longValue)
                .sum();
    }

    @Override
    public void drain() {
        sessions.drain();
    }

    @Override
    public boolean hangUp(String session) {
        return sessions.hangUp(new SessionId(session));
    }

    @Override
    public String timeline(String session) {
        return timelines
                .find(session)
                .map(StoryText::of)
                .orElseThrow(() -> new IllegalArgumentException(
                        "There is no session " + session + ", or it has ended too long ago."));
    }

    @Override
    public void logPayload(String session, int minutes) {
        SessionId id = new SessionId(session);
        if (minutes < 0 || minutes > MOST_MINUTES) {
            throw new IllegalArgumentException("Minutes are from 1 to 60, or 0 to end it; not " + minutes + ".");
        }
        if (sessions.open().stream().noneMatch(s -> s.id().equals(id) && s.outcome() == null)) {
            throw new IllegalArgumentException("No session " + session + " goes on.");
        }
        payload.show(id, Duration.ofMinutes(minutes));
    }

    @Override
    public void addCamera(String name, String url, String settings) {
        steering.addCamera(name, url, settings);
    }

    @Override
    public void removeCamera(String name) {
        steering.removeCamera(name);
    }

    @Override
    public String save() throws IOException {
        return steering.save();
    }
}
