package org.ptmrec.ingest;

/** Parts of lines. */
final class Fields {
  private static final int EXCERPT = 60;
  private static final double FIRST_MILLIS = 1e11;

  private Fields() {}

  /** Seconds since 1970; a fraction is cut off, and what is beyond the year 5138 is in millis. */
  static long timestamp(SourceFile source, String text, long number) {
    try {
      double seconds = Double.parseDouble(text);
      if (Double.isFinite(seconds) && Math.abs(seconds) < 1e15) {
        return (long) (seconds > FIRST_MILLIS ? seconds / 1000 : seconds);
      }
    } catch (NumberFormatException e) {
      // reported below, like a number out of range
    }
    throw source.malformed(
        number, "the timestamp '" + excerpt(text) + "'", "seconds since 1970, such as 881250949");
  }

  /** The beginning of what a user wrote, for a message of one line. */
  static String excerpt(String text) {
    String clean = text.replaceAll("\\p{Cntrl}", " ");
    return clean.length() <= EXCERPT ? clean : clean.substring(0, EXCERPT) + "…";
  }
}
