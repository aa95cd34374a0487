package org.ptmrec.cli;

import com.google.common.collect.Lists;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.ptmrec.artifact.UserErrorException;
import org.ptmrec.clip.ClipEncoder;
import org.ptmrec.clip.ClipFolder;
import org.ptmrec.clip.TowerHooks;
import org.ptmrec.download.ImageDecoder;
import org.ptmrec.ingest.ItemText;
import org.ptmrec.ingest.TextLines;
import org.ptmrec.tune.EncoderTuning;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ptmrec embed}: embeddings of items that no training has seen. */
@Command(
    name = "embed",
    description = {
      "Embeds new texts or pictures with a CLIP, as pretrained or as a pipeline tuned it.",
      "Nothing is trained."
    },
    mixinStandardHelpOptions = true)
final class EmbedCommand implements Callable<Integer> {
  /** So many texts are in memory at a time; those of like lengths are encoded together. */
  private static final int TEXTS_AT_A_TIME = 4096;

  @Spec private CommandSpec spec;

  @Option(
      names = "--clip",
      paramLabel = "FOLDER",
      required = true,
      description = "Model folder in Hugging Face's layout")
  private String clip;

  @Mixin private TuningOption tuning;

  @ArgGroup(multiplicity = "1")
  private Source source = new Source();

  @Option(
      names = {"-o", "--out"},
      paramLabel = "FILE",
      required = true,
      description = "Ends in .jsonl, or in .npy for NumPy with the keys in FILE.ids")
  private Path out;

  @Option(
      names = "--fields",
      split = ",",
      description = "What an item's text is made of: title, brand, categories, description; all")
  private List<ItemText.Part> fields = List.of(ItemText.Part.values());

  @Option(names = "--normalize", description = "Divide every embedding by its length")
  private boolean normalize;

  @Option(names = "--batch", description = "Inputs encoded at a time (${DEFAULT-VALUE})")
  private int batch = 32;

  /** What is embedded. */
  private static final class Source {
    @Option(
        names = "--texts",
        paramLabel = "FILE",
        required = true,
        description = "One JSON object a line: item_id with text, or with title, brand, …")
    private @Nullable String texts;

    @Option(
        names = "--images",
        paramLabel = "FOLDER",
        required = true,
        description = "Pictures; the key of each is its path in the folder")
    private @Nullable Path images;
  }

  @Override
  public Integer call() throws IOException {
    if (batch < 1) {
      throw new UserErrorException("--batch is " + batch + ", expected at least 1");
    }
    EmbeddingFile.checkName(out);
    ClipFolder folder = ClipFolder.open(Path.of(clip));
    Optional<EncoderTuning> restored = tuning.restore(folder.config());
    TowerHooks vision = restored.map(EncoderTuning::vision).orElse(TowerHooks.NONE);
    TowerHooks text = restored.map(EncoderTuning::text).orElse(TowerHooks.NONE);
    try (ClipEncoder encoder = new ClipEncoder(folder, batch, vision, text, normalize);
        EmbeddingFile file = EmbeddingFile.create(out, folder.config().embeddingWidth())) {
      if (source.texts != null) {
        embedTexts(source.texts, encoder, file);
      } else if (source.images != null) {
        embedImages(source.images, encoder, file);
      }
      file.publish();
      spec.commandLine().getErr().println(file.rows() + " embeddings in " + out);
    }
    return ExitCode.OK;
  }

  private void embedTexts(String texts, ClipEncoder encoder, EmbeddingFile file) {
    List<TextLines.Line> waiting = new ArrayList<>();
    TextLines.read(
        texts,
        fields,
        line -> {
          waiting.add(line);
          if (waiting.size() == TEXTS_AT_A_TIME) {
            embed(waiting, encoder, file);
          }
        });
    embed(waiting, encoder, file);
  }

  private static void embed(List<TextLines.Line> lines, ClipEncoder encoder, EmbeddingFile file) {
    float[][] embeddings = encoder.embedTexts(Lists.transform(lines, TextLines.Line::text));
    for (int i = 0; i < embeddings.length; i++) {
      file.add(lines.get(i).itemId(), embeddings[i]);
    }
    lines.clear();
  }

  private void embedImages(Path folder, ClipEncoder encoder, EmbeddingFile file)
      throws IOException {
    List<Path> pictures = pictures(folder);
    int broken = 0;
    for (List<Path> some : Lists.partition(pictures, batch)) {
      List<String> ids = new ArrayList<>();
      List<float[]> pixels = new ArrayList<>();
      for (Path picture : some) {
        try {
          pixels.add(encoder.preprocess(ImageDecoder.decode(Files.readAllBytes(picture))));
          ids.add(folder.relativize(picture).toString());
        } catch (IllegalArgumentException e) {
          spec.commandLine().getErr().println("left out " + picture + ": " + e.getMessage());
          broken++;
        }
      }
      float[][] embeddings = encoder.embedPixels(pixels);
      for (int i = 0; i < embeddings.length; i++) {
        file.add(ids.get(i), embeddings[i]);
      }
    }
    if (broken == pictures.size()) {
      throw new UserErrorException(folder + ": no picture that can be decoded");
    }
  }

  /** Every file that is not hidden, in order of the names. */
  private static List<Path> pictures(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      throw new UserErrorException(folder + ": no such folder");
    }
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(Files::isRegularFile)
          .filter(file -> !file.getFileName().toString().startsWith("."))
          .sorted()
          .toList();
    }
  }
}
