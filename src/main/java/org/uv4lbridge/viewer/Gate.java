package org.uv4lbridge.viewer;

import io.vertx.core.Context;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.uv4lbridge.access.AccessDenied;
import org.uv4lbridge.access.AccessDenied.Reason;
import org.uv4lbridge.access.AccessRules;
import org.uv4lbridge.access.AccessRules.Auth;
import org.uv4lbridge.access.Authenticator;
import org.uv4lbridge.access.CommandKey;
import org.uv4lbridge.access.HostNames;
import org.uv4lbridge.access.Identity;
import org.uv4lbridge.access.Tickets;
import org.uv4lbridge.socket.SparseLog;

/**
 * The one way in: every request to the public port passes here before anything else sees it, and what it does not let
 * pass is answered here. In this order it looks at the name by which the bridge is asked, the address, the page's origin
 * and the sender's identity. The program makes one, which lives as long as it does; it runs on event loops.
 */
public final class Gate implements Handler<RoutingContext> {

    private static final Logger LOG = LoggerFactory.getLogger(Gate.class);

    private static final String VISITOR = Visitor.class.getName();
    private static final String TICKET = "ticket";
    private static final String RETRY_SECONDS = "10";

    private final AccessRules rules;

    private enum Failure {
        IDENTITY
    }

    private static final String HOSTS = "bridge.hosts";
    private static final int LONGEST_SHOWN = 200;

    private final SparseLog log = new SparseLog(LOG);
    private final HostNames hosts;
    private final CommandKey commands;
    private final Authenticator authenticator;
    private final Tickets tickets;
    private final SecurityHeaders headers;
    private final CrossOrigin crossOrigin;
    private final Page page = new Page();

    /**
     * @param hosts the names by which the bridge may be asked
     * @param commands by what the bridge's own commands are told from a proxy
     */
    public Gate(AccessRules rules, HostNames hosts, CommandKey commands, Authenticator authenticator, Tickets tickets) {
        this.rules = rules;
        this.hosts = hosts;
        this.commands = commands;
        this.authenticator = authenticator;
        this.tickets = tickets;
        this.headers = new SecurityHeaders(rules.frameAncestors());
        this.crossOrigin = new CrossOrigin(rules.allowedOrigins());
    }

    /** Who a request comes from; empty if it never came through a gate. */
    static Optional<Visitor> visitor(RoutingContext request) {
        return Optional.ofNullable(request.get(VISITOR));
    }

    /** Whether what let a viewer in is still true. */
    boolean holds(Visitor visitor) {
        return authenticator.holds(visitor.identity());
    }

    /** Whether a visitor may say and hear what is said in rooms. */
    boolean mayEnterRooms(Visitor visitor) {
        return rules.mayEnterRooms(visitor.identity());
    }

    /** Where a request comes from. */
    Approach approach(RoutingContext request) {
        return new Approach(request.request(), rules, commands);
    }

    /** How users prove who they are. */
    Auth auth() {
        return rules.auth();
    }

    /** The files of the page, most of them for those alone who have passed. */
    Page page() {
        return page;
    }

    /** What all answers carry. */
    SecurityHeaders headers() {
        return headers;
    }

    /** A ticket that lets a visitor open one WebSocket. */
    String ticketFor(Visitor visitor) {
        return tickets.issue(visitor.identity(), visitor.address());
    }

    /** For answers that are made before or beside the router. */
    void secure(HttpServerRequest request) {
        headers.addTo(request.response(), request.isSSL());
    }

    /** Lets no page of another origin show this answer in a frame, whatever is set. */
    void keepOutOfFrames(RoutingContext request) {
        headers.keepOutOfFrames(request.response());
        request.next();
    }

    @Override
    public void handle(RoutingContext request) {
        Approach approach = approach(request);
        headers.addTo(request.response(), approach.isSecure());
        if (visitor(request).isPresent()) {
            // Has passed before and goes another way now.
            request.next();
            return;
        }
        Optional<String> origin = crossOrigin.listed(request.request());
        boolean isReadable = origin.isPresent() && CrossOrigin.isReadable(request.request());
        if (isReadable) {
            CrossOrigin.allow(request.response(), origin.get());
        }
        Refusal refusal = refusal(request, approach, origin.isPresent());
        if (refusal != null) {
            log.warn(
                    refusal.setting(),
                    "A request from {} is refused with {}: it came with {} ({})",
                    approach.address(),
                    refusal.status(),
                    shortened(refusal.sent()),
                    refusal.setting());
            refuse(request, refusal.status(), refusal.sentence());
        } else if (isReadable && CrossOrigin.isPreflight(request.request())) {
            CrossOrigin.answerPreflight(request.response());
        } else if (!isReadable || !page.serveModule(request)) {
            // Modules come without, for the script tag of another origin's page cannot send a token.
            identify(request, approach);
        }
    }

    /**
     * What is answered to whom the settings keep out, and what the log says of it.
     *
     * @param sent what of the request is the reason
     * @param setting that would let it in
     */
    private record Refusal(int status, String sentence, String sent, String setting) {}

    private @Nullable Refusal refusal(RoutingContext request, Approach approach, boolean isListed) {
        for (Optional<String> host : approach.hosts()) {
            if (host.isEmpty()) {
                return new Refusal(
                        400, "The header Host must be one host name or IP address.", sent(request, "Host"), HOSTS);
            }
            if (!hosts.allow(host.get())) {
                return new Refusal(
                        421,
                        "The bridge is not known by this name; bridge.hosts lists its names.",
                        "Host: " + host.get(),
                        HOSTS);
            }
        }
        if (rules.auth() == Auth.NONE && approach.isOfNobody()) {
            return new Refusal(
                    403,
                    "A proxy that bridge.proxies lists must say in X-Forwarded-For whom it serves. What else comes from its"
                            + " address must go through it, but for the bridge's own commands.",
                    approach.strangeness(),
                    "bridge.proxies");
        }
        if (rules.auth() == Auth.NONE && !approach.isPrivate()) {
            return new Refusal(
                    403,
                    "Only this machine and private networks are served while bridge.auth is none; with bridge.auth=basic,"
                            + " token or proxy others are, too. A proxy must be listed in bridge.proxies and say whom it"
                            + " serves in X-Forwarded-For.",
                    approach.strangeness(),
                    "bridge.auth, bridge.proxies");
        }
        if (changesSomething(request) && !isListed && !mayCome(request.request(), approach)) {
            return new Refusal(
                    403,
                    "Pages of this origin may not connect; bridge.allowed-origins lists those that may, and behind a proxy"
                            + " bridge.proxies must list it.",
                    sent(request, "Origin") + " at " + approach.ownOrigin(),
                    "bridge.allowed-origins, bridge.proxies, bridge.require-origin");
        }
        if (isListed && rules.auth() != Auth.NONE && Site.isUpgrade(request) && !bringsProof(request)) {
            return new Refusal(
                    403,
                    "A page of another origin opens a WebSocket with a ticket; ask: POST /api/tickets.",
                    sent(request, "Origin") + " without ticket or Authorization",
                    "bridge.allowed-origins");
        }
        return null;
    }

    private static String shortened(String text) {
        return text.length() > LONGEST_SHOWN ? text.substring(0, LONGEST_SHOWN) + "…" : text;
    }

    private static String sent(RoutingContext request, String header) {
        List<String> values = request.request().headers().getAll(header);
        return values.isEmpty() ? "no " + header : header + ": " + String.join(", ", values);
    }

    /** A ticket, or what a client adds to its handshake; cookies the browser would add by itself. */
    private static boolean bringsProof(RoutingContext request) {
        return hasTicket(request) || request.request().headers().contains(HttpHeaders.AUTHORIZATION);
    }

    private static boolean changesSomething(RoutingContext request) {
        HttpMethod method = request.request().method();
        return Site.isUpgrade(request) || !(method.equals(HttpMethod.GET) || method.equals(HttpMethod.HEAD));
    }

    private static boolean hasTicket(RoutingContext request) {
        return request.request().getParam(TICKET) != null;
    }

    /**
     * Browsers name the page's origin; a client that names none is not a browser, nor is one that names the address of its
     * WebSocket.
     */
    private boolean mayCome(HttpServerRequest request, Approach approach) {
        List<String> origins = request.headers().getAll(HttpHeaders.ORIGIN);
        return switch (origins.size()) {
            case 0 -> !rules.requireOrigin();
            case 1 -> approach.isOwnOrigin(origins.get(0));
            default -> false;
        };
    }

    private void identify(RoutingContext request, Approach approach) {
        CompletionStage<Identity> stage = hasTicket(request) && Site.isUpgrade(request)
                ? redeem(request.request().params().getAll(TICKET))
                : authenticator.identify(approach);
        CompletableFuture<Identity> identity = stage.toCompletableFuture();
        if (identity.isDone()) {
            identity.whenComplete((who, denied) -> decide(request, approach, who, denied));
            return;
        }
        request.request().pause();
        Context context = Vertx.currentContext();
        identity.whenComplete((who, denied) -> context.runOnContext(back -> {
            request.request().resume();
            decide(request, approach, who, denied);
        }));
    }

    private CompletionStage<Identity> redeem(List<String> given) {
        return (given.size() == 1 ? tickets.redeem(given.get(0)) : Optional.<Identity>empty())
                .filter(authenticator::holds)
                .map(CompletableFuture::completedFuture)
                .orElseGet(() -> CompletableFuture.failedFuture(new AccessDenied(
                        Reason.UNKNOWN, "The ticket is used, too old or none; ask for another: POST /api/tickets.")));
    }

    private void decide(RoutingContext request, Approach approach, @Nullable Identity who, @Nullable Throwable denied) {
        if (request.response().closed()) {
            return;
        }
        if (who != null) {
            request.put(VISITOR, new Visitor(who, approach.address(), rules.isOperator(who)));
            request.next();
            return;
        }
        Throwable cause = denied instanceof CompletionException e && e.getCause() != null ? e.getCause() : denied;
        if (!(cause instanceof AccessDenied why)) {
            log.error(Failure.IDENTITY, "Who asks could not be found out", cause);
            refuse(request, 500, "Who asks could not be found out; the log says why.");
            return;
        }
        HttpServerResponse response = request.response();
        switch (why.reason()) {
            case UNKNOWN -> {
                String challenge = authenticator.challenge();
                if (challenge != null && !isScript(request)) {
                    response.putHeader("WWW-Authenticate", challenge);
                }
                refuse(request, 401, why.getMessage());
            }
            case FORBIDDEN -> refuse(request, 403, why.getMessage());
            case TOO_MANY -> {
                response.putHeader(HttpHeaders.RETRY_AFTER, RETRY_SECONDS);
                refuse(request, 429, why.getMessage());
            }
            case BUSY -> {
                response.putHeader(HttpHeaders.RETRY_AFTER, "1");
                refuse(request, 503, why.getMessage());
            }
        }
    }

    /** A page's script asks, which shows the refusal itself; a challenge would have the browser ask for a password. */
    private static boolean isScript(RoutingContext request) {
        return "empty".equals(request.request().getHeader("Sec-Fetch-Dest"));
    }

    private static void refuse(RoutingContext request, int status, String sentence) {
        request.response()
                .setStatusCode(status)
                .putHeader(HttpHeaders.CONTENT_TYPE, "text/plain; charset=utf-8")
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                .end(sentence + "\n");
    }
}
