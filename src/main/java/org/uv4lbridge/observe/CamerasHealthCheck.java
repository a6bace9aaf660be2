package org.uv4lbridge.observe;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetSocket;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;
import org.uv4lbridge.session.Camera;
import org.uv4lbridge.session.Cameras;

/**
 * Tells which cameras are reachable: a TCP connection, no call. A camera that is off does not make the bridge
 * unhealthy; others are still to be watched.
 */
public final class CamerasHealthCheck extends AbstractHealthCheck {

    private static final int CONNECT_MILLIS = 1000;

    /** The connection's limit and some time to look the name up. */
    private static final int TIMEOUT_MILLIS = 2000;

    private final Cameras cameras;
    private final NetClient client;

    public CamerasHealthCheck(Cameras cameras, Vertx vertx) {
        super("uv4l", "cameras");
        this.cameras = cameras;
        this.client = vertx.createNetClient(new NetClientOptions().setConnectTimeout(CONNECT_MILLIS));
    }

    @Override
    public boolean isLiveness() {
        return false;
    }

    @Override
    protected void doCall(HealthCheckResultBuilder builder, Map<String, Object> options) {
        List<Camera> all = List.copyOf(cameras.all());
        List<Future<Void>> states = all.stream().map(this::connect).toList();
        try {
            Future.join(states)
                    .toCompletionStage()
                    .toCompletableFuture()
                    .orTimeout(TIMEOUT_MILLIS, TimeUnit.MILLISECONDS)
                    .join();
        } catch (CompletionException e) {
            // at least one is not reachable
        }
        List<String> sentences = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            boolean reachable = states.get(i).succeeded();
            sentences.add(all.get(i).name() + (reachable ? " is reachable" : " is off or not reachable"));
        }
        builder.message(String.join(", ", sentences)).up();
    }

    private Future<Void> connect(Camera camera) {
        URI url = camera.url();
        int port = url.getPort() != -1 ? url.getPort() : url.getScheme().equals("wss") ? 443 : 80;
        return client.connect(port, url.getHost()).compose(NetSocket::close);
    }
}
