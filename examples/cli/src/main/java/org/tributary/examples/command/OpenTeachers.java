package org.tributary.examples.command;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tributary.examples.console.Console;
import org.tributary.examples.job.JobException;
import org.tributary.examples.job.Training;
import org.tributary.examples.tagging.SentenceReader;
import org.tributary.examples.text.NumberFormats;
import org.tributary.examples.text.TextList;
import org.tributary.tagger.Tagger;
import org.tributary.text.Tokenizer;
import org.tributary.train.tagger.Teachers;
import org.tributary.tribuo.data.TokenFeatureExtractor;

/**
 * The teacher models and raw files of a training. Loads them when they are used, and closes the
 * models.
 */
final class OpenTeachers implements AutoCloseable {
  private static final int SHOWN_LABELS = 10;

  private final Map<String, Tagger> taggers = new LinkedHashMap<>();
  private final List<Path> models;
  private final double weight;
  private final List<Path> raw;
  private final Optional<Locale> language;

  /**
   * @param models the files of the teachers; empty for none
   * @param weight the weight of their distributions in the loss of labelled sentences
   * @param raw the files of sentences without labels
   * @param language the language of raw files of plain text, if a tokenizer splits them
   */
  OpenTeachers(List<Path> models, double weight, List<Path> raw, Optional<Locale> language) {
    this.models = models;
    this.weight = weight;
    this.raw = raw;
    this.language = language;
  }

  /**
   * Adds the teachers and the sentences of the raw files to a training, if there are any.
   *
   * @param tokenColumn the word column of raw files in columns
   * @return the number of raw sentences
   * @throws IOException if a model or file cannot be read
   * @throws JobException if the raw files have no sentence
   */
  int teach(Training run, TokenFeatureExtractor extractor, int tokenColumn, Console progress)
      throws IOException {
    if (models.isEmpty()) {
      return 0;
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
      throw new JobException("%s: expected at least one sentence, got none".formatted(raw.get(0)));
    }
    run.learnFrom(Teachers.of(taggers).weight(weight), sentences, extractor);
    return sentences.size();
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
    boolean lines = !SentenceReader.isConllu(file) && !SentenceReader.isColumns(file);
    return language
        .filter(locale -> lines)
        .map(locale -> SentenceReader.plainText(Tokenizer.breakIterator(locale)))
        .orElseGet(() -> SentenceReader.byName(file, tokenColumn));
  }

  @Override
  public void close() {
    taggers.values().forEach(Tagger::close);
  }
}
