package org.ptmrec.recommend;

import org.ptmrec.tensor.Var;

/**
 * What one training step of a recommender gives.
 *
 * @param loss 1 x 1
 * @param users e^u of Eq. 11, the batch's users by interactions alone, [batch, 64]
 * @param itemIds e^id of Eq. 11, the batch's interacted items by interactions alone, [batch, 64]
 */
public record Objective(Var loss, Var users, Var itemIds) {}
