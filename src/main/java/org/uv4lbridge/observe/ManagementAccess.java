package org.uv4lbridge.observe;

import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.apache.camel.CamelContext;
import org.apache.camel.Service;
import org.apache.camel.component.platform.http.main.DefaultMainHttpServerFactory;
import org.apache.camel.component.platform.http.main.ManagementHttpServer;
import org.apache.camel.component.platform.http.vertx.auth.AuthenticationConfig;
import org.apache.camel.component.platform.http.vertx.auth.AuthenticationConfig.AuthenticationConfigEntry;
import org.apache.camel.main.HttpManagementServerConfigurationProperties;
import org.jspecify.annotations.Nullable;
import org.uv4lbridge.access.HostNames;
import org.uv4lbridge.access.LoginObserver;
import org.uv4lbridge.access.OnePassword;
import org.uv4lbridge.session.Camera.Credentials;
import org.uv4lbridge.socket.RequestGuard;

/**
 * Makes Camel's management server as careful as the public one: on every path it must be asked by one of the bridge's names,
 * and for one user's name and password, if they are set; its connections are held to measure, too. The program binds one
 * before Camel starts. Camel's own settings for a password want it in a file of its own.
 */
public final class ManagementAccess extends DefaultMainHttpServerFactory {

    private static final String RETRY_SECONDS = "10";

    private final HostNames hosts;
    private final @Nullable OnePassword password;

    /**
     * @param hosts the names by which the bridge may be asked
     * @param credentials of the one user; null if nobody is asked for them
     * @param observer told of logins
     */
    public ManagementAccess(HostNames hosts, @Nullable Credentials credentials, Clock clock, LoginObserver observer) {
        this.hosts = hosts;
        this.password = credentials == null ? null : new OnePassword(credentials, clock, observer);
    }

    @Override
    public Service newHttpManagementServer(CamelContext context, HttpManagementServerConfigurationProperties settings) {
        ManagementHttpServer server = (ManagementHttpServer) super.newHttpManagementServer(context, settings);
        AuthenticationConfigEntry everywhere = new AuthenticationConfigEntry() {
            @Override
            public Handler<RoutingContext> createAuthenticationHandler(Vertx vertx) {
                return ManagementAccess.this::check;
            }
        };
        // Without the asterisk Camel would ask on this one path alone.
        everywhere.setPath("/*");
        AuthenticationConfig authentication = server.getConfiguration().getAuthenticationConfig();
        authentication.getEntries().add(everywhere);
        authentication.setEnabled(true);
        return server;
    }

    private void check(RoutingContext request) {
        RequestGuard.from(request.request().connection());
        List<String> named = request.request().headers().getAll(HttpHeaders.HOST);
        Optional<String> host = named.size() == 1 ? HostNames.withoutPort(named.get(0)) : Optional.empty();
        if (host.isEmpty()) {
            refuse(request, 400, "The header Host must be one host name or IP address.");
        } else if (!hosts.allow(host.get())) {
            refuse(request, 421, "The bridge is not known by this name; bridge.hosts lists its names.");
        } else if (password != null) {
            authenticate(request, password);
        } else {
            request.next();
        }
    }

    private static void refuse(RoutingContext request, int status, String sentence) {
        request.response().setStatusCode(status).end(sentence + "\n");
    }

    private static void authenticate(RoutingContext request, OnePassword password) {
        List<String> given = request.request().headers().getAll(HttpHeaders.AUTHORIZATION);
        String address = request.request().remoteAddress().hostAddress();
        switch (password.check(address, given.isEmpty() ? null : given.size() == 1 ? given.get(0) : "")) {
            case OK -> request.next();
            case TOO_MANY -> {
                request.response().putHeader(HttpHeaders.RETRY_AFTER, RETRY_SECONDS);
                refuse(request, 429, "Too many wrong passwords came from your address; try again in a while.");
            }
            default -> {
                request.response()
                        .putHeader("WWW-Authenticate", "Basic realm=\"UV4L bridge management\", charset=\"UTF-8\"");
                refuse(request, 401, "The management port wants bridge.management.username and .password.");
            }
        }
    }
}
