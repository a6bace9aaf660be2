package org.uv4lbridge.testkit;

import java.util.List;

/**
 * A reader of what peers send. Each package has a list of its own.
 *
 * @param limit length of what it gets
 * @param classes which take part in it
 */
public record TextParser(String name, int limit, LinearCost.Reader reader, List<Class<?>> classes) {

    /** Of a message, a head and whatever has no limit of its own. */
    public static final int MESSAGE = 64 * 1024;

    public static TextParser of(String name, LinearCost.Reader reader, Class<?>... classes) {
        return of(name, MESSAGE, reader, classes);
    }

    public static TextParser of(String name, int limit, LinearCost.Reader reader, Class<?>... classes) {
        return new TextParser(name, limit, reader, List.of(classes));
    }

    @Override
    public String toString() {
        return name;
    }
}
