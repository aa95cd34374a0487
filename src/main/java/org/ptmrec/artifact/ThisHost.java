package org.ptmrec.artifact;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** This machine, as what it leaves on a shared disk names it. */
public final class ThisHost {
  private ThisHost() {}

  /** Its name in the network. */
  public static String name() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "localhost";
    }
  }
}
