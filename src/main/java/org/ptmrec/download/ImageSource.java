package org.ptmrec.download;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.apache.commons.codec.digest.DigestUtils;
import org.ptmrec.schema.FetchFailureReason;
import org.ptmrec.schema.Image;

/** One picture from wherever it is: fetched with retries, decoded once in full, described. */
final class ImageSource implements AutoCloseable {
  private static final long LONGEST_PAUSE_MILLIS = 30_000;
  private static final long FIRST_PAUSE_MILLIS = 500;

  private final FetchSpec spec;
  private final ImageFetcher fetcher;
  private final HostPacer.Sleeper sleeper;

  ImageSource(FetchSpec spec, ImageFetcher fetcher, HostPacer.Sleeper sleeper) {
    this.spec = spec;
    this.fetcher = fetcher;
    this.sleeper = sleeper;
  }

  /** A picture and its validators. */
  record Fetched(Image image, ImageFetcher.Body body) {}

  /** Counts the attempts of one URL. */
  static final class Attempts {
    private int made;

    int made() {
      return made;
    }
  }

  /**
   * @param location http, https or file
   * @param pacer of the location's host
   */
  Fetched get(URI location, HostPacer pacer, Attempts attempts)
      throws FetchException, InterruptedException {
    while (true) {
      attempts.made++;
      try {
        ImageFetcher.Body body;
        if ("file".equals(location.getScheme())) {
          body = read(Path.of(location));
        } else {
          pacer.acquire();
          body = fetcher.fetch(location);
        }
        return new Fetched(describe(body.content()), body);
      } catch (FetchException e) {
        if (!e.isWorthRetrying() || attempts.made >= spec.attempts()) {
          throw e;
        }
        sleeper.sleep(TimeUnit.MILLISECONDS.toNanos(pause(e, attempts.made)));
      }
    }
  }

  /** What the server asked for, or a random share of a bound that doubles (full jitter). */
  private static long pause(FetchException e, int attempt) {
    Long asked = e.retryAfterMillis();
    if (asked != null) {
      return Math.min(asked, LONGEST_PAUSE_MILLIS);
    }
    long bound = Math.min(LONGEST_PAUSE_MILLIS, FIRST_PAUSE_MILLIS << Math.min(attempt, 10));
    return ThreadLocalRandom.current().nextLong(bound + 1);
  }

  private ImageFetcher.Body read(Path file) throws FetchException {
    try {
      long size = Files.size(file);
      if (size > spec.maxBytes()) {
        throw new FetchException(
            FetchFailureReason.TOO_LARGE, size + " bytes, at most " + spec.maxBytes());
      }
      String base = spec.base();
      if (base != null && !file.toRealPath().startsWith(baseFolder(base).toRealPath())) {
        throw new FetchException(
            FetchFailureReason.BLOCKED_ADDRESS, "a link out of the base folder: " + file);
      }
      return new ImageFetcher.Body(Files.readAllBytes(file), null, null);
    } catch (NoSuchFileException e) {
      throw new FetchException(FetchFailureReason.CONNECT, "no file " + file);
    } catch (IOException e) {
      throw new FetchException(FetchFailureReason.CONNECT, "cannot be read: " + e);
    }
  }

  private static Path baseFolder(String base) {
    return base.startsWith("file:") ? Path.of(URI.create(base)) : Path.of(base);
  }

  private Image describe(byte[] content) throws FetchException {
    RgbImage decoded = ImageDecoder.decode(content, spec.maxPixels());
    ImageType type = ImageType.of(content);
    if (type == null) {
      throw new IllegalStateException("decoded bytes of no known type");
    }
    return Image.newBuilder()
        .setDigest(DigestUtils.sha256Hex(content))
        .setMediaType(type.mediaType())
        .setWidth(decoded.width())
        .setHeight(decoded.height())
        .setContent(java.nio.ByteBuffer.wrap(content))
        .build();
  }

  @Override
  public void close() {
    fetcher.close();
  }
}
