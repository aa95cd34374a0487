package org.ptmrec.clip;

import org.ptmrec.download.RgbImage;

/** A picture and what somebody wrote under it: a pair that CLIP is pretrained on. */
public record CaptionedPicture(RgbImage image, String caption) {}
