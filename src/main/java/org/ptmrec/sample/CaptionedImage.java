package org.ptmrec.sample;

/**
 * A picture with a sentence about it: what an encoder is pretrained on.
 *
 * @param width pixels
 * @param height pixels
 * @param rgb height x width x 3, row by row from the top
 */
public record CaptionedImage(int width, int height, byte[] rgb, String caption) {}
