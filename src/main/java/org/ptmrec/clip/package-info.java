/**
 * CLIP (Radford et al., 2021; the paper's Eqs 3-6) from a folder in the Hugging Face layout: its
 * files ({@link org.ptmrec.clip.SafetensorsFile}, {@link org.ptmrec.clip.ClipConfig}), its inputs
 * ({@link org.ptmrec.clip.BytePairTokenizer}, {@link org.ptmrec.clip.ImagePreprocessor}), its two
 * towers, and the Beam transforms that run a catalogue through them. A tuning method reaches into a
 * tower through {@link org.ptmrec.clip.TowerHooks} and nothing else.
 */
package org.ptmrec.clip;
