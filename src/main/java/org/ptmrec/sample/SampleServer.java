package org.ptmrec.sample;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Serves a sample catalogue's pictures over HTTP on the loopback interface, so that the quickstart
 * downloads them as it would from a shop's servers.
 */
public final class SampleServer implements AutoCloseable {
  /** The only paths there are: no folder above images/ can be named. */
  private static final Pattern PICTURE = Pattern.compile("/(images/[A-Za-z0-9_-]{1,100}\\.png)");

  private static final int THREADS = 4;

  private final HttpServer server;
  private final ExecutorService threads;

  private SampleServer(HttpServer server, ExecutorService threads) {
    this.server = server;
    this.threads = threads;
  }

  /**
   * Starts on a port that the system chooses.
   *
   * @param folder what {@link SampleCatalogue#generate} wrote
   */
  public static SampleServer start(Path folder) {
    try {
      var address = new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), 0);
      HttpServer server = HttpServer.create(address, 64);
      ExecutorService threads = Executors.newFixedThreadPool(THREADS, SampleServer::daemon);
      server.setExecutor(threads);
      server.createContext("/", exchange -> answer(exchange, folder));
      server.start();
      return new SampleServer(server, threads);
    } catch (IOException e) {
      throw new UncheckedIOException("no port of 127.0.0.1 can be opened", e);
    }
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "sample-server");
    thread.setDaemon(true);
    return thread;
  }

  /** What stands before images/p0001.png, with a slash at the end. */
  public String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/";
  }

  private static void answer(HttpExchange exchange, Path folder) throws IOException {
    try (exchange) {
      boolean head = exchange.getRequestMethod().equals("HEAD");
      if (!head && !exchange.getRequestMethod().equals("GET")) {
        exchange.getResponseHeaders().set("Allow", "GET, HEAD");
        exchange.sendResponseHeaders(405, -1);
        return;
      }
      Matcher path = PICTURE.matcher(exchange.getRequestURI().getRawPath());
      if (!path.matches() || !Files.isRegularFile(folder.resolve(path.group(1)))) {
        exchange.sendResponseHeaders(404, -1);
        return;
      }
      byte[] content = Files.readAllBytes(folder.resolve(path.group(1)));
      exchange.getResponseHeaders().set("Content-Type", "image/png");
      exchange.sendResponseHeaders(200, head ? -1 : content.length);
      if (!head) {
        exchange.getResponseBody().write(content);
      }
    }
  }

  /** Stops at once; requests under way are cut off. */
  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
