package org.uv4lbridge.observe;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.uv4lbridge.session.Caller;
import org.uv4lbridge.session.Outcome;
import org.uv4lbridge.session.Session;
import org.uv4lbridge.session.SessionId;
import org.uv4lbridge.session.SessionObserver;
import org.uv4lbridge.signal.SignalingException;

/**
 * The audit log: who asked for which camera, from where, when that began and ended, and how. The program opens one if
 * it is wanted and closes it last. One thread of its own writes, so that no event waits for the disk; what cannot be
 * written is counted, and the log says so as soon as it can be written again.
 */
public final class AuditLog implements SessionObserver, AuditMXBean, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(AuditLog.class);

    /** Lines that may wait for the disk. */
    private static final int WAITING = 10_000;

    private static final int STOP_SECONDS = 10;
    /** Characters of a value that a peer or a token has chosen, and of a torn line. */
    private static final int MAX_VALUE = 200;

    private static final int MAX_TORN = 4096;

    private final Path path;
    private final AuditFiles files;
    private final InstantSource clock;
    private final ThreadPoolExecutor writer;
    private final Map<SessionId, Instant> offered = new ConcurrentHashMap<>();
    private final CallerPaces paces;
    /** Calls that had no line when they were asked for, and have none if nothing comes of them. */
    private final Set<SessionId> unwritten = ConcurrentHashMap.newKeySet();

    private final AtomicLong lost = new AtomicLong();
    /** Lost lines that the log does not tell of yet. */
    private final AtomicLong untold = new AtomicLong();

    AuditLog(Path path, AuditFiles files, InstantSource clock, int waiting) {
        this(path, files, clock, waiting, System::nanoTime);
    }

    AuditLog(Path path, AuditFiles files, InstantSource clock, int waiting, LongSupplier nanoTime) {
        this.paces = new CallerPaces(nanoTime);
        this.path = path;
        this.files = files;
        this.clock = clock;
        this.writer = new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(waiting), task -> {
            Thread thread = new Thread(task, "audit");
            thread.setDaemon(true);
            return thread;
        });
    }

    /**
     * Opens the file, goes on after its last line and says that the bridge has started.
     *
     * @throws IOException with what is wrong, if the file cannot be written, is in use, is no audit log or has another key
     */
    public static AuditLog open(AuditOptions options, String version, InstantSource clock) throws IOException {
        try {
            AuditFiles files = new AuditFiles(options, clock);
            LOG.info(
                    "Audit log {} goes on after line {}, hash {}",
                    options.file(),
                    files.last().number(),
                    files.last().hash());
            AuditLog log = new AuditLog(options.file(), files, clock, WAITING);
            if (!files.torn().isEmpty()) {
                log.add("torn", Map.of("text", clip(files.torn(), MAX_TORN)));
            }
            log.add("started", Map.of("version", version));
            return log;
        } catch (NoSuchFileException e) {
            throw new IOException("there is no such directory", e);
        } catch (AccessDeniedException e) {
            throw new IOException("the bridge's user may not write to it, or not to its directory", e);
        }
    }

    @Override
    public void began(Session session) {
        long more = paces.next(session.caller());
        if (more < 0) {
            unwritten.add(session.id());
        } else {
            add("asked", counted(members(session), more));
        }
    }

    @Override
    public void offered(Session session) {
        unwritten.remove(session.id());
        offered.put(session.id(), clock.instant());
        add("began", members(session));
    }

    @Override
    public void ended(Session session, Outcome outcome) {
        if (unwritten.remove(session.id())) {
            return;
        }
        Map<String, Object> members = members(session);
        members.put("outcome", outcome.word());
        Instant since = offered.remove(session.id());
        if (since != null) {
            members.put(
                    "seconds",
                    Math.max(0, Duration.between(since, clock.instant()).toSeconds()));
        }
        add("ended", members);
    }

    @Override
    public void refused(Caller caller, String camera, SignalingException why) {
        long more = paces.next(caller);
        if (more >= 0) {
            Map<String, Object> members = members(caller, camera);
            members.put("outcome", why.problem().name().toLowerCase(Locale.ROOT));
            add("refused", counted(members, more));
        }
    }

    /** Somebody has steered the bridge; {@code what} are texts. */
    public void steered(Caller who, Map<String, String> what) {
        Map<String, Object> members = members(who);
        members.putAll(what);
        add("steered", members);
    }

    /**
     * A login has failed.
     *
     * @param user the name that was given; null if there was none
     * @param more how many have failed since the last such line, besides this one
     */
    void denied(String address, @Nullable String user, String outcome, long more) {
        Map<String, Object> members = members(new Caller(user, address));
        members.put("outcome", outcome);
        add("denied", counted(members, more));
    }

    private static Map<String, Object> counted(Map<String, Object> members, long more) {
        if (more > 0) {
            members.put("more", more);
        }
        return members;
    }

    private static Map<String, Object> members(Session session) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("session", session.id().value());
        members.putAll(members(session.caller(), session.camera().name()));
        return members;
    }

    private static Map<String, Object> members(Caller caller, String camera) {
        Map<String, Object> members = members(caller);
        members.put("camera", clip(camera, MAX_VALUE));
        return members;
    }

    private static Map<String, Object> members(Caller caller) {
        Map<String, Object> members = new LinkedHashMap<>();
        String user = caller.user();
        if (user != null) {
            members.put("user", clip(user, MAX_VALUE));
        }
        members.put("address", clip(caller.address(), MAX_VALUE));
        return members;
    }

    private static String clip(String value, int length) {
        return value.length() <= length ? value : value.substring(0, length);
    }

    private void add(String event, Map<String, ?> members) {
        Instant now = clock.instant();
        try {
            writer.execute(() -> write(now, event, members));
        } catch (RejectedExecutionException e) {
            lose(writer.isShutdown() ? "it is closed" : "the disk is too slow");
        }
    }

    /** On the writer's thread, or when that has ended. */
    private void write(Instant time, String event, Map<String, ?> members) {
        try {
            long missing = untold.get();
            if (missing > 0) {
                files.append(clock.instant(), "lost", Map.of("lines", missing));
                untold.addAndGet(-missing);
                LOG.warn("The audit log {} is written again; {} lines of it are lost", path, missing);
            }
            files.append(time, event, members);
            if (writer.getQueue().isEmpty()) {
                files.force();
            }
        } catch (IOException e) {
            lose(e.toString());
        }
    }

    private void lose(String why) {
        lost.incrementAndGet();
        if (untold.getAndIncrement() == 0) {
            LOG.error("The audit log {} cannot be written, and calls go on without it: {}", path, why);
        }
    }

    @Override
    public long getLines() {
        return files.last().number();
    }

    @Override
    public String getHash() {
        return files.last().hash();
    }

    @Override
    public long getLost() {
        return lost.get();
    }

    /** Writes what waits and that the bridge has stopped. */
    @Override
    public void close() {
        writer.shutdown();
        try (files) {
            if (writer.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)) {
                write(clock.instant(), "stopped", Map.of());
                LOG.info("Audit log {} ends with line {}, hash {}", path, getLines(), getHash());
            } else {
                LOG.error(
                        "The audit log {} cannot be written: {} lines are lost",
                        path,
                        writer.getQueue().size());
            }
        } catch (IOException e) {
            LOG.error("The audit log {} cannot be closed", path, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
