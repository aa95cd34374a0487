package org.ptmrec.download;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.jspecify.annotations.Nullable;
import org.ptmrec.schema.FetchFailureReason;

/**
 * Downloads large files: a connection that is lost is taken up where it was, now or the next time
 * (RFC 9110 §14, with If-Range); a file appears in its place when it is whole and, if its SHA-256
 * is known, right. The addresses are guarded as those of pictures are.
 */
public final class FileDownload implements AutoCloseable {
  private static final int BUFFER = 1 << 16;
  private static final Pattern CONTENT_RANGE =
      Pattern.compile("bytes (\\d{1,18})-\\d+/(\\d{1,18}|\\*)");

  private final FetchSpec spec;
  private final CloseableHttpClient client;
  private final Backoff backoff;
  private final HostPacer.Sleeper sleeper;

  public FileDownload(FetchSpec spec) {
    this(
        spec,
        new AddressGuard(spec.allowPrivateAddresses()),
        new Backoff(bound -> ThreadLocalRandom.current().nextLong(bound)),
        HostPacer.Sleeper.SYSTEM);
  }

  FileDownload(FetchSpec spec, AddressGuard guard, Backoff backoff, HostPacer.Sleeper sleeper) {
    this.spec = spec;
    this.backoff = backoff;
    this.sleeper = sleeper;
    // Unpacking would change what a range counts.
    this.client = GuardedClient.of(spec, guard).disableContentCompression().build();
  }

  /** What could not be downloaded, and why. */
  public static final class FailedException extends Exception {
    private static final long serialVersionUID = 1;

    FailedException(String message, @Nullable Throwable cause) {
      super(message, cause);
    }
  }

  /** Is told now and then how far a download is. */
  public interface Listener {
    /**
     * @param total -1 if the server does not say
     */
    void progressed(long bytes, long total);
  }

  /**
   * Downloads a file.
   *
   * @param sha256 lower-case hexadecimal; null if it is not known
   * @return the SHA-256 that the file has
   * @throws FailedException if it cannot be had; what has come in is kept for another try
   */
  public String fetch(String url, Path target, @Nullable String sha256, Listener listener)
      throws FailedException, InterruptedException {
    PartialFile partial = new PartialFile(target);
    try {
      URI first = UrlRules.check(LenientUri.parse(url), spec.allowPrivateAddresses());
      transfer(first, url, partial, listener);
      String found = partial.sha256();
      if (sha256 != null && !found.equals(sha256)) {
        partial.discard();
        throw new FailedException(
            url + ": its SHA-256 is " + found + ", expected was " + sha256 + "; nothing is kept",
            null);
      }
      partial.publish();
      return found;
    } catch (FetchException e) {
      throw new FailedException(url + ": " + e.reason() + ": " + e.getMessage(), e);
    } catch (IOException e) {
      throw new FailedException(target + " cannot be written: " + e, e);
    }
  }

  /** Tries until the file is whole; a try that brings something starts the count anew. */
  private void transfer(URI first, String url, PartialFile partial, Listener listener)
      throws FetchException, IOException, InterruptedException {
    int failures = 0;
    while (true) {
      long before = partial.resumableBytes(url);
      try {
        attempt(first, url, partial, listener);
        return;
      } catch (FetchException e) {
        failures = partial.resumableBytes(url) > before ? 1 : failures + 1;
        if (!e.isWorthRetrying() || failures >= spec.attempts()) {
          throw e;
        }
        Long asked = e.retryAfterMillis();
        long millis =
            asked == null ? backoff.millis(failures) : Math.min(asked, Backoff.LONGEST_MILLIS);
        sleeper.sleep(TimeUnit.MILLISECONDS.toNanos(millis));
      }
    }
  }

  private void attempt(URI first, String url, PartialFile partial, Listener listener)
      throws FetchException, IOException {
    URI hop = first;
    for (int hops = 0; hops <= spec.maxRedirects(); hops++) {
      URI next = exchange(hop, url, partial, listener, hops > 0);
      if (next == null) {
        return;
      }
      hop = next;
    }
    throw new FetchException(
        FetchFailureReason.TOO_MANY_REDIRECTS, "more than " + spec.maxRedirects() + " redirects");
  }

  /** Null if the file is whole now, else where to ask instead. */
  private @Nullable URI exchange(
      URI hop, String url, PartialFile partial, Listener listener, boolean redirected)
      throws FetchException, IOException {
    HttpGet request = new HttpGet(hop);
    request.setHeader("Accept-Encoding", "identity");
    long have = partial.resumableBytes(url);
    PartialFile.Origin origin = partial.origin();
    if (have > 0 && origin != null) {
      request.setHeader("Range", "bytes=" + have + "-");
      request.setHeader("If-Range", origin.validator());
    }
    Answer answer = new Answer(hop, url, have, partial, listener);
    try {
      client.execute(request, answer::take);
    } catch (Answer.DiskException e) {
      throw e.disk;
    } catch (IOException e) {
      if (answer.refusal == null) {
        throw Classification.of(e, redirected);
      }
    } finally {
      request.cancel();
    }
    if (answer.refusal != null) {
      throw answer.refusal;
    }
    return answer.redirect;
  }

  /** What a server answers to one request. */
  private final class Answer {
    private final URI hop;
    private final String url;
    private final long have;
    private final PartialFile partial;
    private final Listener listener;
    private @Nullable URI redirect;
    private @Nullable FetchException refusal;

    Answer(URI hop, String url, long have, PartialFile partial, Listener listener) {
      this.hop = hop;
      this.url = url;
      this.have = have;
      this.partial = partial;
      this.listener = listener;
    }

    /** Trouble on this side, which another request would not mend. */
    private static final class DiskException extends IOException {
      private static final long serialVersionUID = 1;
      private final IOException disk;

      DiskException(IOException disk) {
        this.disk = disk;
      }
    }

    private @Nullable Void take(ClassicHttpResponse response) throws IOException {
      try {
        read(response);
      } catch (FetchException e) {
        refusal = e;
      }
      if (refusal != null || redirect != null) {
        response.close(); // whatever else it says
      }
      return null;
    }

    private void read(ClassicHttpResponse response) throws FetchException, IOException {
      int status = response.getCode();
      Header location = response.getFirstHeader("Location");
      if (status >= 300 && status < 400 && location != null) {
        redirect = UrlRules.redirect(hop, location.getValue(), spec.allowPrivateAddresses());
      } else if (status == 206 && have > 0) {
        Matcher range = CONTENT_RANGE.matcher(header(response, "Content-Range", ""));
        if (!range.matches() || Long.parseLong(range.group(1)) != have) {
          throw restart("an answer to another range than was asked for");
        }
        long total = range.group(2).equals("*") ? -1 : Long.parseLong(range.group(2));
        append(response, have, total);
      } else if (status == 416) {
        throw restart("the file has become shorter");
      } else if (status == 200) {
        append(response, 0, length(response.getEntity()));
      } else {
        throw HttpStatus.failure(status, header(response, "Retry-After", null));
      }
    }

    private FetchException restart(String why) throws IOException {
      partial.discard();
      return new FetchException(FetchFailureReason.TRUNCATED_BODY, why);
    }

    private void append(ClassicHttpResponse response, long keep, long total)
        throws FetchException, IOException {
      long done = keep;
      try (FileChannel file = open(new PartialFile.Origin(url, validator(response, keep)), keep)) {
        byte[] buffer = new byte[BUFFER];
        InputStream body = response.getEntity().getContent();
        for (int n = body.read(buffer); n >= 0; n = body.read(buffer)) {
          write(file, ByteBuffer.wrap(buffer, 0, n));
          done += n;
          listener.progressed(done, total);
        }
      }
      if (total >= 0 && done != total) {
        throw new FetchException(
            FetchFailureReason.TRUNCATED_BODY, done + " of " + total + " bytes came");
      }
    }

    private FileChannel open(PartialFile.Origin origin, long keep) throws IOException {
      try {
        return partial.open(origin, keep);
      } catch (IOException e) {
        throw new DiskException(e);
      }
    }

    private void write(FileChannel file, ByteBuffer bytes) throws IOException {
      try {
        while (bytes.hasRemaining()) {
          file.write(bytes);
        }
      } catch (IOException e) {
        throw new DiskException(e);
      }
    }

    /**
     * What proves that a later answer is of the same file; weak ETags do not. The answer to a
     * request to go on need not repeat it (RFC 9110 §15.3.7).
     */
    private @Nullable String validator(ClassicHttpResponse response, long keep) throws IOException {
      PartialFile.Origin before = keep > 0 ? partial.origin() : null;
      String etag = header(response, "ETag", null);
      return etag != null && !etag.startsWith("W/")
          ? etag
          : header(response, "Last-Modified", before == null ? null : before.validator());
    }

    private long length(@Nullable HttpEntity entity) {
      return entity == null ? 0 : entity.getContentLength();
    }

    private @Nullable String header(
        ClassicHttpResponse response, String name, @Nullable String missing) {
      Header header = response.getFirstHeader(name);
      return header == null ? missing : header.getValue();
    }
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
