package org.uv4lbridge.config;

/** A configuration that cannot be used. The message is one sentence: where, which key, and what is allowed. */
public final class ConfigurationException extends RuntimeException {

    private static final long serialVersionUID = 1;

    public ConfigurationException(String sentence) {
        super(sentence);
    }
}
