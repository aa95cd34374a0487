package org.ptmrec.tune;

import java.nio.file.Files;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.ptmrec.clip.ElementType;
import org.ptmrec.clip.SafetensorsWriter;
import org.ptmrec.tensor.Matrix;
import org.ptmrec.tensor.Tape;

/** Keeps the file that {@link GpuEncoderTest} compares with true to the CPU. */
class StoredEncodingTest {

  /** {@code -Dptmrec.store.encoding=true} writes the file anew. */
  @Test
  void compute_onTheCpu_givesWhatIsStored() throws Exception {
    try (Tape tape = Tape.create()) {
      Map<String, Matrix> computed = new StoredEncoding().compute(tape);
      if (Boolean.getBoolean("ptmrec.store.encoding")) {
        Files.createDirectories(StoredEncoding.FILE.getParent());
        SafetensorsWriter writer = new SafetensorsWriter(ElementType.F32);
        computed.forEach(
            (name, matrix) -> writer.add(name, matrix.toFloats(), matrix.rows(), matrix.cols()));
        writer.write(StoredEncoding.FILE);
      }
      StoredEncoding.assertClose(computed, 1e-5);
    }
  }
}
