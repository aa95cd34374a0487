package org.ptmrec.cli;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.Stack;
import java.util.TreeSet;
import org.ptmrec.artifact.UserErrorException;
import org.ptmrec.schema.FetchFailureReason;
import picocli.CommandLine.IParameterPreprocessor;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;

/** Reasons of failures as options name them. */
final class FailureReasons {
  static final String ALL = "ALL";

  private static final List<String> KNOWN =
      Arrays.stream(FetchFailureReason.values()).map(Enum::name).toList();

  private FailureReasons() {}

  /** Without {@code =REASON} the option means all reasons; what stands after it is no value. */
  static final class OnlyAfterEqualsSign implements IParameterPreprocessor {
    @Override
    public boolean preprocess(
        Stack<String> arguments, CommandSpec command, ArgSpec option, Map<String, Object> info) {
      if (!"=".equals(info.get("separator"))) {
        option.setValue(ALL);
        return true;
      }
      return false;
    }
  }

  /**
   * @param given reasons in either case; {@link #ALL} stands for each of them
   * @throws UserErrorException naming a reason that there is not
   */
  static Set<String> parse(String option, Collection<String> given) {
    Set<String> reasons = new TreeSet<>();
    for (String one : given) {
      String name = one.strip().toUpperCase(Locale.ROOT).replace('-', '_');
      if (name.equals(ALL)) {
        reasons.addAll(KNOWN);
      } else if (KNOWN.contains(name)) {
        reasons.add(name);
      } else {
        throw new UserErrorException(
            option + ": no reason '" + one + "'; there are " + String.join(", ", KNOWN));
      }
    }
    return reasons;
  }
}
