package org.ptmrec.ingest;

import org.jspecify.annotations.Nullable;
import org.ptmrec.schema.Split;

/**
 * A row of a ratings file.
 *
 * @param timestamp seconds since 1970
 * @param split where the file itself says which split the row is in
 */
public record RawInteraction(String userId, String itemId, long timestamp, @Nullable Split split) {}
