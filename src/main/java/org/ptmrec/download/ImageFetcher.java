package org.ptmrec.download;

import com.google.common.util.concurrent.ThreadFactoryBuilder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.jspecify.annotations.Nullable;
import org.ptmrec.schema.FetchFailureReason;

/**
 * Fetches one file over http or https within limits of time, size and place. Redirects are followed
 * by hand: every hop is a new request through {@link AddressGuard}. Thread-safe.
 */
final class ImageFetcher implements AutoCloseable {
  private static final int BUFFER = 16384;

  /** What is made room for because a server says that so much will come. */
  private static final int MOST_TRUSTED = 1 << 20;

  private final FetchSpec spec;
  private final HangGuard hangs;
  private final CloseableHttpClient client;
  private final ScheduledExecutorService watchdog =
      Executors.newSingleThreadScheduledExecutor(
          new ThreadFactoryBuilder().setDaemon(true).setNameFormat("fetch-timeout").build());

  /**
   * @param hangs told of every request
   */
  ImageFetcher(FetchSpec spec, AddressGuard guard, HangGuard hangs) {
    this.spec = spec;
    this.hangs = hangs;
    client = GuardedClient.of(spec, guard).build();
  }

  /**
   * What a server sent: a file, or the word that the one we have is still good.
   *
   * @param content empty if not modified
   * @param etag its validator, if it gave one
   * @param robotsTag what robots may do with it, if it says so
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Body(
      byte[] content,
      @Nullable String etag,
      @Nullable String lastModified,
      @Nullable String robotsTag,
      boolean isNotModified) {

    static Body ofFile(byte[] content) {
      return new Body(content, null, null, null, false);
    }
  }

  /** Validators of a file that we have, for asking whether it has changed. */
  record Validators(@Nullable String etag, @Nullable String lastModified) {
    static final Validators NONE = new Validators(null, null);
  }

  /** Asked before every request, redirects among them; may wait or refuse. */
  interface BeforeRequest {
    void check(URI url) throws FetchException, InterruptedException;
  }

  HangGuard hangs() {
    return hangs;
  }

  /**
   * One attempt, redirects included.
   *
   * @param validators if they exist, the answer may be that nothing has changed
   */
  Body fetch(URI first, Validators validators, long maxBytes, BeforeRequest before)
      throws FetchException, InterruptedException {
    URI url = UrlRules.check(first, spec.allowPrivateAddresses());
    before.check(url);
    long deadline = System.nanoTime() + spec.timeout().toNanos();
    for (int hop = 0; hop <= spec.maxRedirects(); hop++) {
      if (hop > 0) {
        long waiting = System.nanoTime();
        checkHop(url, before);
        deadline += System.nanoTime() - waiting; // its turn may be far off
      }
      HttpGet request = new HttpGet(url);
      conditional(request, validators);
      Object outcome = exchange(url, request, deadline, maxBytes, hop > 0);
      if (outcome instanceof Body) {
        return (Body) outcome;
      }
      url = (URI) outcome;
    }
    throw new FetchException(
        FetchFailureReason.TOO_MANY_REDIRECTS, "more than " + spec.maxRedirects() + " redirects");
  }

  private static void checkHop(URI url, BeforeRequest before)
      throws FetchException, InterruptedException {
    try {
      before.check(url);
    } catch (FetchException e) {
      throw e.reason() == FetchFailureReason.BLOCKED_ADDRESS
          ? new FetchException(FetchFailureReason.BLOCKED_REDIRECT, String.valueOf(e.getMessage()))
          : e;
    }
  }

  private static void conditional(HttpGet request, Validators validators) {
    if (validators.etag() != null) {
      request.setHeader("If-None-Match", validators.etag());
    }
    if (validators.lastModified() != null) {
      request.setHeader("If-Modified-Since", validators.lastModified());
    }
  }

  /** A {@link Body}, or the {@link URI} of the next hop. The request dies at the deadline. */
  private Object exchange(
      URI url, HttpGet request, long deadline, long maxBytes, boolean redirected)
      throws FetchException {
    Future<?> atDeadline =
        watchdog.schedule(
            request::cancel, Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
    Object outcome;
    try {
      outcome =
          hangs.watch(
              () -> client.execute(request, response -> read(url, request, response, maxBytes)));
    } catch (CutOff e) {
      outcome = e.outcome;
    } catch (IOException e) {
      throw isPast(deadline) ? tooSlow() : Classification.of(e, redirected);
    } catch (IllegalStateException e) {
      if (isPast(deadline)) {
        throw tooSlow(); // cancelled while the client was passing the connection on
      }
      throw e;
    } finally {
      atDeadline.cancel(false);
    }
    if (outcome instanceof FetchException) {
      throw (FetchException) outcome;
    }
    return outcome;
  }

  private static boolean isPast(long deadline) {
    return System.nanoTime() - deadline >= 0;
  }

  private FetchException tooSlow() {
    return new FetchException(
        FetchFailureReason.TIMEOUT,
        "not complete after " + spec.timeout().toMillis() / 1000.0 + " s");
  }

  /** Ends an exchange whose answer is not read to its end. */
  private static final class CutOff extends IOException {
    private static final long serialVersionUID = 1;
    private final transient Object outcome;

    CutOff(Object outcome) {
      this.outcome = outcome;
    }
  }

  /** A {@link Body}, a {@link URI} or a {@link FetchException}. */
  private Object read(URI url, HttpGet request, ClassicHttpResponse response, long maxBytes)
      throws IOException {
    Object outcome;
    try {
      outcome = outcome(url, request, response, maxBytes);
    } catch (FetchException e) {
      outcome = e;
    }
    if (outcome instanceof Body || isShort(response.getEntity())) {
      return outcome;
    }
    // Else the client would read what remains, however much, to use the connection again.
    request.cancel();
    throw new CutOff(outcome);
  }

  private static boolean isShort(@Nullable HttpEntity entity) {
    return entity == null
        || (entity.getContentLength() >= 0 && entity.getContentLength() <= BUFFER);
  }

  private Object outcome(URI url, HttpGet request, ClassicHttpResponse response, long maxBytes)
      throws FetchException, IOException {
    int status = response.getCode();
    Header location = response.getFirstHeader("Location");
    if (status >= 300 && status < 400 && status != 304 && location != null) {
      return UrlRules.redirect(url, location.getValue(), spec.allowPrivateAddresses());
    }
    boolean isNotModified =
        status == 304
            && (request.containsHeader("If-None-Match")
                || request.containsHeader("If-Modified-Since"));
    if (status != 200 && !isNotModified) {
      throw HttpStatus.failure(status, header(response, "Retry-After"));
    }
    return new Body(
        isNotModified ? new byte[0] : content(response.getEntity(), maxBytes),
        header(response, "ETag"),
        header(response, "Last-Modified"),
        header(response, "X-Robots-Tag"),
        isNotModified);
  }

  private static @Nullable String header(ClassicHttpResponse response, String name) {
    Header header = response.getFirstHeader(name);
    return header == null ? null : header.getValue();
  }

  /** Never keeps a part: too long or cut off is a failure. */
  private static byte[] content(@Nullable HttpEntity entity, long maxBytes)
      throws FetchException, IOException {
    if (entity == null) {
      return new byte[0];
    }
    long announced = entity.getContentLength();
    if (announced > maxBytes) {
      throw tooLarge(announced + " bytes announced", maxBytes);
    }
    ByteArrayOutputStream content =
        new ByteArrayOutputStream((int) Math.max(BUFFER, Math.min(announced, MOST_TRUSTED)));
    byte[] buffer = new byte[BUFFER];
    InputStream body = entity.getContent(); // closed by the client, or cut off by read
    for (int n = body.read(buffer); n >= 0; n = body.read(buffer)) {
      content.write(buffer, 0, n);
      if (content.size() > maxBytes) {
        throw tooLarge("more than " + maxBytes + " bytes sent", maxBytes);
      }
    }
    return content.toByteArray();
  }

  private static FetchException tooLarge(String what, long maxBytes) {
    return new FetchException(
        FetchFailureReason.TOO_LARGE, what + ", at most " + maxBytes + " are read");
  }

  @Override
  public void close() {
    watchdog.shutdownNow();
    try {
      client.close();
    } catch (IOException e) {
      throw new IllegalStateException("closing the HTTP client", e);
    }
  }
}
