package org.ptmrec.download;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;

/**
 * Resolves host names to public addresses only. The HTTP client connects to the very addresses
 * returned here, so a name cannot answer differently between check and connection.
 */
final class AddressGuard implements DnsResolver {
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

  static boolean isPublic(InetAddress address) {
    if (address.isAnyLocalAddress()
        || address.isLoopbackAddress()
        || address.isLinkLocalAddress()
        || address.isSiteLocalAddress()
        || address.isMulticastAddress()) {
      return false;
    }
    byte[] bytes = address.getAddress();
    return address instanceof Inet4Address
        ? isPublic4(bytes)
        : address instanceof Inet6Address && isPublic6(bytes);
  }

  /** What {@link InetAddress} itself does not know to be special. */
  private static boolean isPublic4(byte[] b) {
    int first = b[0] & 0xff;
    int second = b[1] & 0xff;
    int third = b[2] & 0xff;
    return first != 0
        && first < 240 // reserved, and broadcast
        && !(first == 100 && second >= 64 && second < 128) // carrier-grade NAT
        && !(first == 192 && second == 0 && (third == 0 || third == 2))
        && !(first == 198 && (second == 18 || second == 19)) // benchmarks
        && !(first == 198 && second == 51 && third == 100)
        && !(first == 203 && second == 0 && third == 113);
  }

  /** Unique local addresses, documentation, and every form that carries an IPv4 address. */
  private static boolean isPublic6(byte[] b) {
    int first = b[0] & 0xff;
    int second = b[1] & 0xff;
    boolean global = (first & 0xe0) == 0x20; // 2000::/3, all that is handed out
    boolean sixToFour = first == 0x20 && second == 0x02;
    boolean teredoOrDocumentation =
        first == 0x20
            && second == 0x01
            && b[2] <= 0x0d
            && b[2] >= 0
            && (b[2] == 0 || (b[2] == 0x0d && (b[3] & 0xff) == 0xb8));
    return global && !sixToFour && !teredoOrDocumentation;
  }
}
