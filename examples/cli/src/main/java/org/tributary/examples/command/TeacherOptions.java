package org.tributary.examples.command;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tributary.examples.console.Console;
import org.tributary.examples.io.NumberFormats;
import org.tributary.examples.io.TextList;
import org.tributary.examples.job.JobException;
import org.tributary.examples.job.Training;
import org.tributary.examples.option.MixinOptions;
import org.tributary.examples.tagging.SentenceReader;
import org.tributary.tagger.Tagger;
import org.tributary.tagger.Tokenizer;
import org.tributary.train.tagger.Teachers;
import org.tributary.tribuo.data.TokenFeatureExtractor;
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
          "Sentences without labels, plain or gzip, separated by commas, which the teachers label:"
              + " CoNLL-U or columns by the file's ending, as in tag, else one sentence per line"
              + " with words separated by blanks. Default: none.")
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
        : Optional.of(language("--raw-language", rawLanguage));
  }

  /** Returns the models and files, not yet read. */
  Open open() {
    return new Open();
  }

  /** The teacher models, loaded when they are used, and the raw files of a training. */
  final class Open implements AutoCloseable {
    private static final int SHOWN_LABELS = 10;

    private final Map<String, Tagger> taggers = new LinkedHashMap<>();

    /**
     * Adds the teachers and the sentences of the raw files to a training, if there are any.
     *
     * @param tokenColumn the word column of raw files in columns
     * @throws IOException if a model or file cannot be read
     * @throws JobException if the raw files have no sentence
     */
    void teach(Training run, TokenFeatureExtractor extractor, int tokenColumn, Console progress)
        throws IOException {
      if (models.isEmpty()) {
        return;
      }
      for (Path model : models) {
        taggers.put(model.toString(), Tagger.load(model));
        int labels = taggers.get(model.toString()).labels().size();
        progress.say("teacher %s (%s)", model, NumberFormats.count(labels, "label"));
      }
      List<List<String>> sentences = new ArrayList<>();
      for (Path file : raw) {
        List<List<String>> read = SentenceReader.words(file, format(file, tokenColumn));
        progress.say("raw    %s (%s)", file, NumberFormats.count(read.size(), "sentence"));
        sentences.addAll(read);
      }
      if (sentences.isEmpty() && !raw.isEmpty()) {
        throw new JobException(
            "%s: expected at least one sentence, got none".formatted(raw.get(0)));
      }
      double share = weight == null ? Teachers.DEFAULT_WEIGHT : weight;
      run.learnFrom(Teachers.of(taggers).weight(share), sentences, extractor);
    }

    /**
     * Returns a note for each teacher with labels that the student lacks. With raw sentences the
     * student also learns labels that the teachers give to these, so there is none.
     *
     * @param labels the labels of the training data, or of the base model
     */
    List<String> notes(Set<String> labels) {
      List<String> notes = new ArrayList<>();
      if (!raw.isEmpty()) {
        return notes;
      }
      taggers.forEach(
          (name, tagger) -> {
            List<String> other =
                tagger.labels().stream().filter(label -> !labels.contains(label)).sorted().toList();
            if (!other.isEmpty() && other.size() < tagger.labels().size()) { // all: refused
              notes.add(
                  "teacher %s: the model does not have %d of its %d labels, whose probability goes to the others: %s"
                      .formatted(
                          name,
                          other.size(),
                          tagger.labels().size(),
                          TextList.first(other, SHOWN_LABELS)));
            }
          });
      return notes;
    }

    private SentenceReader.Opener format(Path file, int tokenColumn) {
      return language()
          .filter(locale -> SentenceReader.Format.of(file) == SentenceReader.Format.tokens)
          .map(locale -> SentenceReader.plainText(Tokenizer.breakIterator(locale)))
          .orElseGet(() -> SentenceReader.byName(file, tokenColumn));
    }

    @Override
    public void close() {
      taggers.values().forEach(Tagger::close);
    }
  }
}
