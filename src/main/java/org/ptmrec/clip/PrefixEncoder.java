package org.ptmrec.clip;

import com.google.common.collect.Lists;
import java.util.ArrayList;
import java.util.List;
import org.ptmrec.artifact.TensorRecords;
import org.ptmrec.schema.Tensor;
import org.ptmrec.tensor.Tape;
import org.ptmrec.tensor.Var;

/**
 * What the first layers of a frozen CLIP make of inputs, batch by batch. Not thread-safe, as it
 * owns a tape.
 */
final class PrefixEncoder implements AutoCloseable {
  private final ClipFolder folder;
  private final int layers;
  private final int batch;
  private final Tape tape = Tape.create();

  PrefixEncoder(ClipFolder folder, int layers, int batch) {
    this.folder = folder;
    this.layers = layers;
    this.batch = batch;
  }

  /** One tensor [tokens, width] a picture, in their order; each is asked for once. */
  List<Tensor> images(List<float[]> pixels) {
    List<Tensor> tensors = new ArrayList<>();
    int rows = folder.clip().prefixRows();
    for (List<float[]> some : Lists.partition(pixels, batch)) {
      float[][] values = some.toArray(float[][]::new);
      Var prefix = tape.withoutGradient(() -> folder.clip().imagePrefix(tape, values, layers));
      float[] all = prefix.value().toFloats();
      for (int i = 0; i < values.length; i++) {
        tensors.add(tensor(all, i * rows, rows, prefix.cols()));
      }
      tape.reset();
    }
    return tensors;
  }

  /** One tensor [tokens up to the end, width] a text, in their order. */
  List<Tensor> texts(List<int[]> tokens) {
    List<Tensor> tensors = new ArrayList<>();
    for (List<int[]> some : Lists.partition(tokens, batch)) {
      int[][] ids = some.toArray(int[][]::new);
      Var prefix = tape.withoutGradient(() -> folder.clip().textPrefix(tape, ids, layers));
      float[] all = prefix.value().toFloats();
      int longest = prefix.rows() / ids.length;
      for (int i = 0; i < ids.length; i++) {
        tensors.add(tensor(all, i * longest, folder.clip().prefixRows(ids[i]), prefix.cols()));
      }
      tape.reset();
    }
    return tensors;
  }

  private static Tensor tensor(float[] all, int firstRow, int rows, int width) {
    return TensorRecords.of("prefix", rows, width, all, firstRow * width);
  }

  @Override
  public void close() {
    tape.close();
  }
}
