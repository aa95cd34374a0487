package org.ptmrec.artifact;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.apache.beam.sdk.io.FileSystems;
import org.apache.beam.sdk.io.fs.EmptyMatchTreatment;
import org.apache.beam.sdk.io.fs.MatchResult;
import org.apache.beam.sdk.io.fs.MoveOptions.StandardMoveOptions;
import org.apache.beam.sdk.io.fs.ResourceId;

/**
 * What Beam's file systems reach: object stores, HDFS. A folder cannot be moved as a whole, so the
 * manifest goes last and decides.
 */
final class BeamStorage implements Storage {
  static final BeamStorage INSTANCE = new BeamStorage();

  /** Where a file is seen when it is complete, and a move is a copy. */
  private static final Set<String> OBJECT_STORES = Set.of("gs", "s3", "azfs");

  private static final String MEDIA_TYPE = "application/octet-stream";

  private BeamStorage() {}

  @Override
  public InputStream open(String path) throws IOException {
    return Channels.newInputStream(FileSystems.open(file(path)));
  }

  @Override
  public OutputStream create(String path) throws IOException {
    return Channels.newOutputStream(FileSystems.create(file(path), MEDIA_TYPE));
  }

  @Override
  public void replace(String path, byte[] content) throws IOException {
    boolean appearsWhole = OBJECT_STORES.contains(file(path).getScheme());
    String written = appearsWhole ? path : path + "." + UUID.randomUUID() + ".tmp";
    try (OutputStream out = create(written)) {
      out.write(content);
    }
    if (!appearsWhole) {
      FileSystems.rename(List.of(file(written)), List.of(file(path)));
    }
  }

  @Override
  public Optional<Stat> stat(String path) throws IOException {
    return match(path).stream()
        .findFirst()
        .map(found -> new Stat(found.sizeBytes(), found.lastModifiedMillis()));
  }

  @Override
  public List<String> list(String folder) throws IOException {
    return match(folder + "/**").stream().map(found -> found.resourceId().toString()).toList();
  }

  @Override
  public boolean publish(Map<String, String> parts, byte[] manifest, String staging, String target)
      throws IOException {
    String last = target + "/" + Manifest.FILE_NAME;
    if (stat(last).isPresent()) {
      return false;
    }
    List<ResourceId> from = new ArrayList<>();
    List<ResourceId> to = new ArrayList<>();
    parts.forEach(
        (name, source) -> {
          from.add(file(source));
          to.add(file(target + "/" + name));
        });
    FileSystems.rename(from, to);
    replace(last, manifest);
    return true;
  }

  @Override
  public void delete(String path) throws IOException {
    FileSystems.delete(List.of(file(path)), StandardMoveOptions.IGNORE_MISSING_FILES);
  }

  @Override
  public void deleteFolder(String folder) throws IOException {
    List<ResourceId> manifests = new ArrayList<>();
    List<ResourceId> others = new ArrayList<>();
    for (String path : list(folder)) {
      (path.equals(folder + "/" + Manifest.FILE_NAME) ? manifests : others).add(file(path));
    }
    FileSystems.delete(manifests, StandardMoveOptions.IGNORE_MISSING_FILES);
    FileSystems.delete(others, StandardMoveOptions.IGNORE_MISSING_FILES);
  }

  private static List<MatchResult.Metadata> match(String pattern) throws IOException {
    try {
      MatchResult result = FileSystems.match(pattern, EmptyMatchTreatment.ALLOW);
      return result.metadata().stream()
          .sorted(Comparator.comparing(found -> found.resourceId().toString()))
          .toList();
    } catch (FileNotFoundException e) {
      return List.of();
    }
  }

  private static ResourceId file(String path) {
    return FileSystems.matchNewResource(path, false);
  }
}
