package org.tributary.examples.option;

import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Checks of the options of a command, for commands and mixins. */
public abstract class OptionChecks {
  /** Returns the command that the options belong to. */
  protected abstract CommandSpec command();

  /** Returns whether the user has given an option of the command. */
  protected final boolean isGiven(String option) {
    return command().commandLine().getParseResult().hasMatchedOption(option);
  }

  /** Returns the error of wrong usage with a message. */
  protected final ParameterException wrongUsage(String message) {
    return new ParameterException(command().commandLine(), message);
  }

  /** Checks that the value of an option is at least 1. */
  protected final void requirePositive(String option, int value) {
    requireAtLeast(option, 1, value);
  }

  /** Checks the value of an option. */
  protected final void requireAtLeast(String option, int minimum, int value) {
    if (value < minimum) {
      throw wrongUsage("%s: expected at least %d, got %d".formatted(option, minimum, value));
    }
  }

  /**
   * Returns the language of an option.
   *
   * @param tag a language tag such as {@code de} or {@code fr-CA}; an underscore may be the hyphen
   * @throws ParameterException if Java does not know the language
   */
  protected final Locale language(String option, String tag) {
    Locale locale = Locale.forLanguageTag(tag.replace('_', '-'));
    if (!List.of(Locale.getISOLanguages()).contains(locale.getLanguage())) {
      throw wrongUsage(
          "%s: expected a language such as de or fr-CA, got '%s'".formatted(option, tag));
    }
    return locale;
  }
}
