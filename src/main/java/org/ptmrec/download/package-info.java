/**
 * Pictures from the internet, carefully: {@link org.ptmrec.download.FetchImages} is the Beam
 * transform, {@link org.ptmrec.download.ImageFetcher} fetches one URL, {@link
 * org.ptmrec.download.AddressGuard} says which addresses may be contacted.
 */
package org.ptmrec.download;
