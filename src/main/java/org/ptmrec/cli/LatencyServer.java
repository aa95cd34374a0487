package org.ptmrec.cli;

import com.google.common.primitives.Bytes;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.Executors;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;

/**
 * Serves photograph-like JPEGs on the loopback interface, each request after a wait: what {@link
 * BenchDownloadCommand} downloads from. A program of its own, so that its memory and processor time
 * are not taken for the downloader's.
 *
 * <p>Arguments: bytes of an image, milliseconds to wait. Prints its port, and ends when its
 * standard input does.
 */
final class LatencyServer {
  /** Bytes of a pixel of noise at quality 0.9, about. */
  private static final double BYTES_A_PIXEL = 0.8;

  private LatencyServer() {}

  public static void main(String[] arguments) throws IOException {
    // Else every answer waits another 40 ms for the client's acknowledgement of its head.
    System.setProperty("sun.net.httpserver.nodelay", "true");
    byte[] image = jpeg(Integer.parseInt(arguments[0]));
    long latency = Long.parseLong(arguments[1]);
    InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
    HttpServer server = HttpServer.create(new InetSocketAddress(loopback, 0), 1024);
    server.setExecutor(Executors.newCachedThreadPool());
    server.createContext("/", exchange -> answer(exchange, image, latency));
    server.start();
    System.out.println(server.getAddress().getPort());
    System.in.readAllBytes();
    System.exit(0);
  }

  /** Every path has other bytes: its number stands in a comment. */
  private static void answer(HttpExchange exchange, byte[] image, long latency) throws IOException {
    try (exchange) {
      Thread.sleep(latency);
      if (exchange.getRequestURI().getPath().equals("/robots.txt")) {
        exchange.sendResponseHeaders(404, -1);
        return;
      }
      int number = exchange.getRequestURI().getPath().hashCode();
      ByteBuffer comment = ByteBuffer.allocate(8);
      comment.putShort((short) 0xfffe).putShort((short) 6).putInt(number);
      byte[] own =
          Bytes.concat(
              Arrays.copyOf(image, 2), comment.array(), Arrays.copyOfRange(image, 2, image.length));
      exchange.sendResponseHeaders(200, own.length);
      exchange.getResponseBody().write(own);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Smooth colours with noise, of about that many bytes. */
  static byte[] jpeg(int bytes) throws IOException {
    int side = (int) Math.max(16, Math.sqrt(bytes / BYTES_A_PIXEL));
    BufferedImage image = new BufferedImage(side, side, BufferedImage.TYPE_INT_RGB);
    Random random = new Random(1);
    for (int y = 0; y < side; y++) {
      for (int x = 0; x < side; x++) {
        int noise = random.nextInt(64);
        int red = 191 * x / side + noise;
        int green = 191 * y / side + noise;
        image.setRGB(x, y, red << 16 | green << 8 | 128 + noise / 2);
      }
    }
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    ImageWriteParam param = writer.getDefaultWriteParam();
    param.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
    param.setCompressionQuality(0.9f);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ImageOutputStream stream = ImageIO.createImageOutputStream(out)) {
      writer.setOutput(stream);
      writer.write(null, new IIOImage(image, null, null), param);
    }
    writer.dispose();
    byte[] content = out.toByteArray();
    return content.length >= bytes ? content : Arrays.copyOf(content, bytes);
  }
}
