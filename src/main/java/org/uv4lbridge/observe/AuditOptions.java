package org.uv4lbridge.observe;

import java.nio.file.Path;

/**
 * Where an audit log goes and how. The program makes it of the settings.
 *
 * @param file that is written; older ones lie beside it
 * @param maxBytes after which the next file is begun; 0 for no limit
 * @param keep how many older files stay; 0 for all
 */
public record AuditOptions(Path file, long maxBytes, int keep, AuditHash hashing) {}
