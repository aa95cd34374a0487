package org.ptmrec.transform;

import org.ptmrec.clip.Clip;
import org.ptmrec.recommend.ModalEmbeddings;
import org.ptmrec.recommend.TrainingData;
import org.ptmrec.tune.ItemContent;

/**
 * What every trial of stage two reads, as arrays.
 *
 * @param embeddings of stage one, which graphs of similar items begin with
 */
record TuningInputs(
    TrainingData data, ModalEmbeddings embeddings, Clip clip, ItemContent content) {}
