package org.uv4lbridge.observe;

/** {@code org.uv4lbridge:type=Audit}: the end of the audit log, to be compared with what the file holds. */
public interface AuditMXBean {

    /** Number of the newest line. */
    long getLines();

    /** SHA-256 of the newest line, which is also its end. */
    String getHash();

    /** Lines since the start that could not be written. */
    long getLost();
}
