package org.uv4lbridge.session;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * A camera as it is configured.
 *
 * @param name its name in paths and logs: lower-case letters, digits and hyphens
 * @param title its name for people
 * @param url {@code ws:} or {@code wss:} address of its signaling
 * @param credentials for HTTP Basic on the upgrade, if the camera asks for them
 * @param trust by what its certificate is known to be the right one, where the address is {@code wss:}
 * @param seats calls it can hold at once, 1 or more
 * @param dialect what it speaks
 * @param callOptions what overrides the options of a viewer's {@code call}
 */
public record Camera(
        String name,
        String title,
        URI url,
        @Nullable Credentials credentials,
        CameraTrust trust,
        int seats,
        Dialect dialect,
        CallOptions callOptions) {

    private static final int HTTP = 80;
    private static final int HTTPS = 443;

    /** The same camera with other seats and call options. */
    public Camera with(int otherSeats, CallOptions otherOptions) {
        return new Camera(name, title, url, credentials, trust, otherSeats, dialect, otherOptions);
    }

    /** The host of its address; an IPv6 address in brackets. */
    public String host() {
        String authority = url.getRawAuthority();
        int end = authority.lastIndexOf(':');
        return end < 0 || authority.endsWith("]") ? authority : authority.substring(0, end);
    }

    /** The port of its address, or the usual one. */
    public int port() {
        String port = url.getRawAuthority().substring(host().length());
        if (!port.isEmpty()) {
            return Integer.parseInt(port.substring(1));
        }
        return isSecure() ? HTTPS : HTTP;
    }

    /** Whether its address asks for TLS. */
    public boolean isSecure() {
        return url.getScheme().equals("wss");
    }

    /** The address for logs and people: its query may be a password. */
    public String shownUrl() {
        String shown = url.getScheme() + "://" + url.getRawAuthority();
        return shown + url.getRawPath() + (url.getRawQuery() == null ? "" : "?…");
    }

    @Override
    public String toString() {
        return "Camera[" + name + " at " + shownUrl() + "]";
    }

    /** The dialects of UV4L's signaling: {@code docs/protocol.md}. */
    public enum Dialect {
        V1,
        V2
    }

    /** User name and password; never printed. */
    public record Credentials(String username, String password) {
        @Override
        public String toString() {
            return "Credentials[" + username + "]";
        }
    }

    /** The options of a {@code call} that the configuration sets; null leaves what the viewer asked for. */
    public record CallOptions(
            @Nullable Boolean forceHwVcodec,
            @Nullable Integer vformat,
            @Nullable Boolean trickleIce) {

        public static final CallOptions NONE = new CallOptions(null, null, null);

        public boolean isEmpty() {
            return equals(NONE);
        }
    }
}
