package org.ptmrec.loss;

import static com.google.common.truth.Truth.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.ptmrec.ReferenceTensors;
import org.ptmrec.tensor.Matrix;
import org.ptmrec.tensor.Parameter;
import org.ptmrec.tensor.Tape;
import org.ptmrec.tensor.Var;

/** Eqs. 1, 2 and 11–13 against an independent implementation's losses and gradients. */
class LossParityTest {
  private static final double TOLERANCE = 1e-5;

  private ReferenceTensors reference;
  private final Tape tape = Tape.create();
  private final Map<String, Parameter> inputs = new LinkedHashMap<>();

  @BeforeEach
  void open() {
    reference = ReferenceTensors.open(ReferenceTensors.folder().resolve("clip/losses.safetensors"));
  }

  @AfterEach
  void close() {
    tape.close();
  }

  private Var input(String name) {
    Parameter parameter =
        inputs.computeIfAbsent(name, n -> Parameter.trainable(n, reference.matrix(n)));
    return tape.var(parameter);
  }

  private Var column(String name) {
    float[] values = reference.floats(name);
    return tape.var(
        inputs.computeIfAbsent(
            name, n -> Parameter.trainable(n, Matrix.of(values.length, 1, values))));
  }

  private void assertLossAndGradients(String equation, Var loss) {
    float expected = reference.floats(equation + ".loss")[0];
    assertThat(loss.scalar()).isWithin(TOLERANCE * Math.abs(expected)).of(expected);
    tape.backward(loss, 1);
    int compared = 0;
    for (Map.Entry<String, Parameter> input : inputs.entrySet()) {
      String name = equation + ".grad." + input.getKey().substring(equation.length() + 1);
      if (reference.has(name)) {
        assertThat(input.getValue().gradient().toFloats())
            .usingTolerance(TOLERANCE)
            .containsExactly(reference.floats(name))
            .inOrder();
        compared++;
      }
    }
    assertThat(compared).isGreaterThan(1);
  }

  @Test
  void bprLoss_onReferenceScores_equalsReference() {
    assertLossAndGradients("bpr", BprLoss.bprLoss(column("bpr.pos"), column("bpr.neg")));
  }

  @Test
  void infoNceLoss_onReferenceEmbeddings_equalsReference() {
    assertLossAndGradients(
        "infonce",
        InfoNceLoss.infoNceLoss(
            input("infonce.v"), input("infonce.t"), reference.floats("infonce.tau")[0]));
  }

  @Test
  void knowledgeTransferLoss_onReferenceBatch_equalsReference() {
    Var user = input("kt.user");
    Var itemId = input("kt.item_id");
    KnowledgeTransferLoss transfer = KnowledgeTransferLoss.DEFAULT;
    Var text =
        transfer.term(
            tape,
            user,
            itemId,
            input("kt.text"),
            input("kt.text_head.weight"),
            input("kt.text_head.bias"));
    Var image =
        transfer.term(
            tape,
            user,
            itemId,
            input("kt.image"),
            input("kt.image_head.weight"),
            input("kt.image_head.bias"));
    assertLossAndGradients("kt", KnowledgeTransferLoss.total(text, image));
    assertThat(inputs.get("kt.item_id").gradient().toFloats())
        .isEqualTo(new float[reference.floats("kt.item_id").length]);
  }
}
