package org.ptmrec.stage;

import com.google.auto.service.AutoService;
import java.util.List;
import org.ptmrec.artifact.RecordKey;
import org.ptmrec.clip.TokenizeTexts;
import org.ptmrec.schema.TokenizedText;

/** The items' texts as CLIP's tokens. */
@AutoService(Stage.class)
public final class TokenizeTextStage implements Stage {
  public static final String NAME = "tokenize-text";
  static final Output<TokenizedText> TEXTS =
      Output.of("texts", TokenizedText.class, RecordKey.number(TokenizedText::getItem))
          .withShards(4);

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String description() {
    return "Cuts the items' texts into the tokens of the encoder's vocabulary.";
  }

  @Override
  public List<Param<?>> parameters() {
    return List.of(ClipParam.CLIP);
  }

  @Override
  public List<Input> inputs() {
    return List.of(Input.required(IngestStage.NAME));
  }

  @Override
  public List<Output<?>> outputs() {
    return List.of(TEXTS);
  }

  @Override
  public void checkFiles(Parameters parameters) {
    ClipParam.checkFolder(parameters.get(ClipParam.CLIP));
  }

  @Override
  public void build(StageContext context) {
    context.write(
        TEXTS,
        context
            .read(IngestStage.NAME, IngestStage.ITEMS)
            .apply(
                "Tokenize", TokenizeTexts.tokenizeTexts().withClip(context.get(ClipParam.CLIP))));
  }
}
