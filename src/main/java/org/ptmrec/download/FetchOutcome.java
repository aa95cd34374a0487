package org.ptmrec.download;

import org.jspecify.annotations.Nullable;
import org.ptmrec.schema.FetchFailure;

/**
 * What came of one URL: a picture, or a failure that lacks only the item.
 *
 * @param isNew false for what an earlier download came to
 */
record FetchOutcome(
    FetchRequest request,
    ImageSource.@Nullable Found found,
    @Nullable FetchFailure failure,
    boolean isNew) {}
