package org.uv4lbridge.session;

/**
 * One call of one viewer to one camera.
 *
 * @param value the viewer's id, a hyphen and the number of its call
 */
public record SessionId(String value) {

    @Override
    public String toString() {
        return value;
    }
}
