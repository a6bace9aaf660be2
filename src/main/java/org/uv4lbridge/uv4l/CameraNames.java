package org.uv4lbridge.uv4l;

import io.netty.util.NetUtil;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.net.InetAddress;

/**
 * Finds cameras by name as the system does, which knows the names of the own network, too ({@code raspberrypi.local},
 * {@code /etc/hosts}); DNS servers don't. {@link WebSocketDialer} makes one.
 */
final class CameraNames {

    /** Names that are looked up at once; one in a network without answers takes seconds. */
    private static final int THREADS = 4;

    private final WorkerExecutor lookups;

    CameraNames(Vertx vertx) {
        this.lookups = vertx.createSharedWorkerExecutor("camera-names", THREADS);
    }

    /**
     * Has Java know the address of a host, for as long as Java keeps it: then the event loop, which asks Java, does not wait.
     *
     * @param host a name, or an address, one of IPv6 in brackets
     * @return fails if there is no such name; may take as long as the system likes
     */
    Future<Void> learn(String host) {
        if (host.startsWith("[") || NetUtil.isValidIpV4Address(host)) {
            return Future.succeededFuture();
        }
        return lookups.executeBlocking(() -> InetAddress.getByName(host), false).mapEmpty();
    }
}
