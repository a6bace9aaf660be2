package org.uv4lbridge;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import org.jspecify.annotations.Nullable;
import org.uv4lbridge.config.AuditSettings;
import org.uv4lbridge.config.ConfigurationException;
import org.uv4lbridge.observe.AuditHash;
import org.uv4lbridge.observe.AuditLog;
import org.uv4lbridge.observe.AuditOptions;

/** Opens the audit log that is set. {@link Bridge} calls it once. */
final class AuditSetup {

    private AuditSetup() {}

    /** @throws ConfigurationException naming the setting that cannot be used, and why */
    static AuditLog open(AuditSettings audit) {
        AuditOptions options = new AuditOptions(audit.file(), audit.maxBytes(), audit.keep(), hashing(audit.keyFile()));
        try {
            return AuditLog.open(options, Version.text(), Clock.systemUTC());
        } catch (IOException e) {
            throw new ConfigurationException(
                    "bridge.audit.file=" + audit.file() + " cannot be used: " + e.getMessage() + ".");
        }
    }

    private static AuditHash hashing(@Nullable Path keyFile) {
        try {
            return keyFile == null ? AuditHash.PLAIN : AuditHash.withKeyOf(keyFile);
        } catch (IOException e) {
            throw new ConfigurationException("bridge.audit.key-file: " + e.getMessage());
        }
    }
}
