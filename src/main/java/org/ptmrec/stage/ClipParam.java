package org.ptmrec.stage;

import org.ptmrec.clip.ClipFolder;

/** The key that several stages share. */
final class ClipParam {
  static final Param<String> CLIP =
      Param.file(
              "clip",
              "Model folder in Hugging Face's layout: config.json, model.safetensors,"
                  + " preprocessor_config.json, vocab.json and merges.txt.")
          .shared();

  /** For a stage that may do without. */
  static final Param<String> IF_NEEDED = CLIP.optional();

  private ClipParam() {}

  /** Nothing is run for hours before a folder that is not whole is found. */
  static void checkFolder(String folder) {
    ClipFolder.shared(folder).check();
  }
}
