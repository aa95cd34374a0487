package org.ptmrec.testkit;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An HTTP server on the loopback interface that can be as rude as those of the internet: it writes
 * to the socket whatever a test wants. It counts what it is asked.
 */
public final class ImageServer implements AutoCloseable {
  private final ServerSocket socket;
  private final Map<String, Handler> routes = new ConcurrentHashMap<>();
  private final List<Request> requests = new ArrayList<>();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final AtomicInteger atOnce = new AtomicInteger();
  private final AtomicInteger mostAtOnce = new AtomicInteger();

  /**
   * What was asked.
   *
   * @param path with its query
   * @param headers by lower-case name
   * @param nanos when it came, by {@link System#nanoTime}
   */
  public record Request(String path, Map<String, String> headers, long nanos) {}

  /** Writes an answer. The connection stays open for the next request unless it throws. */
  public interface Handler {
    void answer(Request request, Socket client) throws IOException, InterruptedException;
  }

  /** Ends a connection after what was written. */
  public static final class HangUp extends IOException {
    private static final long serialVersionUID = 1;
  }

  private ImageServer(ServerSocket socket) {
    this.socket = socket;
    daemon(this::acceptAll);
  }

  public static ImageServer start() {
    return start("127.0.0.1");
  }

  /** Other loopback addresses play other hosts. */
  public static ImageServer start(String address) {
    try {
      return new ImageServer(new ServerSocket(0, 200, InetAddress.getByName(address)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public int port() {
    return socket.getLocalPort();
  }

  public URI url(String path) {
    return URI.create("http://" + socket.getInetAddress().getHostAddress() + ":" + port() + path);
  }

  public ImageServer route(String path, Handler handler) {
    routes.put(path, handler);
    return this;
  }

  /** What was asked, in order. */
  public List<Request> requests() {
    synchronized (requests) {
      return List.copyOf(requests);
    }
  }

  /** What was asked at a path, in order. */
  public List<Request> requests(String path) {
    return requests().stream().filter(request -> request.path().equals(path)).toList();
  }

  public int count(String path) {
    return requests(path).size();
  }

  public int mostAtOnce() {
    return mostAtOnce.get();
  }

  private static void daemon(Runnable task) {
    Thread thread = new Thread(task, "image-server");
    thread.setDaemon(true);
    thread.start();
  }

  private void acceptAll() {
    try {
      while (true) {
        Socket client = socket.accept();
        daemon(() -> serve(client));
      }
    } catch (IOException e) {
      // closed
    }
  }

  private void serve(Socket client) {
    try (client) {
      client.setTcpNoDelay(true);
      InputStream in = new BufferedInputStream(client.getInputStream());
      for (String first = line(in); !first.isEmpty(); first = line(in)) {
        Map<String, String> headers = new TreeMap<>();
        for (String header = line(in); !header.isEmpty(); header = line(in)) {
          String[] parts = header.split(":", 2);
          if (parts.length < 2) {
            throw new HangUp(); // no HTTP
          }
          headers.put(parts[0].toLowerCase(Locale.ROOT), parts[1].strip());
        }
        Request request = new Request(first.split(" ")[1], headers, System.nanoTime());
        synchronized (requests) {
          requests.add(request);
        }
        mostAtOnce.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
        try {
          routes.getOrDefault(request.path(), status(404)).answer(request, client);
        } finally {
          atOnce.decrementAndGet();
        }
      }
    } catch (IOException | InterruptedException e) {
      // the client is gone, or a rude answer is over
    }
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return line.toString();
  }

  public static void write(Socket client, String text) throws IOException {
    client.getOutputStream().write(text.getBytes(ISO_8859_1));
    client.getOutputStream().flush();
  }

  /** A whole answer, politely. */
  public static Handler answer(int status, byte[] content, String... headers) {
    return (request, client) -> {
      StringBuilder head = new StringBuilder("HTTP/1.1 " + status + " Whatever\r\n");
      for (String header : headers) {
        head.append(header).append("\r\n");
      }
      head.append("Content-Length: ").append(content.length).append("\r\n\r\n");
      write(client, head.toString());
      client.getOutputStream().write(content);
      client.getOutputStream().flush();
    };
  }

  public static Handler ok(byte[] content, String... headers) {
    return answer(200, content, headers);
  }

  public static Handler status(int status, String... headers) {
    return answer(status, "sorry".getBytes(ISO_8859_1), headers);
  }

  public static Handler redirect(String to) {
    return status(302, "Location: " + to);
  }

  /** The first answers, then the last one for ever. */
  public static Handler inTurn(Handler... answers) {
    AtomicInteger asked = new AtomicInteger();
    return (request, client) ->
        answers[Math.min(asked.getAndIncrement(), answers.length - 1)].answer(request, client);
  }

  /** Announces more or fewer bytes than there are, and hangs up. */
  public static Handler announcing(long announced, byte[] content) {
    return (request, client) -> {
      write(client, "HTTP/1.1 200 OK\r\nContent-Length: " + announced + "\r\n\r\n");
      client.getOutputStream().write(content);
      client.getOutputStream().flush();
      throw new HangUp();
    };
  }

  /** The same bytes over and over, announced by no length, until the client hangs up. */
  public static Handler endless(String head, byte[] piece) {
    return (request, client) -> {
      write(client, head);
      OutputStream out = client.getOutputStream();
      while (true) {
        out.write(piece);
      }
    };
  }

  /** A byte now and then: never silent for long, never done. */
  public Handler drip(String head, byte[] content) {
    return (request, client) -> {
      write(client, head);
      for (int i = 0; !closed.await(10, TimeUnit.MILLISECONDS); i++) {
        client.getOutputStream().write(content[i % content.length]);
        client.getOutputStream().flush();
      }
    };
  }

  /** Says nothing. */
  public Handler hang() {
    return (request, client) -> closed.await();
  }

  /** Ends the connection as a crash would. */
  public static Handler reset() {
    return (request, client) -> {
      client.setSoLinger(true, 0);
      throw new HangUp();
    };
  }

  @Override
  public void close() {
    closed.countDown();
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
