package com.example.search;

import static com.google.common.truth.Truth.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.apache.avro.Schema;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.lucene.store.ByteBuffersDirectory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ptmrec.schema.KeyedEmbedding;

class ItemIndexTest {
  private static final int WIDTH = 32;

  @TempDir Path folder;
  private final Random random = new Random(7);

  @Test
  void search_amongTwoThousandItems_findsWhatAFullSearchFinds() throws Exception {
    List<Path> files = List.of(write("items-0.avro", 0, 1000), write("items-1.avro", 1000, 2000));
    List<GenericRecord> items = new ArrayList<>(ItemIndex.read(files.get(0)));
    items.addAll(ItemIndex.read(files.get(1)));
    int found = 0;
    try (ItemIndex index = ItemIndex.build(files, new ByteBuffersDirectory())) {
      for (int query = 0; query < 50; query++) {
        float[] user = vector();
        List<String> ids = index.search(user, 10);
        assertThat(ids).hasSize(10);
        Set<String> hits = new HashSet<>(ids);
        hits.retainAll(exact(items, user, 10));
        found += hits.size();
      }
    }
    assertThat(found / 500.0).isAtLeast(0.9);
  }

  private static List<String> exact(List<GenericRecord> items, float[] user, int k) {
    return items.stream()
        .sorted(
            Comparator.comparingDouble(
                (GenericRecord item) -> -dot(user, ItemIndex.embedding(item))))
        .limit(k)
        .map(item -> item.get("id").toString())
        .toList();
  }

  private static double dot(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (double) a[i] * b[i];
    }
    return sum;
  }

  private float[] vector() {
    float[] vector = new float[WIDTH];
    for (int i = 0; i < WIDTH; i++) {
      vector[i] = (float) random.nextGaussian();
    }
    return vector;
  }

  private Path write(String name, int from, int to) throws Exception {
    Schema schema = KeyedEmbedding.getClassSchema();
    Path file = folder.resolve(name);
    try (DataFileWriter<GenericRecord> writer =
        new DataFileWriter<>(new GenericDatumWriter<>(schema))) {
      writer.create(schema, file.toFile());
      for (int item = from; item < to; item++) {
        GenericRecord record = new GenericData.Record(schema);
        List<Float> embedding = new ArrayList<>();
        for (float value : vector()) {
          embedding.add(value);
        }
        record.put("id", "item " + item);
        record.put("embedding", embedding);
        writer.append(record);
      }
    }
    return file;
  }
}
