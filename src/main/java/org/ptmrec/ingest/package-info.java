/**
 * From files of ratings and items to a clean dataset: duplicates dropped, k-core, dense ids,
 * splits, texts. The readers and rules are plain classes; {@link org.ptmrec.ingest.IngestDataset}
 * is the Beam transform around them.
 */
package org.ptmrec.ingest;
