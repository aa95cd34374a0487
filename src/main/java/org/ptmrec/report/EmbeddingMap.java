package org.ptmrec.report;

import com.google.common.collect.ImmutableList;

/**
 * Embeddings of a sample of items under one setting, drawn and measured.
 *
 * @param variant the recommender, untuned or under a tuning variant
 * @param images places of the items' images in the t-SNE map
 * @param texts places of their texts in the same map
 * @param density a PNG of the density of all places, in Base64
 * @param angles density of the direction of places seen from the centre, one value every few
 *     degrees
 * @param imageSilhouette of the images, in the groups that users make of the items
 * @param textSilhouette of the texts
 * @param alignment how much nearer images are to their own texts than to others
 */
public record EmbeddingMap(
    Variant variant,
    ImmutableList<Place> images,
    ImmutableList<Place> texts,
    String density,
    ImmutableList<Double> angles,
    double imageSilhouette,
    double textSilhouette,
    double alignment) {

  /** From 0 to 1 in both directions. */
  public record Place(double x, double y) {}
}
