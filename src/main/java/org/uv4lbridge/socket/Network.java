package org.uv4lbridge.socket;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * Whose address it may be, by its first bits: an IPv4 address is somebody, an IPv6 address is one of 2⁶⁴ of somebody whose
 * provider may have given 256 or 65,536 such networks.
 *
 * @param bits the first bits of the address, the others 0
 * @param length how many bits count
 */
public record Network(long bits, int length) {

    /** Of who has no address. */
    public static final Network NONE = new Network(0, 0);

    private static final int IPV4 = 32;
    private static final List<Integer> IPV6 = List.of(64, 56, 48);

    /** The networks of an address, the narrowest first: the address itself of IPv4; /64, /56 and /48 of IPv6. */
    public static List<Network> of(InetAddress address) {
        ByteBuffer bytes = ByteBuffer.wrap(address.getAddress());
        if (address instanceof Inet4Address) {
            return List.of(new Network(bytes.getInt(), IPV4));
        }
        long first = bytes.getLong();
        return IPV6.stream()
                .map(length -> new Network(first & -1L << Long.SIZE - length, length))
                .toList();
    }

    /** As in 192.0.2.1 or 2001:db8:0:0/64. */
    @Override
    public String toString() {
        if (length == IPV4) {
            return "%d.%d.%d.%d".formatted(bits >> 24 & 255, bits >> 16 & 255, bits >> 8 & 255, bits & 255);
        }
        return "%x:%x:%x:%x::/%d"
                .formatted(bits >>> 48, bits >> 32 & 0xffff, bits >> 16 & 0xffff, bits & 0xffff, length);
    }

    /** How many times the share of one network of the narrowest kind this one may have. */
    public int shares() {
        return switch (length) {
            case 56 -> 4;
            case 48 -> 16;
            default -> 1;
        };
    }
}
