package org.ptmrec.transform;

import java.io.Serializable;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.ptmrec.artifact.RecordFiles;
import org.ptmrec.clip.Clip;
import org.ptmrec.clip.ClipFolder;
import org.ptmrec.recommend.TrainingData;
import org.ptmrec.schema.EncoderPrefix;
import org.ptmrec.schema.Image;
import org.ptmrec.schema.Interaction;
import org.ptmrec.schema.ItemEmbedding;
import org.ptmrec.schema.ItemImage;
import org.ptmrec.schema.TokenizedText;

/**
 * What stage two reads, as files that each process reads once: side inputs would be held once for
 * every round of a pipeline.
 *
 * @param clipFolder the model folder that made the embeddings
 * @param prefixes null where the encoder's first layers were not computed before
 */
public record TuningFiles(
    String clipFolder,
    RecordFiles<Interaction> interactions,
    RecordFiles<ItemEmbedding> embeddings,
    RecordFiles<TokenizedText> texts,
    RecordFiles<ItemImage> itemImages,
    RecordFiles<Image> images,
    @Nullable RecordFiles<EncoderPrefix> prefixes)
    implements Serializable {
  private static final long serialVersionUID = 1;

  TuningInputs read() {
    Clip clip = ClipFolder.shared(clipFolder).clip();
    TrainingData data = TrainingData.of(interactions.readAll());
    return new TuningInputs(
        data,
        DatasetViews.modal(embeddings.readAll(), data.items()),
        clip,
        ContentViews.content(
            Path.of(clipFolder),
            clip,
            data.items(),
            texts.readAll(),
            itemImages.readAll(),
            images.readAll(),
            prefixes == null ? null : prefixes.readAll()));
  }
}
