package org.ptmrec.price;

import java.util.List;
import org.ptmrec.schema.Trial;
import org.ptmrec.transform.Trials;

/**
 * Bytes of artifacts by the layout of their records, uncompressed Avro. Numbers, keys and tensors
 * are counted; the length of texts and pictures is not known before they are there, so it is that
 * of ordinary shops.
 */
final class RecordBytes {
  private static final int KEY = 15;
  private static final int NUMBER = 3;
  private static final int TIMESTAMP = 6;
  private static final int TEXT = 600;
  private static final int URL = 60;
  private static final int SHA256 = 66;
  static final int PICTURE = 20_000;
  private static final int TOKENS = 40;
  private static final int SHORT_TEXT = 10;
  private static final int SPLITS = 2;

  /** Of stage one's and stage two's tables. */
  private static final int EMBEDDING = 64;

  /** Loss, time and metrics on the validation split. */
  private static final int EPOCH = 100;

  private final DatasetSize size;
  private final int width;

  /**
   * @param width of the embeddings of pictures and texts
   */
  RecordBytes(DatasetSize size, int width) {
    this.size = size;
    this.width = width;
  }

  long ingest() {
    return size.users() * (NUMBER + KEY)
        + size.items() * (NUMBER + KEY + TEXT + URL)
        + size.interactions() * (2 * NUMBER + 1 + TIMESTAMP);
  }

  long pictures() {
    return size.items() * (PICTURE + 2 * SHA256 + URL + NUMBER);
  }

  long tokens() {
    return size.items() * (2 * NUMBER + TOKENS * 2);
  }

  long embeddings() {
    return size.items() * (NUMBER + 2L * width * Float.BYTES + 2 * SHA256);
  }

  long prefixes(EncoderCost encoder) {
    return size.items() * (encoder.prefix() + 2 * (SHA256 + SHORT_TEXT));
  }

  /**
   * Trained recommenders.
   *
   * @param trained bytes of one's tensors
   */
  static long trained(long trained, int epochs) {
    return trained + (long) epochs * EPOCH;
  }

  /** The items' embeddings under a tuned encoder, and its own parameters. */
  long tuned(long parameters) {
    return size.items() * 2L * width * Float.BYTES + Float.BYTES * parameters;
  }

  /**
   * Metrics and recommendations of every user.
   *
   * @param trials that are evaluated
   */
  long evaluations(List<Trial> trials, int metrics, int recommended) {
    long perUser = 0;
    for (Trial trial : trials) {
      int name = Trials.key(trial).length() + trial.getHyperparameters().size() * Double.BYTES;
      perUser += SPLITS * (name + 2 * NUMBER + metrics * (long) (SHORT_TEXT + Double.BYTES));
      perUser += name + NUMBER + recommended * (long) (NUMBER + Float.BYTES);
    }
    return size.users() * perUser;
  }

  /** What a service takes. */
  long recommendations(int recommended) {
    long embedding = KEY + EMBEDDING * (long) Float.BYTES;
    return size.users() * (KEY + recommended * (long) (KEY + Float.BYTES) + embedding)
        + size.items() * embedding;
  }
}
