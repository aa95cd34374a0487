package org.ptmrec.artifact;

import static com.google.common.truth.Truth.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificData;
import org.junit.jupiter.api.Test;
import org.ptmrec.schema.Trial;

class CanonicalDatumWriterTest {
  private static byte[] encoded(String first, String second) throws Exception {
    Map<String, Double> values = new LinkedHashMap<>();
    values.put(first, first.equals("a") ? 1.0 : 2.0);
    values.put(second, second.equals("a") ? 1.0 : 2.0);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(bytes, null);
    new CanonicalDatumWriter<Trial>(Trial.getClassSchema(), SpecificData.getForClass(Trial.class))
        .write(new Trial("VBPR", values, 1L, "none"), encoder);
    encoder.flush();
    return bytes.toByteArray();
  }

  @Test
  void write_mapInAnyOrder_givesTheSameBytes() throws Exception {
    assertThat(encoded("a", "b")).isEqualTo(encoded("b", "a"));
  }
}
