package org.uv4lbridge.viewer;

import io.netty.handler.codec.http.QueryStringDecoder;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.impl.HttpUtils;
import io.vertx.core.http.impl.headers.HeadersMultiMap;
import io.vertx.core.net.SocketAddress;
import java.lang.reflect.Proxy;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.uv4lbridge.access.AccessRules;
import org.uv4lbridge.access.AccessRules.Auth;
import org.uv4lbridge.access.AddressRange;
import org.uv4lbridge.access.CommandKey;
import org.uv4lbridge.testkit.TextParser;

/** What reads requests; ParsersTest tries them. */
public final class ViewerParsers {

    private static final AccessRules BEHIND_PROXIES = rules(List.of("127.0.0.0/8", "10.0.0.0/8"));
    private static final CommandKey COMMANDS = new CommandKey(new SecureRandom());
    private static final AccessRules WITHOUT_PROXY = rules(List.of());

    private ViewerParsers() {}

    public static List<TextParser> all() {
        CrossOrigin origins = new CrossOrigin(Set.of("https://example.org"));
        return List.of(
                TextParser.of("names in a query", RequestRules::hasPlainNames, RequestRules.class),
                TextParser.of("query", ViewerParsers::query, RequestRules.class),
                TextParser.of("path", RequestRules.LONGEST_PATH, ViewerParsers::path, RequestRules.class),
                TextParser.of("path of a file", Page::isModule, Page.class),
                TextParser.of(
                        "path of the owner's page", RequestRules.LONGEST_PATH, ViewerParsers::pagePath, PagePath.class),
                TextParser.of("part of a file", text -> FilePart.of(List.of(text), 1), FilePart.class),
                TextParser.of("value in a path", text -> ViewerPath.areSafe(Map.of("camera", text)), ViewerPath.class),
                TextParser.of(
                        "traces of proxies",
                        text -> approach(text, WITHOUT_PROXY),
                        Approach.class,
                        OperatorGuard.class),
                TextParser.of("word of a proxy", text -> approach(text, BEHIND_PROXIES), Approach.class),
                TextParser.of("origin", text -> origins.listed(request(text)), CrossOrigin.class));
    }

    private static void query(String text) {
        MultiMap all = MultiMap.caseInsensitiveMultiMap();
        new QueryStringDecoder(text.replace('%', 'a'), false).parameters().forEach(all::add);
        all.getAll("ticket");
    }

    /** As the router reads it. */
    private static void path(String text) {
        try {
            HttpUtils.normalizePath("/" + text);
        } catch (IllegalArgumentException e) {
            // the rules refuse what is no escape before that
        }
    }

    private static void pagePath(String text) {
        // The rules refuse what is no escape before that.
        String path = "/" + text.replace('%', 'a');
        PagePath.of(path).ifPresent(PagePath::extension);
        PagePath.asFolder(path);
    }

    private static void approach(String text, AccessRules rules) {
        Approach approach = new Approach(request(text), rules, COMMANDS);
        approach.isPrivate();
        approach.isOfThisMachine();
        approach.isSecure();
        approach.ownOrigin();
        approach.hosts();
        approach.cookies("token");
        approach.headers("Authorization");
    }

    /** All its headers are the text, twice. */
    private static HttpServerRequest request(String text) {
        HeadersMultiMap headers = new HeadersMultiMap();
        for (String name : List.of(
                "Host",
                "Origin",
                "Cookie",
                "Forwarded",
                "X-Forwarded-For",
                "X-Forwarded-Host",
                "X-Forwarded-Proto",
                "X-Real-IP",
                CommandKey.HEADER,
                "CF-Connecting-IP")) {
            headers.add(name, text);
        }
        return (HttpServerRequest) Proxy.newProxyInstance(
                ViewerParsers.class.getClassLoader(),
                new Class<?>[] {HttpServerRequest.class},
                (proxy, method, args) -> switch (method.getName()) {
                    case "headers" -> headers;
                    case "remoteAddress" -> SocketAddress.inetSocketAddress(80, "127.0.0.1");
                    case "isSSL" -> false;
                    default -> null;
                });
    }

    private static AccessRules rules(List<String> proxies) {
        return new AccessRules(
                Auth.NONE,
                null,
                null,
                null,
                proxies.stream().map(AddressRange::parse).toList(),
                Set.of(),
                false,
                Set.of(),
                Set.of(),
                null,
                "");
    }
}
