package org.ptmrec.report;

import java.util.Optional;
import org.ptmrec.evaluate.PairedBootstrap;
import org.ptmrec.evaluate.PairedTest;

/**
 * Two variants of a recommender on the test split.
 *
 * @param overSeeds pairs are seeds; empty with fewer than two seeds in common
 * @param overUsers pairs are users, each with the mean over the seeds; empty with few users, or
 *     where the variants have other seeds
 */
public record Comparison(
    Variant candidate,
    Variant baseline,
    String metric,
    Optional<PairedTest> overSeeds,
    Optional<PairedBootstrap> overUsers) {}
