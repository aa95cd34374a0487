package org.ptmrec.download;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;

/**
 * Resolves host names to public addresses only. The HTTP client connects to the very addresses
 * returned here, so a name cannot answer differently between check and connection.
 */
final class AddressGuard implements DnsResolver {
  /** All of IPv6 that is handed out; what is outside (loopback, NAT64, fc00::/7 …) is special. */
  private static final AddressBlock GLOBAL_IPV6 = AddressBlock.of("2000::/3");

  /** IANA's special-purpose registries, RFC 6890 and its updates. */
  private static final List<AddressBlock> SPECIAL =
      Stream.of(
              "0.0.0.0/8", // this network
              "10.0.0.0/8", // private
              "100.64.0.0/10", // carrier-grade NAT
              "127.0.0.0/8", // loopback
              "169.254.0.0/16", // link-local, where clouds keep their metadata services
              "172.16.0.0/12", // private
              "192.0.0.0/24", // protocol assignments
              "192.0.2.0/24", // documentation
              "192.88.99.0/24", // 6to4 relays
              "192.168.0.0/16", // private
              "198.18.0.0/15", // benchmarks
              "198.51.100.0/24", // documentation
              "203.0.113.0/24", // documentation
              "224.0.0.0/4", // multicast
              "240.0.0.0/4", // reserved, and broadcast
              "2001::/23", // protocol assignments, Teredo among them
              "2001:db8::/32", // documentation
              "2002::/16", // 6to4, which carries an IPv4 address
              "3fff::/20") // documentation
          .map(AddressBlock::of)
          .toList();

  private final DnsResolver resolver;
  private final boolean allowPrivate;

  AddressGuard(boolean allowPrivate) {
    this(SystemDefaultDnsResolver.INSTANCE, allowPrivate);
  }

  AddressGuard(DnsResolver resolver, boolean allowPrivate) {
    this.resolver = resolver;
    this.allowPrivate = allowPrivate;
  }

  /** A host that has no address which may be contacted. */
  static final class BlockedAddressException extends UnknownHostException {
    private static final long serialVersionUID = 1;

    BlockedAddressException(String message) {
      super(message);
    }
  }

  @Override
  public InetAddress[] resolve(String host) throws UnknownHostException {
    InetAddress[] found = resolver.resolve(host);
    if (allowPrivate) {
      return found;
    }
    InetAddress[] allowed =
        Arrays.stream(found).filter(AddressGuard::isPublic).toArray(InetAddress[]::new);
    if (allowed.length == 0) {
      throw new BlockedAddressException(
          host + " is " + Arrays.toString(found) + ", which is no public address");
    }
    return allowed;
  }

  @Override
  public String resolveCanonicalHostname(String host) throws UnknownHostException {
    return resolver.resolveCanonicalHostname(host);
  }

  /** IPv4-mapped IPv6 addresses never get here: {@link InetAddress} makes them IPv4. */
  static boolean isPublic(InetAddress address) {
    boolean handedOut = address.getAddress().length == 4 || GLOBAL_IPV6.contains(address);
    return handedOut && SPECIAL.stream().noneMatch(block -> block.contains(address));
  }
}
