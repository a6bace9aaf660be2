package org.uv4lbridge.observe;

import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.ext.web.RoutingContext;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import org.apache.camel.CamelContext;
import org.apache.camel.Service;
import org.apache.camel.component.platform.http.main.DefaultMainHttpServerFactory;
import org.apache.camel.component.platform.http.main.ManagementHttpServer;
import org.apache.camel.component.platform.http.vertx.auth.AuthenticationConfig;
import org.apache.camel.component.platform.http.vertx.auth.AuthenticationConfig.AuthenticationConfigEntry;
import org.apache.camel.main.HttpManagementServerConfigurationProperties;
import org.uv4lbridge.session.Camera.Credentials;

/**
 * Makes Camel's management server ask for one user's name and password on every path. The program binds one before Camel
 * starts, if credentials are set. Camel's own settings for this want the password in a file of its own.
 */
public final class ManagementAccess extends DefaultMainHttpServerFactory {

    private static final String SCHEME = "Basic ";

    private final byte[] expected;

    public ManagementAccess(Credentials credentials) {
        String pair = credentials.username() + ":" + credentials.password();
        expected = bytes(SCHEME + Base64.getEncoder().encodeToString(bytes(pair)));
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
        String given = String.valueOf(request.request().getHeader("Authorization"));
        boolean basic = given.regionMatches(true, 0, SCHEME, 0, SCHEME.length());
        if (basic && MessageDigest.isEqual(expected, bytes(SCHEME + given.substring(SCHEME.length())))) {
            request.next();
            return;
        }
        request.response()
                .setStatusCode(401)
                .putHeader("WWW-Authenticate", "Basic realm=\"UV4L bridge management\", charset=\"UTF-8\"")
                .end("The management port wants bridge.management.username and .password.\n");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
