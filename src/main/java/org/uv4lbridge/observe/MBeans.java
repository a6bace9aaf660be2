package org.uv4lbridge.observe;

import java.lang.management.ManagementFactory;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.uv4lbridge.session.Camera;
import org.uv4lbridge.session.Outcome;
import org.uv4lbridge.session.Session;
import org.uv4lbridge.session.SessionObserver;
import org.uv4lbridge.session.Sessions;
import org.uv4lbridge.signal.Signal;
import org.uv4lbridge.signal.SignalingException;

/** The MBeans of the bridge and its cameras. The program makes one, registers it and closes it at the end. */
public final class MBeans implements SessionObserver, BridgeMXBean, AutoCloseable {

    private static final String DOMAIN = "org.uv4lbridge";

    private final MBeanServer server = ManagementFactory.getPlatformMBeanServer();
    private final List<ObjectName> registered = new ArrayList<>();
    private final Map<String, CameraRecord> cameras = new LinkedHashMap<>();
    private final String version;
    private final InstantSource clock;
    private volatile Sessions sessions;

    @SuppressWarnings("NullAway.Init") // register() sets the sessions before anything asks for them
    public MBeans(String version, InstantSource clock) {
        this.version = version;
        this.clock = clock;
    }

    /** Puts the beans into the platform's MBean server. */
    public void register(Sessions all) throws JMException {
        sessions = all;
        for (Camera camera : all.cameras().all()) {
            cameras.put(camera.name(), new CameraRecord(camera, all, clock));
        }
        register(this, "type=Bridge");
        for (Map.Entry<String, CameraRecord> camera : cameras.entrySet()) {
            register(camera.getValue(), "type=Camera,name=" + camera.getKey());
        }
    }

    /** Puts the audit log's bean there too. */
    public void register(AuditLog audit) throws JMException {
        register(audit, "type=Audit");
    }

    private void register(Object bean, String properties) throws JMException {
        ObjectName name = new ObjectName(DOMAIN + ":" + properties);
        server.registerMBean(bean, name);
        registered.add(name);
    }

    @Override
    public void close() {
        registered.forEach(name -> {
            try {
                server.unregisterMBean(name);
            } catch (JMException e) {
                // somebody else has removed it: that is all that was wanted
            }
        });
    }

    @Override
    public void began(Session session) {
        record(session.camera()).began();
    }

    @Override
    public void ended(Session session, Outcome outcome) {
        record(session.camera()).ended(outcome);
    }

    @Override
    public void passed(Session session, Direction direction, Signal signal) {
        record(session.camera()).passed(signal.what().word());
    }

    @Override
    public void failed(Session session, SignalingException failure) {
        record(session.camera()).failed(failure);
    }

    private CameraRecord record(Camera camera) {
        return cameras.get(camera.name());
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
    public void drain() {
        sessions.drain();
    }

    @Override
    public List<String> getCameras() {
        return List.copyOf(cameras.keySet());
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
}
