package org.uv4lbridge.viewer;

import org.uv4lbridge.access.Identity;
import org.uv4lbridge.session.Caller;

/**
 * Who a request comes from. {@link Gate} makes one for each request that it lets pass.
 *
 * @param address the IP address as text
 * @param isOperator whether it may know who else calls
 */
record Visitor(Identity identity, String address, boolean isOperator) {

    Caller caller() {
        return new Caller(identity.user(), address, identity.rights(), isOperator);
    }
}
