package org.uv4lbridge.viewer;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.security.SecureRandom;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.uv4lbridge.access.TurnRelay;

/**
 * The STUN and TURN servers that pages get, the relay's with credentials for whoever asks. The program makes one for the
 * {@link Site}. Safe for any thread.
 */
public final class IceServers {

    private final JsonArray configured;
    private final @Nullable TurnRelay relay;
    private final InstantSource clock;
    private final SecureRandom random = new SecureRandom();

    /**
     * @param configured as in WebRTC's {@code RTCConfiguration.iceServers}
     * @param relay which is added to them; null for none
     */
    public IceServers(JsonArray configured, @Nullable TurnRelay relay, InstantSource clock) {
        this.configured = configured;
        this.relay = relay;
        this.clock = clock;
    }

    /** @param user null for somebody without a name */
    JsonArray forUser(@Nullable String user) {
        if (relay == null) {
            return configured;
        }
        TurnRelay.Credentials credentials = relay.credentials(user, clock.instant(), random);
        return configured
                .copy()
                .add(new JsonObject()
                        .put("urls", new JsonArray(relay.urls()))
                        .put("username", credentials.username())
                        .put("credential", credentials.password()));
    }
}
