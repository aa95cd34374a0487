package org.ptmrec.clip;

import static org.ptmrec.tensor.Rows.concatRows;
import static org.ptmrec.tensor.Rows.gather;
import static org.ptmrec.tensor.Rows.repeatRows;
import static org.ptmrec.tensor.Rows.replaceRows;

import java.util.stream.IntStream;
import org.ptmrec.tensor.Var;

/**
 * How a batch of equally long token sequences lies in the rows of a matrix: one sequence after the
 * other, each with its prompts, if any, at the same place.
 *
 * @param length rows of a sequence, prompts included
 * @param firstPrompt position of a sequence's first prompt, or where it would be
 */
record Sequences(int batch, int length, int prompts, int firstPrompt) {

  /** Sequences of tokens without prompts so far. */
  static Sequences ofTokens(int batch, int tokens, int firstPrompt) {
    return new Sequences(batch, tokens, 0, firstPrompt);
  }

  /** These sequences with so many prompts in each. */
  Sequences withPrompts(int count) {
    return new Sequences(batch, length - prompts + count, count, firstPrompt);
  }

  /** Puts the same prompts into every sequence of tokens. */
  Var insertPrompts(Var tokens, Var prompt) {
    int tokensEach = length - prompts;
    int[] rows = new int[batch * length];
    for (int row = 0; row < rows.length; row++) {
      int sequence = row / length;
      int position = row % length;
      if (position < firstPrompt) {
        rows[row] = sequence * tokensEach + position;
      } else if (position < firstPrompt + prompts) {
        rows[row] = tokens.rows() + position - firstPrompt;
      } else {
        rows[row] = sequence * tokensEach + position - prompts;
      }
    }
    return gather(concatRows(tokens, prompt), rows);
  }

  /** Replaces the prompts of every sequence. */
  Var replacePrompts(Var x, Var prompt) {
    int[] rows =
        IntStream.range(0, batch * prompts)
            .map(i -> i / prompts * length + firstPrompt + i % prompts)
            .toArray();
    return replaceRows(x, rows, repeatRows(prompt, batch));
  }

  /** The row of one token in each sequence, which is counted without prompts. */
  int[] rowsOf(int[] tokens) {
    return IntStream.range(0, batch)
        .map(i -> i * length + tokens[i] + (tokens[i] < firstPrompt ? 0 : prompts))
        .toArray();
  }
}
