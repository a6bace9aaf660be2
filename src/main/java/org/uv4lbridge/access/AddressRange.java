package org.uv4lbridge.access;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * IP addresses that begin with the same bits, as in {@code 10.0.0.0/8}. An IPv4 address that is written as an IPv6 one
 * ({@code ::ffff:10.0.0.1}) is the IPv4 one.
 */
public record AddressRange(InetAddress first, int bits) {

    private static final String OCTET = "(?:0|[1-9]\\d?|1\\d\\d|2[0-4]\\d|25[0-5])";
    private static final Pattern IPV4 = Pattern.compile(OCTET + "(?:\\." + OCTET + "){3}");
    private static final Pattern IPV6 = Pattern.compile("^(?=[0-9a-fA-F]*+:)[0-9a-fA-F:.]++(?:%[\\w.-]++)?");

    /** Loopback, private use (RFC 1918), link-local, and the same of IPv6. Not the providers' 100.64.0.0/10. */
    private static final List<AddressRange> PRIVATE = Stream.of(
                    "127.0.0.0/8",
                    "10.0.0.0/8",
                    "172.16.0.0/12",
                    "192.168.0.0/16",
                    "169.254.0.0/16",
                    "::1",
                    "fe80::/10",
                    "fc00::/7")
            .map(AddressRange::parse)
            .toList();

    /**
     * Reads an address or a range.
     *
     * @throws IllegalArgumentException if it is neither, or has bits where the range has none
     */
    public static AddressRange parse(String text) {
        String[] parts = text.split("/", -1);
        InetAddress address = address(parts[0]).orElseThrow(IllegalArgumentException::new);
        int length = address.getAddress().length * Byte.SIZE;
        int bits = parts.length == 1 ? length : Integer.parseInt(parts[1]);
        AddressRange range = new AddressRange(address, bits);
        if (parts.length > 2 || bits < 0 || bits > length || !range.isClean()) {
            throw new IllegalArgumentException();
        }
        return range;
    }

    /** The address that a text is; nothing is looked up. */
    public static Optional<InetAddress> address(String text) {
        if (!IPV4.matcher(text).matches() && !IPV6.matcher(text).matches()) {
            return Optional.empty();
        }
        int zone = text.indexOf('%');
        try {
            return Optional.of(InetAddress.getByName(zone < 0 ? text : text.substring(0, zone)));
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }

    /** Whether an address is of this machine or its own network. */
    public static boolean isPrivate(InetAddress address) {
        return PRIVATE.stream().anyMatch(range -> range.contains(address));
    }

    public boolean contains(InetAddress address) {
        byte[] own = first.getAddress();
        byte[] other = address.getAddress();
        if (own.length != other.length) {
            return false;
        }
        for (int bit = 0; bit < bits; bit++) {
            int mask = 0x80 >> bit % Byte.SIZE;
            if (((own[bit / Byte.SIZE] ^ other[bit / Byte.SIZE]) & mask) != 0) {
                return false;
            }
        }
        return true;
    }

    private boolean isClean() {
        byte[] own = first.getAddress();
        for (int bit = bits; bit < own.length * Byte.SIZE; bit++) {
            if ((own[bit / Byte.SIZE] & 0x80 >> bit % Byte.SIZE) != 0) {
                return false;
            }
        }
        return true;
    }
}
