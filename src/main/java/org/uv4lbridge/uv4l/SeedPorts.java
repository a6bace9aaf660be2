package org.uv4lbridge.uv4l;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import java.time.Duration;
import java.util.List;
import java.util.function.IntConsumer;
import org.uv4lbridge.session.Camera;

/** Where UV4L may be if it is not at the port of the article, which {@code UV4L_IP} stands for. Static. */
public final class SeedPorts {

    /** UV4L's own, that of its package for UVC cameras, and that for the screen. */
    private static final List<Integer> OTHERS = List.of(8080, 8090, 9080);

    private SeedPorts() {}

    /**
     * Looks whether something answers at the camera's port, and if not, at UV4L's other ones.
     *
     * @param found gets the first that answers in its place; nobody is told if none does
     * @return done when that is known
     */
    public static Future<Void> look(Vertx vertx, Camera camera, Duration timeout, IntConsumer found) {
        NetClient client = vertx.createNetClient(new NetClientOptions().setConnectTimeout((int) timeout.toMillis()));
        return new CameraNames(vertx)
                .learn(camera.host())
                .compose(known -> answers(client, camera, camera.port()))
                .compose(answers -> answers ? Future.<Void>succeededFuture() : firstOf(client, camera, OTHERS, found))
                .onComplete(done -> client.close());
    }

    private static Future<Void> firstOf(NetClient client, Camera camera, List<Integer> ports, IntConsumer found) {
        if (ports.isEmpty()) {
            return Future.succeededFuture();
        }
        return answers(client, camera, ports.get(0)).compose(answers -> {
            if (answers) {
                found.accept(ports.get(0));
                return Future.succeededFuture();
            }
            return firstOf(client, camera, ports.subList(1, ports.size()), found);
        });
    }

    private static Future<Boolean> answers(NetClient client, Camera camera, int port) {
        return client.connect(port, camera.host())
                .compose(socket -> socket.close().map(true).otherwise(true))
                .otherwise(false);
    }
}
