package com.example.search;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.file.DataFileReader;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.KnnFloatVectorField;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.VectorSimilarityFunction;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.KnnFloatVectorQuery;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.store.Directory;

/**
 * How a service searches among the items of the stage {@code recommend}: its Avro files go into an
 * approximate nearest-neighbour index (HNSW, Apache Lucene), and a user's embedding is the query.
 * PTMRec itself is not needed for it, only Avro.
 */
final class ItemIndex implements AutoCloseable {
  private static final String ID = "id";
  private static final String EMBEDDING = "embedding";
  private static final int CANDIDATES = 100;

  private final DirectoryReader reader;
  private final IndexSearcher searcher;

  private ItemIndex(DirectoryReader reader) {
    this.reader = reader;
    searcher = new IndexSearcher(reader);
  }

  /**
   * Fills an index.
   *
   * @param files {@code item-embeddings-*.avro} of an artifact of the stage {@code recommend}
   */
  static ItemIndex build(List<Path> files, Directory directory) throws IOException {
    try (IndexWriter writer = new IndexWriter(directory, new IndexWriterConfig())) {
      for (Path file : files) {
        for (GenericRecord item : read(file)) {
          Document document = new Document();
          document.add(new StoredField(ID, item.get(ID).toString()));
          document.add(
              new KnnFloatVectorField(
                  EMBEDDING,
                  embedding(item),
                  VectorSimilarityFunction.MAXIMUM_INNER_PRODUCT)); // scores are dot products
          writer.addDocument(document);
        }
      }
      writer.forceMerge(1);
    }
    return new ItemIndex(DirectoryReader.open(directory));
  }

  static List<GenericRecord> read(Path file) throws IOException {
    List<GenericRecord> records = new ArrayList<>();
    try (DataFileReader<GenericRecord> reader =
        new DataFileReader<>(new File(file.toString()), new GenericDatumReader<>())) {
      reader.forEach(records::add);
    }
    return records;
  }

  static float[] embedding(GenericRecord record) {
    List<?> values = (List<?>) record.get(EMBEDDING);
    float[] embedding = new float[values.size()];
    for (int i = 0; i < embedding.length; i++) {
      embedding[i] = (Float) values.get(i);
    }
    return embedding;
  }

  /**
   * The keys of the best items, best first.
   *
   * @param user a row of {@code user-embeddings-*.avro}
   */
  List<String> search(float[] user, int k) throws IOException {
    List<String> ids = new ArrayList<>();
    // Looking at more than are asked for is what makes an approximate search exact enough.
    KnnFloatVectorQuery query = new KnnFloatVectorQuery(EMBEDDING, user, Math.max(k, CANDIDATES));
    for (ScoreDoc hit : searcher.search(query, k).scoreDocs) {
      ids.add(searcher.storedFields().document(hit.doc).get(ID));
    }
    return ids;
  }

  @Override
  public void close() throws IOException {
    reader.close();
  }
}
