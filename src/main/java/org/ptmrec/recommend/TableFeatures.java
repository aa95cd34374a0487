package org.ptmrec.recommend;

import java.util.List;
import org.ptmrec.tensor.Parameter;
import org.ptmrec.tensor.Rows;
import org.ptmrec.tensor.Tape;
import org.ptmrec.tensor.Var;

/**
 * Stage one: tables that start as CLIP's output, trained along or not, as the recommender was
 * published.
 */
public final class TableFeatures implements ItemFeatures {
  private final Parameter image;
  private final Parameter text;

  public TableFeatures(ModalEmbeddings initial, boolean trainable) {
    if (trainable) {
      image = Parameter.trainable("image.table", initial.image().copy());
      text = Parameter.trainable("text.table", initial.text().copy());
    } else {
      image = Parameter.frozen("image.table", initial.image());
      text = Parameter.frozen("text.table", initial.text());
    }
  }

  /** The tables that are trained: both or none. */
  public List<Parameter> parameters() {
    return image.isTrainable() ? List.of(image, text) : List.of();
  }

  @Override
  public Var image(Tape tape) {
    return tape.var(image);
  }

  @Override
  public Var text(Tape tape) {
    return tape.var(text);
  }

  @Override
  public Var textAndImage(Tape tape, int[] items) {
    return Rows.gatherColumns(items, tape.var(text), tape.var(image));
  }
}
