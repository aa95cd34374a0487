package org.ptmrec.clip;

import java.text.Normalizer;
import java.text.Normalizer.Form;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jsoup.parser.Parser;

/**
 * What CLIP's tokenizer does to a text before it splits it: the folding of ftfy (ligatures,
 * full-width forms, curly quotes, control characters, Unicode form C), HTML character references,
 * white space, case. Texts decoded with a wrong character set are not repaired; {@link
 * #looksMisdecoded} finds them.
 */
final class TextCleaner {
  private static final Pattern WHITE_SPACE =
      Pattern.compile("\\s+", Pattern.UNICODE_CHARACTER_CLASS);
  private static final Pattern SINGLE_QUOTES = Pattern.compile("[\u02bc\u2018-\u201b]");
  private static final Pattern DOUBLE_QUOTES = Pattern.compile("[\u201c-\u201f]");

  /** Letters that are two written as one, and the full- and half-width forms. */
  private static final Pattern COMPATIBILITY_FORMS =
      Pattern.compile(
          "[\u0132\u0133\u0149\u01c4-\u01cc\u01f1-\u01f3\ufb00-\ufb06\u3000\uff01-\uffef]");

  private static final Pattern CONTROLS =
      Pattern.compile("[\\x00-\\x08\\x0b\\x0e-\\x1f\\x7f\u206a-\u206f\ufeff\ufff9-\ufffc]");

  /**
   * UTF-8 read as Latin-1: a two-byte letter shows as one of these and a character like a copyright
   * sign.
   */
  private static final Pattern MISDECODED = Pattern.compile("\ufffd|[\u00c2\u00c3][\u0080-\u00bf]");

  private TextCleaner() {}

  static String clean(String text) {
    // ftfy resolves references of its own accord unless the text looks like markup.
    String plain = text.indexOf('<') < 0 ? unescape(text) : text;
    String folded = unescape(unescape(fold(plain)));
    return WHITE_SPACE.matcher(folded).replaceAll(" ").strip().toLowerCase(Locale.ROOT);
  }

  /** Whether a text has traces of a wrong character set. */
  static boolean looksMisdecoded(String text) {
    return MISDECODED.matcher(text).find();
  }

  private static String unescape(String text) {
    return text.indexOf('&') < 0 ? text : Parser.unescapeEntities(text, false);
  }

  private static String fold(String text) {
    String folded =
        COMPATIBILITY_FORMS
            .matcher(text)
            .replaceAll(form -> Normalizer.normalize(form.group(), Form.NFKC));
    folded = SINGLE_QUOTES.matcher(folded).replaceAll("'");
    folded = DOUBLE_QUOTES.matcher(folded).replaceAll("\"");
    folded = CONTROLS.matcher(folded).replaceAll("");
    return Normalizer.normalize(folded, Form.NFC);
  }
}
