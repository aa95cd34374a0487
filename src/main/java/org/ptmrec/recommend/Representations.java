package org.ptmrec.recommend;

import org.ptmrec.tensor.Var;

/**
 * Final embeddings: the score of a pair is the dot product of its rows.
 *
 * @param users [U, d]
 * @param items [I, d]
 */
public record Representations(Var users, Var items) {}
