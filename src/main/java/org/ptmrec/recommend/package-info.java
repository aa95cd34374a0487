/**
 * The seven recommenders and how they are trained. A recommender is one file that reads like its
 * equations and registers itself as a {@link org.ptmrec.recommend.RecommenderFactory}; stage one
 * and stage two train the same class.
 */
package org.ptmrec.recommend;
