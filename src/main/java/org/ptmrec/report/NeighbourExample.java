package org.ptmrec.report;

import com.google.common.collect.ImmutableList;

/**
 * An item and those whose embeddings are nearest to its own, the nearest first.
 *
 * @param before under the encoder as it came
 * @param after under the tuned encoder; new ones are marked
 */
public record NeighbourExample(
    ExampleUser.Card item,
    ImmutableList<ExampleUser.Card> before,
    ImmutableList<ExampleUser.Card> after) {}
