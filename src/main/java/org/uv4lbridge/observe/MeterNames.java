package org.uv4lbridge.observe;

/** The names of all meters of the bridge, as docs/operations.md lists them. Prometheus reads them with underscores. */
final class MeterNames {

    static final String AUDIT_LINES = "signaling.audit.lines";
    static final String AUDIT_LOST = "signaling.audit.lost";
    static final String BUILD = "signaling.build";
    static final String BUSY_RETRIES = "signaling.busy.retries";
    static final String CAMERA_FAILED = "signaling.camera.failed";
    static final String CAMERA_RECONNECTS = "signaling.camera.reconnects";
    static final String CAMERA_UP = "signaling.camera.up";
    static final String FIRST_FRAME_DURATION = "signaling.first.frame.duration";
    static final String ICE = "signaling.ice";
    static final String INTERNAL_FAILURES = "signaling.internal.failures";
    static final String LIMIT_REACHED = "signaling.limit.reached";
    static final String LOGINS = "signaling.logins";
    static final String MESSAGES = "signaling.messages";
    static final String MESSAGES_LOST = "signaling.messages.lost";
    static final String MESSAGE_SIZE = "signaling.message.size";
    static final String OFFER_DURATION = "signaling.offer.duration";
    static final String QUEUE = "signaling.queue";
    static final String ROUTE_DURATION = "signaling.route.duration";
    static final String ROUTE_EXCHANGES = "signaling.route.exchanges";
    static final String SEATS = "signaling.seats";
    static final String SEATS_TAKEN = "signaling.seats.taken";
    static final String SESSIONS = "signaling.sessions";
    static final String SESSION_BEGAN = "signaling.session.began";
    static final String SESSION_ENDED = "signaling.session.ended";
    static final String VIEWERS = "signaling.viewers";

    private MeterNames() {}
}
