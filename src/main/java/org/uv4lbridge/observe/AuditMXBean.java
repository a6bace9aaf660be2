package org.uv4lbridge.observe;

/** {@code org.uv4lbridge:type=Audit}: the end of the audit log, to be compared with what the file holds. */
@Description("The end of the audit log, to be compared with what the file holds")
public interface AuditMXBean {

    @Description("Number of the newest line")
    long getLines();

    @Description("Hash of the newest line, which is also its end")
    String getHash();

    @Description("Lines since the start that could not be written")
    long getLost();
}
