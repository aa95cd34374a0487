package org.ptmrec.download;

import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import javax.net.ssl.SSLException;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ConnectionClosedException;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.NoHttpResponseException;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;
import org.ptmrec.schema.FetchFailureReason;

/**
 * Fetches one picture over http or https within limits of time, size and place. Redirects are
 * followed by hand: every hop is a new request through {@link AddressGuard}. Thread-safe.
 */
final class ImageFetcher implements AutoCloseable {
  private static final int BUFFER = 16384;

  private final FetchSpec spec;
  private final CloseableHttpClient client;
  private final LongSupplier clock;

  ImageFetcher(FetchSpec spec) {
    this(spec, new AddressGuard(spec.allowPrivateAddresses()), System::nanoTime);
  }

  ImageFetcher(FetchSpec spec, AddressGuard guard, LongSupplier nanoClock) {
    this.spec = spec;
    this.clock = nanoClock;
    client =
        HttpClients.custom()
            .setConnectionManager(
                PoolingHttpClientConnectionManagerBuilder.create()
                    .setDnsResolver(guard)
                    .setMaxConnTotal(256)
                    .setMaxConnPerRoute(spec.concurrencyPerHost())
                    .setDefaultConnectionConfig(
                        ConnectionConfig.custom()
                            .setConnectTimeout(timeout(spec.connectTimeout()))
                            .setSocketTimeout(timeout(spec.idleTimeout()))
                            .build())
                    .build())
            .disableRedirectHandling()
            .disableAutomaticRetries()
            .disableCookieManagement()
            .disableAuthCaching()
            .setUserAgent(spec.userAgent())
            .build();
  }

  private static Timeout timeout(Duration duration) {
    return Timeout.ofMilliseconds(duration.toMillis());
  }

  /**
   * What a server sent.
   *
   * @param etag its validator, if it gave one
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Body(byte[] content, @Nullable String etag, @Nullable String lastModified) {}

  /** One attempt, redirects included. */
  Body fetch(URI first) throws FetchException {
    long deadline = clock.getAsLong() + spec.timeout().toNanos();
    URI url = UrlRules.check(first, spec.allowPrivateAddresses());
    for (int hop = 0; hop <= spec.maxRedirects(); hop++) {
      HttpGet request = new HttpGet(url);
      request.setConfig(
          RequestConfig.custom().setResponseTimeout(timeout(spec.idleTimeout())).build());
      URI here = url;
      try {
        Object outcome = client.execute(request, response -> read(here, response, deadline));
        if (outcome instanceof Body) {
          return (Body) outcome;
        }
        url = (URI) outcome;
      } catch (FailedExchange e) {
        throw e.failure;
      } catch (IOException e) {
        throw classified(e, hop > 0);
      }
    }
    throw new FetchException(
        FetchFailureReason.TOO_MANY_REDIRECTS, "more than " + spec.maxRedirects() + " redirects");
  }

  /** Carries a failure through the client's callback, which may throw only this. */
  private static final class FailedExchange extends IOException {
    private static final long serialVersionUID = 1;
    private final FetchException failure;

    FailedExchange(FetchException failure) {
      this.failure = failure;
    }
  }

  /** A {@link Body}, or the {@link URI} of the next hop. */
  private Object read(URI url, ClassicHttpResponse response, long deadline) throws IOException {
    try {
      int status = response.getCode();
      if (status >= 300 && status < 400 && response.containsHeader("Location")) {
        return UrlRules.redirect(url, header(response, "Location"), spec.allowPrivateAddresses());
      }
      if (status != 200) {
        throw HttpStatus.failure(status, header(response, "Retry-After"));
      }
      return new Body(
          content(response.getEntity(), deadline),
          header(response, "ETag"),
          header(response, "Last-Modified"));
    } catch (FetchException e) {
      throw new FailedExchange(e);
    }
  }

  private static @Nullable String header(ClassicHttpResponse response, String name) {
    Header header = response.getFirstHeader(name);
    return header == null ? null : header.getValue();
  }

  /** Never keeps a part: too long, too slow or cut off is a failure. */
  private byte[] content(@Nullable HttpEntity entity, long deadline)
      throws FetchException, IOException {
    if (entity == null) {
      throw new FetchException(FetchFailureReason.NOT_AN_IMAGE, "an empty answer");
    }
    long announced = entity.getContentLength();
    if (announced > spec.maxBytes()) {
      throw tooLarge(announced + " bytes announced");
    }
    java.io.ByteArrayOutputStream content = new java.io.ByteArrayOutputStream(BUFFER);
    byte[] buffer = new byte[BUFFER];
    try (InputStream body = entity.getContent()) {
      for (int n = body.read(buffer); n >= 0; n = body.read(buffer)) {
        content.write(buffer, 0, n);
        if (content.size() > spec.maxBytes()) {
          throw tooLarge("more than " + spec.maxBytes() + " bytes sent");
        }
        if (clock.getAsLong() - deadline > 0) {
          throw new FetchException(
              FetchFailureReason.TIMEOUT,
              "not complete after "
                  + TimeUnit.NANOSECONDS.toSeconds(spec.timeout().toNanos())
                  + " s");
        }
      }
    }
    if (content.size() == 0) {
      throw new FetchException(FetchFailureReason.NOT_AN_IMAGE, "an empty answer");
    }
    return content.toByteArray();
  }

  private FetchException tooLarge(String what) {
    return new FetchException(
        FetchFailureReason.TOO_LARGE, what + ", at most " + spec.maxBytes() + " are read");
  }

  private static FetchException classified(IOException e, boolean redirected) {
    String detail = e.getClass().getSimpleName() + ": " + String.valueOf(e.getMessage());
    FetchFailureReason reason;
    if (e instanceof AddressGuard.BlockedAddressException) {
      reason =
          redirected ? FetchFailureReason.BLOCKED_REDIRECT : FetchFailureReason.BLOCKED_ADDRESS;
    } else if (e instanceof UnknownHostException) {
      reason = FetchFailureReason.DNS;
    } else if (e instanceof SocketTimeoutException || e instanceof ConnectTimeoutException) {
      reason = FetchFailureReason.TIMEOUT;
    } else if (e instanceof SSLException) {
      reason = FetchFailureReason.TLS;
    } else if (e instanceof ConnectionClosedException && !(e instanceof NoHttpResponseException)) {
      reason = FetchFailureReason.TRUNCATED_BODY;
    } else {
      reason = FetchFailureReason.CONNECT;
    }
    return new FetchException(reason, detail);
  }

  @Override
  public void close() {
    try {
      client.close();
    } catch (IOException e) {
      throw new IllegalStateException("closing the HTTP client", e);
    }
  }
}
