package org.ptmrec.ingest;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A row of an items file; null or empty where the source has nothing.
 *
 * @param categories the first category path, general to special
 */
public record RawItem(
    String itemId,
    @Nullable String title,
    @Nullable String brand,
    List<String> categories,
    @Nullable String description,
    @Nullable String image) {}
