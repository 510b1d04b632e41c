package org.tributary.examples.option;

import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** The value of an option {@code --language}. */
public final class Languages {
  private Languages() {}

  /**
   * Returns the locale of a language.
   *
   * @param command the command of the option
   * @param tag a language tag such as {@code de} or {@code fr-CA}; an underscore may be the hyphen
   * @throws ParameterException if Java does not know the language
   */
  public static Locale locale(CommandSpec command, String tag) {
    Locale locale = Locale.forLanguageTag(tag.replace('_', '-'));
    if (!List.of(Locale.getISOLanguages()).contains(locale.getLanguage())) {
      throw new ParameterException(
          command.commandLine(),
          "--language: expected a language such as de or fr-CA, got '%s'".formatted(tag));
    }
    return locale;
  }
}
