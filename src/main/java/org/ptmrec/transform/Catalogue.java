package org.ptmrec.transform;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.ptmrec.artifact.TensorRecords;
import org.ptmrec.artifact.UserErrorException;
import org.ptmrec.schema.Item;
import org.ptmrec.schema.TrainedRecommender;
import org.ptmrec.tensor.Matrix;

/** The items of one recommender by key and embedding, and which of them may be recommended. */
final class Catalogue {
  private final List<String> ids;
  private final float[] embeddings;
  private final int width;

  /** The candidates' rows, ascending. */
  private final int[] rows;

  /** By row; -1 for what is no candidate. */
  private final int[] positions;

  private final Matrix candidates;

  /** Decides what may be recommended. */
  interface Filter {
    /**
     * @param item index of a known item; new ones have larger indices
     */
    boolean admits(int item, String id);
  }

  private Catalogue(List<String> ids, float[] embeddings, int width, Filter filter) {
    this.ids = ids;
    this.embeddings = embeddings;
    this.width = width;
    List<Integer> admitted = new ArrayList<>();
    positions = new int[ids.size()];
    for (int row = 0; row < positions.length; row++) {
      positions[row] = filter.admits(row, ids.get(row)) ? admitted.size() : -1;
      if (positions[row] >= 0) {
        admitted.add(row);
      }
    }
    if (admitted.isEmpty()) {
      throw new UserErrorException(
          "no item is left to recommend: allow, deny and minInteractions leave none of "
              + ids.size());
    }
    rows = admitted.stream().mapToInt(Integer::intValue).toArray();
    float[] chosen = new float[rows.length * width];
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(embeddings, rows[i] * width, chosen, i * width, width);
    }
    candidates = Matrix.of(rows.length, width, chosen);
  }

  /**
   * @param added items after the known ones, if any
   * @throws UserErrorException if a new item has the key of a known one, or no item is admitted
   */
  static Catalogue of(
      Iterable<Item> items,
      TrainedRecommender trained,
      NewItems.@Nullable Placed added,
      Filter filter) {
    float[] known = TensorRecords.values(trained.getItemEmbeddings());
    int count = trained.getItemEmbeddings().getShape().get(0);
    String[] byIndex = new String[count];
    for (Item item : items) {
      if (item.getItem() < count) {
        byIndex[item.getItem()] = item.getItemId();
      }
    }
    List<String> ids = new ArrayList<>(List.of(byIndex));
    int width = known.length / count;
    if (added == null) {
      return new Catalogue(ids, known, width, filter);
    }
    List<String> repeated = new ArrayList<>(added.ids());
    repeated.retainAll(new java.util.HashSet<>(ids));
    if (!repeated.isEmpty()) {
      throw new UserErrorException(
          "the new item " + repeated.get(0) + " is known already; leave it out of newItems");
    }
    ids.addAll(added.ids());
    float[] all = java.util.Arrays.copyOf(known, ids.size() * width);
    float[] placed = added.embeddings().toFloats();
    System.arraycopy(placed, 0, all, known.length, placed.length);
    return new Catalogue(ids, all, width, filter);
  }

  int size() {
    return ids.size();
  }

  String id(int row) {
    return ids.get(row);
  }

  List<Float> embedding(int row) {
    return com.google.common.primitives.Floats.asList(embeddings)
        .subList(row * width, (row + 1) * width);
  }

  /** [candidates, d]. */
  Matrix candidates() {
    return candidates;
  }

  String idOfCandidate(int position) {
    return ids.get(rows[position]);
  }

  /** The candidate that an item is; -1 if it is none. */
  int position(int item) {
    return positions[item];
  }
}
