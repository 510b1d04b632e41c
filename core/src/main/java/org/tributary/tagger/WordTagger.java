package org.tributary.tagger;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.tributary.runtime.TensorFlowRuntime;
import org.tributary.train.Checkpoints;
import org.tributary.train.TrainingListener;

/**
 * A trained tagger over words, which can be saved and loaded. It owns native memory until it is
 * closed. Threads may share it; one that uses it when it is closed gets an {@link
 * IllegalStateException}.
 *
 * <pre>{@code
 * tagger.save(Path.of("words.tagger"));
 * try (WordTagger loaded = WordTagger.load(Path.of("words.tagger"))) {
 *   loaded.tag("Everybody", "read", "the", "book");
 * }
 * }</pre>
 */
public final class WordTagger implements AutoCloseable {
  private final WordColumns words;
  private final Vocabulary labels;
  private final SequenceTagger tagger;

  private WordTagger(WordColumns words, Vocabulary labels, SequenceTagger tagger) {
    this.words = words;
    this.labels = labels;
    this.tagger = tagger;
  }

  /**
   * Trains a tagger.
   *
   * @param dev scored after each epoch to keep the best one; may be empty. A label that only these
   *     sentences have counts as a mistake.
   * @throws IllegalArgumentException if there is no sentence to train on, the definition has more
   *     than one column of labels, the labels are not of its scheme, or it has an input that plain
   *     words do not give
   */
  public static WordTagger train(
      TaggerDefinition definition,
      List<TaggedSentence> train,
      List<TaggedSentence> dev,
      TrainingOptions options,
      TrainingListener listener) {
    return train(definition, train, dev, options, Optional.empty(), listener);
  }

  /**
   * Trains a tagger and writes down where training stands, or goes on from there.
   *
   * @param dev scored after each epoch to keep the best one; may be empty
   * @throws org.tributary.train.TrainingException if the checkpoint is not one of this training
   */
  public static WordTagger train(
      TaggerDefinition definition,
      List<TaggedSentence> train,
      List<TaggedSentence> dev,
      TrainingOptions options,
      Checkpoints checkpoints,
      TrainingListener listener) {
    return train(definition, train, dev, options, Optional.of(checkpoints), listener);
  }

  private static WordTagger train(
      TaggerDefinition definition,
      List<TaggedSentence> train,
      List<TaggedSentence> dev,
      TrainingOptions options,
      Optional<Checkpoints> checkpoints,
      TrainingListener listener) {
    NullChecks.requireElements("training sentences", "sentence", train);
    NullChecks.requireElements("development sentences", "sentence", dev);
    if (definition.columns().size() > 1) {
      throw new IllegalArgumentException(
          "word tagger: expected a definition of one column, for a tagged sentence has one label a token; got %s"
              .formatted(definition.columns().stream().map(LabelColumn::name).toList()));
    }
    if (train.isEmpty()) {
      throw new IllegalArgumentException(
          "word tagger: expected at least one sentence to train on, got none");
    }
    List<String> tokens = train.stream().flatMap(s -> s.tokens().stream()).toList();
    WordColumns words = WordColumns.of(definition.inputs(), tokens);
    Vocabulary labels = new Vocabulary(train.stream().flatMap(s -> s.labels().stream()).toList());
    TaggerSizes sizes = sizes(words, labels);
    TaggerFitter whole = new TaggerFitter(definition, sizes, options, words.occurrences(tokens));
    TaggerFitter training = checkpoints.map(whole::checkpoints).orElse(whole);
    TaggerFitter.Trained trained =
        training.train(encode(train, words, labels), encode(dev, words, labels), listener);
    return new WordTagger(
        words, labels, new SequenceTagger(definition, sizes, trained.parameters()));
  }

  /**
   * Loads a tagger that {@link #save} has written.
   *
   * @throws IOException saying in one line why it cannot be loaded: among others if the file was
   *     damaged, of which it has a checksum, or written by a newer release
   */
  public static WordTagger load(Path file) throws IOException {
    TensorFlowRuntime.preload(); // beside the reading
    WordTaggerFile.Stored stored = WordTaggerFile.read(file);
    WordTaggerTexts.Content content = stored.content();
    try {
      WordColumns words = WordColumns.known(content.definition().inputs(), content.entries());
      TaggerSizes sizes = sizes(words, content.labels());
      return new WordTagger(
          words,
          content.labels(),
          new SequenceTagger(content.definition(), sizes, stored.parameters()));
    } catch (IllegalArgumentException e) {
      throw WordTaggerFile.refused(file, e);
    }
  }

  /**
   * Saves the tagger, which may be closed. The file is one of safetensors: its tensors are the
   * parameters under PyTorch's names, which Python can read too. It appears whole or not at all;
   * one that is there is replaced.
   *
   * @throws IOException saying in one line why it cannot be written
   */
  public void save(Path file) throws IOException {
    WordTaggerFile.write(
        file,
        new WordTaggerFile.Stored(
            new WordTaggerTexts.Content(tagger.definition(), words.vocabularies(), labels),
            tagger.parameters()));
  }

  private static TaggerSizes sizes(WordColumns words, Vocabulary labels) {
    return new TaggerSizes(words.entries(), List.of(LabelSet.of(labels.entries())));
  }

  /**
   * The label of each word of a sentence.
   *
   * @throws IllegalArgumentException if the sentence has no word
   * @throws IllegalStateException if this tagger is closed
   * @throws NullPointerException if the sentence or a word is null
   */
  public List<String> tag(String... sentence) {
    Objects.requireNonNull(sentence, "sentence: expected tokens, got null");
    return tag(List.of(Arrays.asList(sentence.clone()))).get(0);
  }

  /**
   * The label of each word of each sentence; many sentences at once are faster than one by one.
   *
   * @throws IllegalArgumentException if a sentence has no word
   * @throws IllegalStateException if this tagger is closed
   * @throws NullPointerException if the list, a sentence or a word is null
   */
  public List<List<String>> tag(List<List<String>> sentences) {
    requireTokens(sentences);
    List<int[]> predicted = tagger.labels(sentences.stream().map(words::readCached).toList());
    List<List<String>> tagged = new ArrayList<>();
    for (int[] best : predicted) {
      tagged.add(Arrays.stream(best).mapToObj(labels.entries()::get).toList());
    }
    return tagged;
  }

  private static void requireTokens(List<List<String>> sentences) {
    NullChecks.requireElements("sentences", "sentence", sentences);
    int number = 1;
    for (List<String> sentence : sentences) {
      String which =
          sentences.size() == 1
              ? "the sentence"
              : "sentence %d of %d".formatted(number, sentences.size());
      NullChecks.requireTokens(which, sentence);
      if (sentence.isEmpty()) {
        throw new IllegalArgumentException(
            "tokens: expected at least one, got none in %s; leave it out".formatted(which));
      }
      number++;
    }
  }

  /** The labels that this tagger tells apart. */
  public List<String> labels() {
    return labels.entries();
  }

  @Override
  public void close() {
    tagger.close();
  }

  private static List<LabelledSequence> encode(
      List<TaggedSentence> sentences, WordColumns words, Vocabulary labels) {
    return sentences.stream()
        .map(
            s ->
                new LabelledSequence(
                    words.read(s.tokens()),
                    s.labels().stream()
                        .mapToInt(l -> labels.index(l).orElse(LabelledSequence.UNSEEN))
                        .toArray()))
        .toList();
  }
}
