package org.uv4lbridge.testkit;

import io.vertx.core.Context;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.impl.NetSocketInternal;
import java.net.URI;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * A TCP cable between any client and any server on 127.0.0.1 that a test can pull and put back: started by a test, runs
 * on one event loop of its Vert.x, ends with {@link #stop}. Frozen, it keeps all TCP connections and passes nothing on,
 * neither bytes nor an end, so that neither side can know of the other. It knows no protocol and so takes TLS as well.
 */
public final class FreezableProxy implements AutoCloseable {
    private final Context context;
    private final NetServer server;
    private final NetClient client;
    private volatile int targetPort;
    /** Both sockets of each link; touched on the event loop alone. */
    private final Set<NetSocket> sockets = new LinkedHashSet<>();

    private boolean frozen;

    private FreezableProxy(Vertx vertx, int targetPort) {
        this.context = vertx.getOrCreateContext();
        this.targetPort = targetPort;
        this.client = vertx.createNetClient();
        this.server = vertx.createNetServer(
                        new NetServerOptions().setHost("127.0.0.1").setPort(0))
                .connectHandler(this::accept);
    }

    /** Starts a proxy on a free port for the server on {@code targetPort}; blocks until it listens. */
    public static FreezableProxy start(Vertx vertx, int targetPort) {
        var proxy = new FreezableProxy(vertx, targetPort);
        proxy.onLoop("start", done -> proxy.server.listen().<Void>mapEmpty().onComplete(done));
        return proxy;
    }

    /** The port to connect to. */
    public int port() {
        return server.actualPort();
    }

    /** The same address, led through this proxy. */
    public URI through(URI uri) {
        var query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
        return URI.create(uri.getScheme() + "://127.0.0.1:" + port() + uri.getRawPath() + query);
    }

    /** Leads new connections to another server from now on, say to the same one after its restart. */
    public void leadTo(int port) {
        targetPort = port;
    }

    /** Pulls the cable, for new connections too. */
    public void freeze() {
        onLoop("freeze", done -> {
            frozen = true;
            sockets.forEach(NetSocket::pause);
            done.complete();
        });
    }

    /** Puts the cable back: what was held, an end among it, goes on in order. */
    public void thaw() {
        onLoop("thaw", done -> {
            frozen = false;
            List.copyOf(sockets).forEach(NetSocket::resume);
            done.complete();
        });
    }

    /** Resets all TCP connections on both sides, frozen or not. */
    public void reset() {
        onLoop("reset", done -> {
            for (var socket : List.copyOf(sockets)) {
                Wire.under(((NetSocketInternal) socket).channelHandlerContext()).reset();
            }
            sockets.clear();
            done.complete();
        });
    }

    /** Closes all connections and the port. */
    public void stop() {
        onLoop("stop", done -> server.close().compose(closed -> client.close()).onComplete(done));
    }

    /** The same as {@link #stop}. */
    @Override
    public void close() {
        stop();
    }

    private void onLoop(String name, Consumer<Promise<Void>> action) {
        Promise<Void> done = Promise.promise();
        context.runOnContext(now -> action.accept(done));
        Patience.USUAL.result(name, done.future());
    }

    private void accept(NetSocket near) {
        near.pause();
        sockets.add(near);
        client.connect(targetPort, "127.0.0.1").onComplete(connected -> {
            if (connected.failed()) {
                sockets.remove(near);
                near.close();
                return;
            }
            var far = connected.result();
            sockets.add(far);
            pass(near, far);
            pass(far, near);
        });
    }

    private void pass(NetSocket from, NetSocket to) {
        from.exceptionHandler(failure -> {});
        from.handler(bytes -> {
            to.write(bytes);
            if (to.writeQueueFull()) {
                from.pause();
                to.drainHandler(drained -> {
                    if (!frozen) {
                        from.resume();
                    }
                });
            }
        });
        // Held back as the bytes are while the socket is paused, unlike the close handler.
        from.endHandler(ended -> {
            sockets.remove(from);
            to.close();
        });
        if (frozen) {
            from.pause();
        } else {
            from.resume();
        }
    }
}
