package org.ptmrec.recommend;

import static org.ptmrec.tensor.Rows.concatRows;
import static org.ptmrec.tensor.Rows.gather;
import static org.ptmrec.tensor.Rows.sliceRows;
import static org.ptmrec.tensor.SparseProduct.meanOfPowers;
import static org.ptmrec.tensor.SparseProduct.sparse;

import org.ptmrec.tensor.SparseMatrix;
import org.ptmrec.tensor.Var;

/** The propagations that MGCN and SMORE share, for the nodes that are asked for. */
final class ModalGraphs {
  private final TrainingData data;
  private final SparseMatrix interactions;
  private final SparseMatrix userRows;
  private final int layers;
  private final int itemLayers;

  ModalGraphs(TrainingData data, int layers, int itemLayers) {
    this.data = data;
    this.interactions = InteractionGraph.counted(data);
    this.userRows = InteractionGraph.countedUserRows(data);
    this.layers = layers;
    this.itemLayers = itemLayers;
  }

  BatchNodes allNodes() {
    return BatchNodes.all(data);
  }

  /**
   * c: the mean of e, Âe, …, Â^L e.
   *
   * @param e users, then items
   */
  Var behaviour(BatchNodes nodes, Var... e) {
    return meanOfPowers(interactions, layers, nodes.inGraph(data.users()), e);
  }

  /**
   * z: items along their item graph, users as R̂ times their items.
   *
   * @param x [I, d]
   */
  Var modal(SparseMatrix itemGraph, Var x, BatchNodes nodes) {
    Var propagated = x;
    for (int layer = 0; layer < itemLayers; layer++) {
      propagated = sparse(itemGraph, propagated);
    }
    return concatRows(
        sparse(userRows, nodes.users(), propagated), gather(propagated, nodes.items()));
  }

  /** Rows of all nodes as users and items. */
  Representations split(Var all) {
    return new Representations(
        sliceRows(all, 0, data.users()), sliceRows(all, data.users(), all.rows()));
  }
}
