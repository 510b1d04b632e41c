package org.tributary.examples.command;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.tributary.examples.option.Languages;
import org.tributary.examples.option.MixinOptions;
import org.tributary.examples.option.OutputOption;
import org.tributary.train.tagger.Teachers;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** Options for knowledge distillation: teachers, and sentences without labels. */
final class TeacherOptions extends MixinOptions {
  /** The options that need a teacher. */
  private static final List<String> DEPENDENT =
      List.of("--teacher-weight", "--raw", "--raw-language");

  @Option(
      names = "--teacher",
      paramLabel = "MODEL",
      split = ",",
      description =
          "Saved taggers of the same labels, separated by commas, for knowledge distillation:"
              + " training learns the mean of their label distributions beside the labels. Default:"
              + " none.")
  private List<Path> models = List.of();

  @Option(
      names = "--teacher-weight",
      paramLabel = "W",
      description =
          "Weight of the teachers' distributions in the loss of labelled sentences, above 0 and at"
              + " most 1; the labels have 1 - W. Default: 0.5.")
  private Double weight;

  @Option(
      names = "--raw",
      paramLabel = "FILE",
      split = ",",
      description =
          "Sentences without labels, plain or gzip, separated by commas, which the teachers label: CoNLL-U or columns by the file's ending, as in tag, else one sentence per line with words separated by blanks. Default: none.")
  private List<Path> raw = List.of();

  @Option(
      names = "--raw-language",
      paramLabel = "TAG",
      description =
          "Language of plain text in --raw, such as de or fr-CA, which a tokenizer then splits into"
              + " sentences and words. Default: none; 'world!' is one word.")
  private String rawLanguage;

  /**
   * Checks the options.
   *
   * @throws ParameterException if one needs a teacher and there is none, the weight is out of
   *     range, or a model is named twice
   */
  void check() {
    if (models.isEmpty()) {
      for (String option : DEPENDENT) {
        if (isGiven(option)) {
          throw wrongUsage(option + ": expected a teacher; add --teacher MODEL");
        }
      }
      return;
    }
    if (new HashSet<>(models).size() < models.size()) {
      throw wrongUsage("--teacher: expected each model once, got %s".formatted(models));
    }
    if (weight != null && !(weight > 0 && weight <= 1)) {
      throw wrongUsage("--teacher-weight: expected a number above 0 and at most 1, got " + weight);
    }
    if (rawLanguage != null && raw.isEmpty()) {
      throw wrongUsage("--raw-language: expected sentences without labels; add --raw FILE");
    }
    language();
  }

  private Optional<Locale> language() {
    return rawLanguage == null
        ? Optional.empty()
        : Optional.of(Languages.locale(command(), "--raw-language", rawLanguage));
  }

  /** Checks that an output file differs from the models and raw files. */
  void requireDistinctFrom(OutputOption output) throws IOException {
    for (Path model : models) {
      output.requireDistinctFrom("--teacher", model);
    }
    for (Path file : raw) {
      output.requireDistinctFrom("--raw", file);
    }
  }

  /** Returns the models and files, not yet read. */
  OpenTeachers open() {
    return new OpenTeachers(
        models, weight == null ? Teachers.DEFAULT_WEIGHT : weight, raw, language());
  }
}
