package org.ptmrec.download;

import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.apache.commons.codec.digest.DigestUtils;
import org.jspecify.annotations.Nullable;
import org.ptmrec.schema.FetchFailureReason;
import org.ptmrec.schema.Image;
import org.ptmrec.schema.ItemImage;

/** One picture from wherever it is: fetched with retries, decoded once in full, described. */
final class ImageSource implements AutoCloseable {
  /** More at once would only take memory. */
  private static final Semaphore DECODING =
      new Semaphore(Runtime.getRuntime().availableProcessors());

  private final FetchSpec spec;
  private final ImageFetcher fetcher;
  private final Hosts hosts;
  private final Backoff backoff;
  private final HostPacer.Sleeper sleeper;

  ImageSource(
      FetchSpec spec,
      ImageFetcher fetcher,
      Hosts hosts,
      Backoff backoff,
      HostPacer.Sleeper sleeper) {
    this.spec = spec;
    this.fetcher = fetcher;
    this.hosts = hosts;
    this.backoff = backoff;
    this.sleeper = sleeper;
  }

  /**
   * The picture of a URL.
   *
   * @param image its bytes; null if they are those of the earlier download
   */
  record Found(
      String digest, @Nullable String etag, @Nullable String lastModified, @Nullable Image image) {

    static Found unchanged(ItemImage previous) {
      return new Found(previous.getDigest(), previous.getEtag(), previous.getLastModified(), null);
    }
  }

  /** Counts the attempts of one URL. */
  static final class Attempts {
    private int made;

    int made() {
      return made;
    }
  }

  /**
   * @param location http, https or file
   * @param previous what an earlier download found there; kept if the server says that it has not
   *     changed, and if the server fails
   */
  Found get(URI location, @Nullable ItemImage previous, Attempts attempts)
      throws FetchException, InterruptedException {
    if ("file".equals(location.getScheme())) {
      return found(read(Path.of(location), attempts));
    }
    if (previous == null) {
      return found(fetch(location, ImageFetcher.Validators.NONE, attempts));
    }
    ImageFetcher.Validators validators =
        new ImageFetcher.Validators(previous.getEtag(), previous.getLastModified());
    try {
      ImageFetcher.Body body = fetch(location, validators, attempts);
      return body.isNotModified() ? Found.unchanged(previous) : found(body);
    } catch (FetchException e) {
      if (CircuitBreaker.isOfTheHost(e.reason())
          || e.reason() == FetchFailureReason.HOST_CIRCUIT_OPEN) {
        return Found.unchanged(previous);
      }
      throw e;
    }
  }

  private ImageFetcher.Body fetch(
      URI location, ImageFetcher.Validators validators, Attempts attempts)
      throws FetchException, InterruptedException {
    Hosts.Host host = hosts.of(UrlRules.check(location, spec.allowPrivateAddresses()));
    while (true) {
      host.circuit().check();
      attempts.made++;
      Hop last = new Hop(host);
      try {
        ImageFetcher.Body body =
            fetcher.fetch(location, validators, spec.maxBytes(), url -> beforeRequest(url, last));
        last.host.circuit().answered();
        return body;
      } catch (FetchException e) {
        last.failed(e.reason());
        Long asked = e.retryAfterMillis();
        if (asked != null) {
          last.host
              .pacer()
              .pause(TimeUnit.MILLISECONDS.toNanos(Math.min(asked, Backoff.LONGEST_MILLIS)));
        }
        if (!e.isWorthRetrying() || attempts.made >= spec.attempts()) {
          throw e;
        }
        if (asked == null) {
          sleeper.sleep(TimeUnit.MILLISECONDS.toNanos(backoff.millis(attempts.made)));
        }
      }
    }
  }

  /** The host that a URL has led to: what it answers, or does not, is on its account. */
  private static final class Hop {
    private Hosts.Host host;

    Hop(Hosts.Host first) {
      host = first;
    }

    void failed(FetchFailureReason reason) {
      if (reason != FetchFailureReason.HOST_CIRCUIT_OPEN) {
        host.circuit().failed(reason);
      }
    }

    /** The host before has answered, by naming this one. */
    void leadsTo(Hosts.Host next) throws FetchException {
      if (next.circuit() != host.circuit()) {
        host.circuit().answered();
        host = next;
        next.circuit().check();
      }
    }
  }

  private void beforeRequest(URI url, Hop last) throws FetchException, InterruptedException {
    Hosts.Host host = hosts.of(url);
    last.leadsTo(host);
    host.robots().check(url, fetcher, host.pacer());
    host.pacer().acquire();
  }

  private ImageFetcher.Body read(Path file, Attempts attempts) throws FetchException {
    attempts.made++;
    try {
      if (!Files.isRegularFile(file)) {
        throw new FetchException(FetchFailureReason.CONNECT, "no file " + file);
      }
      long size = Files.size(file);
      if (size > spec.maxBytes()) {
        throw new FetchException(
            FetchFailureReason.TOO_LARGE, size + " bytes, at most " + spec.maxBytes());
      }
      String base = spec.base();
      if (base != null && !file.toRealPath().startsWith(ImageLocation.folder(base).toRealPath())) {
        throw new FetchException(
            FetchFailureReason.BLOCKED_ADDRESS, "a link out of the base folder: " + file);
      }
      return ImageFetcher.Body.ofFile(Files.readAllBytes(file));
    } catch (IOException e) {
      throw new FetchException(FetchFailureReason.CONNECT, "cannot be read: " + e);
    }
  }

  private ImageDecoder.Description decoded(byte[] content)
      throws FetchException, InterruptedException {
    DECODING.acquire();
    try {
      return fetcher.hangs().watch(() -> ImageDecoder.check(content, spec.maxPixels()));
    } finally {
      DECODING.release();
    }
  }

  private Found found(ImageFetcher.Body body) throws FetchException, InterruptedException {
    if (spec.respectRobots()) {
      RobotsPolicy.checkTag(body.robotsTag());
    }
    byte[] content = body.content();
    ImageDecoder.Description picture = decoded(content);
    Image image =
        Image.newBuilder()
            .setDigest(DigestUtils.sha256Hex(content))
            .setMediaType(picture.type().mediaType())
            .setWidth(picture.width())
            .setHeight(picture.height())
            .setContent(ByteBuffer.wrap(content))
            .build();
    return new Found(image.getDigest(), body.etag(), body.lastModified(), image);
  }

  @Override
  public void close() {
    fetcher.close();
  }
}
