package org.uv4lbridge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.uv4lbridge.testkit.BridgeScene;
import org.uv4lbridge.testkit.RawHttp;
import org.uv4lbridge.testkit.RunningBridge;

/** Who may enter rooms, by {@code bridge.rooms}. */
@Tag("core")
class RoomAccessIT extends BridgeScene {

    @ParameterizedTest
    @CsvSource({
        "'', none, 101",
        "off, none, 403",
        "everybody, none, 101",
        "'', anna, 403",
        "off, anna, 403",
        "everybody, anna, 101",
        "anna, anna, 101",
        "'ben, anna', anna, 101",
        "ben, anna, 403",
        "annas, anna, 403"
    })
    void whoMayEnterIsASetting(String rooms, String who, int expected) throws Exception {
        Map<String, String> settings = new LinkedHashMap<>();
        if (!rooms.isEmpty()) {
            settings.put("bridge.rooms", rooms);
        }
        if (!who.equals("none")) {
            settings.put("bridge.auth", "proxy");
            settings.put("bridge.proxies", "127.0.0.1");
        }
        RunningBridge bridge = bridge(settings, Map.of("porch", camera().uri()));
        List<String> headers = who.equals("none")
                ? List.of("Host: 127.0.0.1")
                : List.of("Host: 127.0.0.1", "X-Forwarded-For: 10.0.0.9", "X-Forwarded-User: " + who);
        assertThat(RawHttp.upgrade(bridge.port(), "/rooms/blue", headers).status())
                .isEqualTo(expected);
    }
}
