package org.ptmrec.recommend;

import org.ptmrec.tensor.SparseMatrix;

/**
 * The user–item graph on U + I nodes, users first, symmetrically normalised by degree and without
 * self loops; He et al., LightGCN, 2020.
 */
public final class InteractionGraph {
  private static final double EPSILON = 1e-7;

  private InteractionGraph() {}

  /** LightGCN's, FREEDOM's and BUIR's: a repeated pair is one edge; degrees have 1e-7 added. */
  public static SparseMatrix distinct(TrainingData data) {
    Edges edges = new Edges(data.users(), data.items());
    for (int user = 0; user < data.users(); user++) {
      int previous = -1;
      for (int item : data.train().of(user)) {
        if (item != previous) {
          edges.add(user, item);
        }
        previous = item;
      }
    }
    return edges.normalized(EPSILON);
  }

  /** MGCN's and SMORE's: repeated pairs add up; no epsilon. */
  static SparseMatrix counted(TrainingData data) {
    Edges edges = new Edges(data.users(), data.items());
    for (int row = 0; row < data.rows(); row++) {
      edges.add(data.userOf(row), data.itemOf(row));
    }
    return edges.normalized(0);
  }

  /** R̂, the user–item block of {@link #counted}: [U, I]. */
  static SparseMatrix countedUserRows(TrainingData data) {
    Edges edges = new Edges(data.users(), data.items());
    for (int row = 0; row < data.rows(); row++) {
      edges.add(data.userOf(row), data.itemOf(row));
    }
    return edges.normalizedUserRows(0);
  }

  /** Some of the training rows only: FREEDOM's pruned graph, degrees those of the kept rows. */
  static SparseMatrix ofRows(TrainingData data, int[] rows) {
    Edges edges = new Edges(data.users(), data.items());
    for (int row : rows) {
      edges.add(data.userOf(row), data.itemOf(row));
    }
    return edges.normalized(EPSILON);
  }
}
