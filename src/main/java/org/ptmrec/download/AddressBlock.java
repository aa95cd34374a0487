package org.ptmrec.download;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.net.InetAddresses;
import java.net.InetAddress;

/**
 * Addresses that begin with the same bits, as in {@code 10.0.0.0/8}.
 *
 * @param prefix the first address, 4 or 16 bytes
 * @param bits how many leading bits count
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record AddressBlock(byte[] prefix, int bits) {

  /** The usual notation. */
  static AddressBlock of(String cidr) {
    int slash = cidr.indexOf('/');
    checkArgument(slash > 0, "%s is no block of addresses", cidr);
    return new AddressBlock(
        InetAddresses.forString(cidr.substring(0, slash)).getAddress(),
        Integer.parseInt(cidr.substring(slash + 1)));
  }

  boolean contains(InetAddress address) {
    byte[] bytes = address.getAddress();
    if (bytes.length != prefix.length) {
      return false;
    }
    for (int bit = 0; bit < bits; bit++) {
      int mask = 0x80 >> (bit % 8);
      if ((bytes[bit / 8] & mask) != (prefix[bit / 8] & mask)) {
        return false;
      }
    }
    return true;
  }
}
