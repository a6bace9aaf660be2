package org.uv4lbridge.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.uv4lbridge.session.Camera;

/** What is written back serves the same cameras at the next start. */
@Tag("unit")
class CameraChangesTest {

    @TempDir
    Path directory;

    private BridgeConfig config(Map<String, String> environment, String uv4lIp) throws IOException {
        Path file = directory.resolve("test.properties");
        if (!Files.exists(file)) {
            Files.writeString(file, "# Mine.\n");
        }
        Properties properties = new Properties();
        properties.setProperty("bridge.config", file.toString());
        return BridgeConfig.of(Settings.read(environment, properties), uv4lIp);
    }

    @Test
    void camerasThatServeWhereNoneIsConfiguredAreStillThere() throws IOException {
        CameraChanges changes = new CameraChanges(config(Map.of(), "10.0.0.9").settings());
        changes.add("attic", "ws://10.0.0.1/", "");
        changes.save();
        assertThat(config(Map.of(), null).cameras())
                .extracting(Camera::name, c -> c.url().toString())
                .contains(tuple("uv4l", "ws://10.0.0.9:4300/stream/webrtc"), tuple("attic", "ws://10.0.0.1/"));
        Files.delete(directory.resolve("test.properties"));
        CameraChanges besideTheDemo = new CameraChanges(config(Map.of(), null).settings());
        besideTheDemo.add("attic", "ws://10.0.0.1/", "");
        besideTheDemo.save();
        assertThat(config(Map.of(), null).cameras())
                .extracting(Camera::name)
                .containsExactlyInAnyOrder("demo", "attic");
    }

    @Test
    void whatTheEnvironmentSetsIsNamedAndNotWritten() throws IOException {
        Map<String, String> environment = Map.of("BRIDGE_CAMERAS_PORCH_URL", "ws://10.0.0.1/");
        CameraChanges changes = new CameraChanges(config(environment, null).settings());
        changes.remove("porch");
        assertThat(changes.save())
                .isEqualTo("Nothing was written. bridge.cameras.porch.url is set by environment variable"
                        + " BRIDGE_CAMERAS_PORCH_URL, which wins over the file: change it there.");
        assertThat(directory.resolve("test.properties")).hasContent("# Mine.");
    }

    @Test
    void aRemovedCameraStaysInTheFileWhereTheEnvironmentSetsPartsOfIt() throws IOException {
        String porch = "bridge.cameras.porch.url=ws://10.0.0.1/\nbridge.cameras.attic.url=ws://10.0.0.2/\n";
        Files.writeString(directory.resolve("test.properties"), porch);
        Map<String, String> environment = Map.of("BRIDGE_CAMERAS_PORCH_SEATS", "2");
        CameraChanges changes = new CameraChanges(config(environment, null).settings());
        changes.remove("porch");
        assertThat(changes.save())
                .isEqualTo("Nothing was written. bridge.cameras.porch.seats is set by environment variable"
                        + " BRIDGE_CAMERAS_PORCH_SEATS, which wins over the file: change it there."
                        + " So the camera porch stays in the file: remove it from there, too.");
        assertThat(config(environment, null).cameras()).extracting(Camera::name).containsExactly("porch", "attic");
    }

    @Test
    void aNameThatCannotBeACamerasIsMended() throws IOException {
        CameraChanges changes = new CameraChanges(config(Map.of(), null).settings());
        assertThatThrownBy(() -> changes.add("Front_Door", "ws://10.0.0.1/", ""))
                .hasMessageStartingWith("Front_Door is not the name of a camera; did you mean front-door? Names of ");
    }

    @Test
    void onlyWhatWasWrittenIsSaidToBe() throws IOException {
        String porch = "bridge.cameras.porch.url=ws://10.0.0.1/\nbridge.cameras.porch.seats=2\n";
        Path file = Files.writeString(directory.resolve("test.properties"), porch);
        CameraChanges changes = new CameraChanges(config(Map.of(), null).settings());
        changes.set("porch", "call.vformat", "60");
        changes.set("porch", "call.vformat", "");
        changes.set("porch", "seats", "2");
        assertThat(changes.save()).isEqualTo("Nothing was written.");
        changes.set("porch", "seats", "");
        changes.set("porch", "call.vformat", "10");
        changes.set("porch", "call.trickle-ice", "");
        assertThat(changes.save())
                .isEqualTo("Written to " + file
                        + ": bridge.cameras.porch.call.vformat, bridge.cameras.porch.seats taken out.");
    }

    @Test
    void aFormatThatIsNotUv4lsIsRefused() throws IOException {
        CameraChanges changes = new CameraChanges(
                config(Map.of("UV4L_IP", "10.0.0.9"), "10.0.0.9").settings());
        assertThatThrownBy(() -> changes.set("uv4l", "call.vformat", "61"))
                .hasMessageStartingWith("JMX: bridge.cameras.uv4l.call.vformat=61 is not allowed: a video format of ");
    }

    @Test
    void anAddressWithAQueryIsNotTakenAsASettingEither() throws IOException {
        CameraChanges changes = new CameraChanges(config(Map.of(), null).settings());
        assertThatThrownBy(() -> changes.add("attic", "ws://10.0.0.1/", "url=ws://10.0.0.1/?token=1"))
                .hasMessageContaining("addresses with a query");
    }
}
