package org.uv4lbridge.route;

/** A bean for routes whose methods never block. */
public interface PromptStep {}
