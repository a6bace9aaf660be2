package org.uv4lbridge.testkit;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.uv4lbridge.access.Attempt;

/**
 * A request that says who asks, without a request.
 *
 * @param headers by their names, which don't depend on case
 */
public record TestAttempt(String address, boolean isFromProxy, Map<String, String> headers, Map<String, String> cookies)
        implements Attempt {

    public TestAttempt {
        Map<String, String> caseless = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        caseless.putAll(headers);
        headers = caseless;
    }

    /** From 10.0.0.1, with these headers. */
    public static TestAttempt with(String... headers) {
        Map<String, String> all = new TreeMap<>();
        for (int i = 0; i < headers.length; i += 2) {
            all.put(headers[i], headers[i + 1]);
        }
        return new TestAttempt("10.0.0.1", false, all, Map.of());
    }

    /** With the credentials of HTTP Basic. */
    public static TestAttempt basic(String address, String user, String password) {
        return new TestAttempt(address, false, Map.of("Authorization", HttpProbe.basic(user, password)), Map.of());
    }

    @Override
    public List<String> headers(String name) {
        return Optional.ofNullable(headers.get(name)).stream().toList();
    }

    @Override
    public List<String> cookies(String name) {
        return Optional.ofNullable(cookies.get(name)).stream().toList();
    }
}
