package org.ptmrec.clip;

import static com.google.common.base.Preconditions.checkNotNull;

import com.google.common.base.Suppliers;
import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Supplier;
import org.ptmrec.artifact.UserErrorException;

/**
 * A model folder in the Hugging Face layout: {@code config.json}, {@code model.safetensors}, {@code
 * preprocessor_config.json}, and {@code vocab.json} with {@code merges.txt} or {@code
 * bpe_simple_vocab_16e6.txt.gz}. Each is read when it is first asked for, and once. Safe for use by
 * several threads.
 */
public final class ClipFolder {
  private static final List<String> FILES =
      List.of(
          ClipConfig.FILE,
          ClipWeights.FILE,
          ImagePreprocessor.FILE,
          BytePairVocabulary.VOCABULARY_FILE,
          BytePairVocabulary.MERGES_FILE,
          BytePairVocabulary.OPENAI_FILE);

  /** Those that a CLIP writes itself. */
  private static final Set<String> REWRITTEN = Set.of(ClipConfig.FILE, ClipWeights.FILE);

  private static final ConcurrentMap<Path, ClipFolder> SHARED = new ConcurrentHashMap<>();

  private final Path path;
  private final List<String> stamp;
  private final Supplier<Clip> clip;
  private final Supplier<ClipConfig> config;
  private final Supplier<BytePairTokenizer> tokenizer;
  private final Supplier<ImagePreprocessor> preprocessor;

  private ClipFolder(Path path, List<String> stamp) {
    this.path = path;
    this.stamp = stamp;
    config = Suppliers.memoize(() -> ClipConfig.read(path))::get;
    clip = Suppliers.memoize(() -> Clip.load(path))::get;
    tokenizer = Suppliers.memoize(() -> BytePairTokenizer.read(path, config()))::get;
    preprocessor = Suppliers.memoize(() -> ImagePreprocessor.read(path, config()))::get;
  }

  /**
   * Opens a folder, of which nothing is read yet.
   *
   * @throws UserErrorException if there is no such folder
   */
  public static ClipFolder open(Path path) {
    return new ClipFolder(path, stamp(path));
  }

  /**
   * The one instance of this JVM, so that threads and jobs share one copy of the weights. It is
   * opened again after a file of the folder has changed.
   *
   * @throws UserErrorException if there is no such folder
   */
  public static ClipFolder shared(String folder) {
    Path path = Path.of(folder).toAbsolutePath().normalize();
    List<String> stamp = stamp(path);
    return SHARED.compute(
        path,
        (key, known) ->
            known != null && known.stamp.equals(stamp) ? known : new ClipFolder(key, stamp));
  }

  /** What changes when a file of the folder does. */
  private static List<String> stamp(Path folder) {
    if (!Files.isDirectory(folder)) {
      throw new UserErrorException(folder + ": no such folder, expected one that holds a CLIP");
    }
    List<String> stamp = new ArrayList<>();
    try {
      for (String name : FILES) {
        Path file = folder.resolve(name);
        if (Files.exists(file)) {
          stamp.add(name + " " + Files.size(file) + " " + Files.getLastModifiedTime(file));
        }
      }
    } catch (IOException e) {
      throw new UserErrorException(folder + ": cannot be read: " + e.getMessage(), e);
    }
    return stamp;
  }

  /**
   * Writes a model folder with this one's tokenizer and preprocessing and another's weights: whole,
   * or not at all.
   *
   * @param target new or empty
   * @param type F32, or F16 for half the size
   */
  public void writeWith(Clip other, Path target, ElementType type) throws IOException {
    Path whole = target.toAbsolutePath().normalize();
    Path parent =
        Files.createDirectories(checkNotNull(whole.getParent(), "%s is no folder", whole));
    Path unfinished = Files.createTempDirectory(parent, "." + whole.getFileName() + "-");
    try {
      for (String name : FILES) {
        if (Files.exists(path.resolve(name)) && !REWRITTEN.contains(name)) {
          Files.copy(path.resolve(name), unfinished.resolve(name));
        }
      }
      other.write(unfinished, type);
      Files.setPosixFilePermissions(unfinished, PosixFilePermissions.fromString("rwxr-xr-x"));
      Files.move(unfinished, whole, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      if (Files.exists(unfinished)) {
        MoreFiles.deleteRecursively(unfinished, RecursiveDeleteOption.ALLOW_INSECURE);
      }
    }
  }

  public Path path() {
    return path;
  }

  public ClipConfig config() {
    return config.get();
  }

  /** The encoders, frozen. */
  public Clip clip() {
    return clip.get();
  }

  /**
   * Reads all of the folder but the weights, of which the header.
   *
   * @throws UserErrorException naming the file that is missing or wrong
   */
  public void check() {
    ClipWeights.check(path, config());
    Object unusedTokenizer = tokenizer();
    Object unusedPreprocessor = preprocessor();
  }

  public BytePairTokenizer tokenizer() {
    return tokenizer.get();
  }

  public ImagePreprocessor preprocessor() {
    return preprocessor.get();
  }
}
