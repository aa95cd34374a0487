package org.ptmrec.artifact;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;
import static java.util.Objects.requireNonNull;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileSystemException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** A local disk, or one that is mounted like it: moves are atomic and writes are synced. */
final class LocalStorage implements Storage {
  static final LocalStorage INSTANCE = new LocalStorage();

  private static final int MOST_ATTEMPTS = 20;
  private static final Duration PAUSE = Duration.ofMillis(50);

  private LocalStorage() {}

  @Override
  public InputStream open(String path) throws IOException {
    return new BufferedInputStream(Files.newInputStream(Path.of(path)), 1 << 16);
  }

  @Override
  public OutputStream create(String path) throws IOException {
    Path file = Path.of(path);
    Files.createDirectories(requireNonNull(file.getParent()));
    FileChannel channel = FileChannel.open(file, CREATE, TRUNCATE_EXISTING, WRITE);
    return new FilterOutputStream(
        new BufferedOutputStream(Channels.newOutputStream(channel), 1 << 16)) {
      @Override
      public void write(byte[] bytes, int from, int length) throws IOException {
        out.write(bytes, from, length);
      }

      @Override
      public void close() throws IOException {
        try (channel) {
          if (channel.isOpen()) {
            out.flush();
            channel.force(true);
          }
        }
      }
    };
  }

  @Override
  public void replace(String path, byte[] content) throws IOException {
    Path temporary = Path.of(path + "." + UUID.randomUUID() + ".tmp");
    try {
      try (OutputStream out = create(temporary.toString())) {
        out.write(content);
      }
      Files.move(temporary, Path.of(path), ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  @Override
  public Optional<Stat> stat(String path) throws IOException {
    try {
      BasicFileAttributes attributes =
          Files.readAttributes(Path.of(path), BasicFileAttributes.class);
      return attributes.isRegularFile()
          ? Optional.of(
              new Stat(attributes.size(), attributes.lastModifiedTime().to(TimeUnit.NANOSECONDS)))
          : Optional.empty();
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (FileSystemException e) {
      if (e.getReason() != null && e.getReason().contains("Not a directory")) {
        return Optional.empty();
      }
      throw e;
    }
  }

  @Override
  public List<String> list(String folder) throws IOException {
    if (!Files.isDirectory(Path.of(folder))) {
      return List.of();
    }
    List<String> files = new ArrayList<>();
    Files.walkFileTree(
        Path.of(folder),
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (Files.isRegularFile(file)) {
              files.add(file.toString());
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
            if (e instanceof NoSuchFileException) { // somebody is at work there
              return FileVisitResult.CONTINUE;
            }
            throw e;
          }
        });
    Collections.sort(files);
    return files;
  }

  @Override
  public boolean publish(Map<String, String> parts, byte[] manifest, String staging, String target)
      throws IOException {
    Path whole = Path.of(staging);
    Files.createDirectories(whole);
    for (Map.Entry<String, String> part : parts.entrySet()) {
      Path to = whole.resolve(part.getKey());
      // Already there if this is the second try of a publication.
      if (Files.notExists(to)) {
        Files.move(Path.of(part.getValue()), to, ATOMIC_MOVE);
      }
    }
    replace(whole.resolve(Manifest.FILE_NAME).toString(), manifest);
    sync(whole);
    Path to = Path.of(target);
    Path parent = requireNonNull(to.getParent());
    Files.createDirectories(parent);
    try {
      // Fails if something is there: a folder is only ever moved onto an empty one.
      Files.move(whole, to, ATOMIC_MOVE);
    } catch (FileSystemException e) {
      if (Files.exists(to.resolve(Manifest.FILE_NAME))) {
        return false;
      }
      if (!Files.isDirectory(to)) {
        throw e;
      }
      // What is left of an artifact whose deletion was cut off: the manifest goes first.
      deleteFolder(target);
      Files.move(whole, to, ATOMIC_MOVE);
    }
    sync(parent);
    return true;
  }

  @Override
  public void delete(String path) throws IOException {
    Files.deleteIfExists(Path.of(path));
  }

  @Override
  public void deleteFolder(String folder) throws IOException {
    Path root = Path.of(folder);
    for (int attempt = 1; Files.exists(root); attempt++) {
      try {
        deleteAll(root);
      } catch (DirectoryNotEmptyException | UncheckedIOException e) {
        // A worker has just told its progress there; it does not once it sees what is gone.
        if (attempt == MOST_ATTEMPTS) {
          throw e;
        }
        LockSupport.parkNanos(PAUSE.toNanos());
      }
    }
  }

  private static void deleteAll(Path root) throws IOException {
    Files.deleteIfExists(root.resolve(Manifest.FILE_NAME));
    try (Stream<Path> paths = Files.walk(root)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }

  /** Makes new names in a folder survive a power cut. */
  private static void sync(Path folder) throws IOException {
    try (FileChannel channel = FileChannel.open(folder, READ)) {
      channel.force(true);
    }
  }
}
