package org.ptmrec.clip;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.ptmrec.testing.Damage.assertSafe;
import static org.ptmrec.testing.Damage.damaged;

import com.google.common.primitives.Bytes;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class HostileSafetensorsTest {
  private static final byte[] WHOLE = whole();

  private static byte[] whole() {
    byte[] header =
        ("{\"__metadata__\": {\"a\": \"b\"}, \"x\": {\"dtype\": \"F32\", \"shape\": [2, 3],"
                + " \"data_offsets\": [0, 24]}, \"y\": {\"dtype\": \"F16\", \"shape\": [4],"
                + " \"data_offsets\": [24, 32]}}")
            .getBytes(UTF_8);
    byte[] length =
        ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(header.length).array();
    return Bytes.concat(length, header, new byte[32]);
  }

  @Property(tries = 500)
  void open_damagedFile_errorOrTensors(@ForAll long seed) throws Exception {
    assertSafe(
        damaged(WHOLE, seed),
        "w.safetensors",
        file -> {
          try (SafetensorsFile tensors = SafetensorsFile.open(Path.of(file))) {
            for (String name : tensors.names()) {
              tensors.floats(name);
            }
          }
        });
  }
}
