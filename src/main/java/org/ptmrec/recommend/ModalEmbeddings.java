package org.ptmrec.recommend;

import org.ptmrec.tensor.Matrix;

/**
 * What CLIP says of every item.
 *
 * @param image [I, width]; the mean of the others where an item has no picture
 * @param text [I, width]
 * @param imagePresent by item
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record ModalEmbeddings(Matrix image, Matrix text, boolean[] imagePresent) {}
