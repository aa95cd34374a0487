package org.ptmrec.recommend;

import org.ptmrec.tensor.Arithmetic;
import org.ptmrec.tensor.Rows;
import org.ptmrec.tensor.SparseMatrix;
import org.ptmrec.tensor.SparseProduct;
import org.ptmrec.tensor.Var;

/**
 * The user–item graph on U + I nodes, users first, symmetrically normalised by degree and without
 * self loops; He et al., LightGCN, 2020.
 */
final class InteractionGraph {
  private static final double EPSILON = 1e-7;

  private InteractionGraph() {}

  /** LightGCN's, FREEDOM's and BUIR's: a repeated pair is one edge; degrees have 1e-7 added. */
  static SparseMatrix distinct(TrainingData data) {
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

  /** Mean of e, Âe, …, Â^layers e. */
  static Var propagate(SparseMatrix graph, Var e, int layers) {
    Var[] hops = new Var[layers + 1];
    hops[0] = e;
    for (int layer = 1; layer <= layers; layer++) {
      hops[layer] = SparseProduct.sparse(graph, hops[layer - 1]);
    }
    return Arithmetic.mean(hops);
  }

  /**
   * The rows {@code nodes} of {@link #propagate(SparseMatrix, Var, int)}; the last step is taken
   * for them only.
   */
  static Var propagate(SparseMatrix graph, Var e, int layers, int[] nodes) {
    Var[] hops = new Var[layers + 1];
    Var hop = e;
    for (int layer = 0; layer < layers; layer++) {
      hops[layer] = Rows.gather(hop, nodes);
      if (layer < layers - 1) {
        hop = SparseProduct.sparse(graph, hop);
      }
    }
    hops[layers] =
        layers == 0 ? Rows.gather(e, nodes) : SparseProduct.sparse(graph.rows(nodes), hop);
    return Arithmetic.mean(hops);
  }
}
