package org.ptmrec.clip;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import org.apache.beam.sdk.coders.AtomicCoder;
import org.apache.beam.sdk.util.VarInt;

/** Moves embeddings between transforms: the length, then four bytes a number. */
final class FloatArrayCoder extends AtomicCoder<float[]> {
  private static final long serialVersionUID = 1;
  private static final FloatArrayCoder INSTANCE = new FloatArrayCoder();

  private FloatArrayCoder() {}

  static FloatArrayCoder of() {
    return INSTANCE;
  }

  @Override
  public void encode(float[] values, OutputStream out) throws IOException {
    VarInt.encode(values.length, out);
    ByteBuffer bytes = ByteBuffer.allocate(values.length * Float.BYTES);
    bytes.asFloatBuffer().put(values);
    out.write(bytes.array());
  }

  @Override
  public float[] decode(InputStream in) throws IOException {
    float[] values = new float[VarInt.decodeInt(in)];
    byte[] bytes = new byte[values.length * Float.BYTES];
    new DataInputStream(in).readFully(bytes);
    ByteBuffer.wrap(bytes).asFloatBuffer().get(values);
    return values;
  }
}
