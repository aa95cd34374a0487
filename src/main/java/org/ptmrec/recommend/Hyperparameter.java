package org.ptmrec.recommend;

/**
 * One of a recommender's own settings.
 *
 * @param name as written in pipeline files
 * @param doc one sentence
 */
public record Hyperparameter(String name, double defaultValue, String doc) {}
