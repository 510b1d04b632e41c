package org.tributary.examples.option;

import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** The value of an option that names a language. */
public final class Languages {
  private Languages() {}

  /**
   * Returns the locale of a language.
   *
   * @param command the command of the option
   * @param option the option's name
   * @param tag a language tag such as {@code de} or {@code fr-CA}; an underscore may be the hyphen
   * @throws ParameterException if Java does not know the language
   */
  public static Locale locale(CommandSpec command, String option, String tag) {
    Locale locale = Locale.forLanguageTag(tag.replace('_', '-'));
    if (!List.of(Locale.getISOLanguages()).contains(locale.getLanguage())) {
      throw new ParameterException(
          command.commandLine(),
          "%s: expected a language such as de or fr-CA, got '%s'".formatted(option, tag));
    }
    return locale;
  }
}
