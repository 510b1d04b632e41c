package org.tributary.examples.option;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
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
   * Checks that an output file is none of the files that other options of the command name.
   *
   * @throws ParameterException if it is one of them
   * @throws IOException if files cannot be compared
   */
  protected final void requireOwnFile(String option, Path output) throws IOException {
    for (OptionSpec other : command().options()) {
      if (!other.longestName().equals(option)) {
        for (Path file : files(other.getValue())) {
          requireDistinct(option, output, other.longestName(), file);
        }
      }
    }
  }

  private static List<Path> files(Object value) {
    if (value instanceof Optional<?> optional) {
      return files(optional.orElse(null));
    }
    if (value instanceof Collection<?> values) {
      return values.stream().flatMap(each -> files(each).stream()).toList();
    }
    return value instanceof Path file ? List.of(file) : List.of();
  }

  /**
   * Checks that the file of an option differs from another one.
   *
   * @param origin the origin of the other file, such as an option
   */
  protected final void requireDistinct(String option, Path output, String origin, Path other)
      throws IOException {
    boolean bothExist = Files.exists(output) && Files.exists(other);
    if (bothExist ? Files.isSameFile(output, other) : absolute(output).equals(absolute(other))) {
      throw wrongUsage(
          "%s: expected a different file from %s, got %s for both"
              .formatted(option, origin, output));
    }
  }

  private static Path absolute(Path path) {
    return path.toAbsolutePath().normalize();
  }

  /**
   * Returns the language of an option; English without one.
   *
   * @param tag a language tag such as {@code de} or {@code fr-CA}; an underscore may be the hyphen;
   *     null if the option is not given
   * @throws ParameterException if Java does not know the language
   */
  protected final Locale language(String option, String tag) {
    if (tag == null) {
      return Locale.ENGLISH;
    }
    Locale locale = Locale.forLanguageTag(tag.replace('_', '-'));
    if (!List.of(Locale.getISOLanguages()).contains(locale.getLanguage())) {
      throw wrongUsage(
          "%s: expected a language such as de or fr-CA, got '%s'".formatted(option, tag));
    }
    return locale;
  }
}
