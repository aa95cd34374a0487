package org.ptmrec.cli;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Numbers of things on the command line. */
final class Count {
  private Count() {}

  /** At least one. */
  static final class Positive implements ITypeConverter<Integer> {
    @Override
    public Integer convert(String text) {
      return parse(text, 1);
    }
  }

  /** None or more. */
  static final class OrNone implements ITypeConverter<Integer> {
    @Override
    public Integer convert(String text) {
      return parse(text, 0);
    }
  }

  private static int parse(String text, int least) {
    try {
      int count = Integer.parseInt(text);
      if (count >= least) {
        return count;
      }
    } catch (NumberFormatException e) {
      // no number, which is told below
    }
    throw new TypeConversionException(
        "expected a whole number of at least " + least + ", was '" + text + "'");
  }
}
