package org.ptmrec.download;

import java.io.EOFException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.zip.ZipException;
import javax.net.ssl.SSLException;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.core5.http.ConnectionClosedException;
import org.apache.hc.core5.http.MalformedChunkCodingException;
import org.apache.hc.core5.http.NoHttpResponseException;
import org.apache.hc.core5.http.TruncatedChunkException;
import org.ptmrec.schema.FetchFailureReason;

/** What the HTTP client's exceptions mean. */
final class Classification {
  private Classification() {}

  static FetchException of(IOException e, boolean redirected) {
    return new FetchException(
        reason(e, redirected),
        e.getClass().getSimpleName() + ": " + String.valueOf(e.getMessage()));
  }

  private static FetchFailureReason reason(IOException e, boolean redirected) {
    if (e instanceof AddressGuard.BlockedAddressException) {
      return redirected ? FetchFailureReason.BLOCKED_REDIRECT : FetchFailureReason.BLOCKED_ADDRESS;
    }
    if (e instanceof UnknownHostException) {
      return FetchFailureReason.DNS;
    }
    if (e instanceof SocketTimeoutException || e instanceof ConnectTimeoutException) {
      return FetchFailureReason.TIMEOUT;
    }
    if (e instanceof SSLException) {
      return FetchFailureReason.TLS;
    }
    boolean isCutOff =
        e instanceof ConnectionClosedException
            || e instanceof TruncatedChunkException
            || e instanceof MalformedChunkCodingException
            || e instanceof EOFException // of a packed body
            || e instanceof ZipException;
    return isCutOff && !(e instanceof NoHttpResponseException)
        ? FetchFailureReason.TRUNCATED_BODY
        : FetchFailureReason.CONNECT;
  }
}
