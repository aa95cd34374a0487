package org.ptmrec.download;

import static com.google.common.truth.Truth.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.common.net.InetAddresses;
import java.net.InetAddress;
import java.net.UnknownHostException;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.apache.hc.client5.http.DnsResolver;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ptmrec.download.AddressGuard.BlockedAddressException;

class AddressGuardTest {
  private static DnsResolver answering(String... addresses) {
    return new DnsResolver() {
      @Override
      public InetAddress[] resolve(String host) {
        return java.util.Arrays.stream(addresses)
            .map(InetAddresses::forString)
            .toArray(InetAddress[]::new);
      }

      @Override
      public String resolveCanonicalHostname(String host) {
        return host;
      }
    };
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0.0.0.0",
        "0.1.2.3",
        "10.0.0.1",
        "10.255.255.255",
        "100.64.0.1",
        "100.127.255.255",
        "127.0.0.1",
        "127.255.255.254",
        "169.254.169.254",
        "172.16.0.1",
        "172.31.255.255",
        "192.0.0.8",
        "192.0.2.1",
        "192.88.99.1",
        "192.168.1.1",
        "198.18.0.1",
        "198.19.255.255",
        "198.51.100.7",
        "203.0.113.7",
        "224.0.0.1",
        "239.255.255.255",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "fe80::1",
        "fec0::1",
        "fc00::1",
        "fdff::1",
        "ff02::1",
        "64:ff9b::7f00:1",
        "64:ff9b:1::1",
        "100::1",
        "2001::1",
        "2001:1ff::1",
        "2001:db8::1",
        "2002:7f00:1::1",
        "3fff:fff::1",
        "4000::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "::7f00:1"
      })
  void resolve_specialAddress_blocked(String address) {
    AddressGuard guard = new AddressGuard(answering(address), false);
    BlockedAddressException e =
        assertThrows(BlockedAddressException.class, () -> guard.resolve("shop.example"));
    assertThat(e).hasMessageThat().contains("shop.example is");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1.1.1.1",
        "9.255.255.255",
        "11.0.0.0",
        "100.63.255.255",
        "100.128.0.0",
        "126.1.1.1",
        "128.0.0.1",
        "169.253.1.1",
        "172.15.0.1",
        "172.32.0.1",
        "192.0.1.1",
        "192.167.1.1",
        "198.17.1.1",
        "198.20.1.1",
        "223.255.255.255",
        "2001:200::1",
        "2606:4700::1111",
        "2a00::1",
        "3ffe::1"
      })
  void resolve_publicAddress_passed(String address) throws UnknownHostException {
    AddressGuard guard = new AddressGuard(answering(address), false);
    assertThat(guard.resolve("x")).asList().containsExactly(InetAddresses.forString(address));
  }

  @Test
  void resolve_publicAndPrivate_onlyThePublicOnesAreConnectedTo() throws UnknownHostException {
    AddressGuard guard = new AddressGuard(answering("127.0.0.1", "1.1.1.1", "10.0.0.1"), false);
    assertThat(guard.resolve("x")).asList().containsExactly(InetAddresses.forString("1.1.1.1"));
  }

  @Test
  void resolve_privateAllowed_passed() throws UnknownHostException {
    assertThat(new AddressGuard(answering("127.0.0.1"), true).resolve("x")).hasLength(1);
  }

  @Property(tries = 500)
  void isPublic_ipv4InsideIpv6_neverLeaksPrivate(@ForAll @Size(2) byte[] low) throws Exception {
    for (String prefix : new String[] {"10.0", "192.168", "127.0", "169.254"}) {
      String[] high = prefix.split("\\.");
      byte[] v4 = {
        (byte) Integer.parseInt(high[0]), (byte) Integer.parseInt(high[1]), low[0], low[1]
      };
      byte[] mapped = new byte[16];
      mapped[10] = -1;
      mapped[11] = -1;
      System.arraycopy(v4, 0, mapped, 12, 4);
      byte[] sixToFour = new byte[16];
      sixToFour[0] = 0x20;
      sixToFour[1] = 0x02;
      System.arraycopy(v4, 0, sixToFour, 2, 4);
      byte[] compatible = new byte[16];
      System.arraycopy(v4, 0, compatible, 12, 4);
      for (byte[] form : new byte[][] {v4, mapped, sixToFour, compatible}) {
        assertThat(AddressGuard.isPublic(InetAddress.getByAddress(form))).isFalse();
      }
    }
  }
}
