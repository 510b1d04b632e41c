package org.tributary.tagger;

import java.io.IOException;
import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tributary.feature.EmbeddingInput;
import org.tributary.feature.Input;
import org.tributary.feature.InputFile;
import org.tributary.feature.WordForm;
import org.tributary.head.DecodedSequence;
import org.tributary.head.LabelSet;
import org.tributary.internal.NullChecks;
import org.tributary.internal.SentenceChecks;
import org.tributary.internal.tagger.DataHash;
import org.tributary.internal.tagger.TaggerFileFormat;
import org.tributary.param.ParameterValues;
import org.tributary.span.TagScheme;
import org.tributary.tagger.definition.TaggerDefinition;
import org.tributary.tagger.definition.TaggerSizes;
import org.tributary.tagger.definition.Vocabulary;

/**
 * A trained tagger over words, with save and load. Thread-safe. A closed tagger throws {@link
 * IllegalStateException} when used.
 *
 * <p>Trained on the same sentences with the same options, seed and threads, it has the parameters,
 * scores and predictions of the Tribuo tagger to the bit.
 *
 * <pre>{@code
 * try (WordTagger tagger =
 *     TaggerTrainer.train(Tagger.define(), train, dev, TrainingOptions.defaults(), listener)) {
 *   tagger.save(Path.of("words.tributary"));
 * }
 * try (WordTagger loaded = WordTagger.load(Path.of("words.tributary"))) {
 *   loaded.tag(List.of("Everybody", "read", "the", "book")).labels();
 * }
 * }</pre>
 */
public final class WordTagger implements Tagger {
  private static final Cleaner CLEANER = Cleaner.create();

  /** The number of words that are read at once, which bounds the memory of their features. */
  private static final int CHUNK_WORDS = 16_384;

  private final WordColumns words;
  private final Vocabulary labels; // in the order of the network's outputs
  private final SequenceTagger network;
  private final Map<String, String> information;

  private WordTagger(
      WordColumns words,
      Vocabulary labels,
      SequenceTagger network,
      Map<String, String> information) {
    this.words = words;
    this.labels = labels;
    this.network = network;
    this.information = information;
    CLEANER.register(
        this,
        () -> {
          network.close();
          words.close();
        });
  }

  /**
   * Creates a tagger of trained parameters.
   *
   * @param vocabularies the vocabulary of each input, without the unknown entry; an embedding table
   *     has one more row, for it
   * @param labels the labels, in the order of the network's output
   * @param information metadata for the file of the tagger, strings by name, such as the number of
   *     training sentences
   * @throws IllegalArgumentException if an input cannot be derived from plain words, there is not a
   *     vocabulary for each input, or the parameters do not match definition, vocabularies and
   *     labels
   * @throws NullPointerException if an argument, a vocabulary or a text is null
   */
  public static WordTagger of(
      TaggerDefinition definition,
      List<Vocabulary> vocabularies,
      Vocabulary labels,
      ParameterValues parameters,
      Map<String, String> information) {
    NullChecks.require("definition", "a tagger's", definition);
    NullChecks.require("labels", "those of the network's output", labels);
    NullChecks.require("information", "a map of strings", information);
    information.forEach(
        (name, text) -> NullChecks.require("information", "a text for " + name, text));
    Map<String, String> copy = Map.copyOf(information); // before native memory is allocated
    WordColumns words = WordColumns.withVocabularies(definition.inputs(), vocabularies);
    TaggerSizes sizes =
        new TaggerSizes(words.vocabularySizes(), List.of(LabelSet.of(labels.symbols())));
    return new WordTagger(words, labels, new SequenceTagger(definition, sizes, parameters), copy);
  }

  /**
   * Loads a tagger from a file of {@link #save}.
   *
   * @throws IOException with a one-line reason, for instance if the file is damaged (its checksum
   *     does not match) or was written by a newer release
   */
  public static WordTagger load(Path file) throws IOException {
    return WordTaggerFile.load(TaggerSource.of(file));
  }

  /**
   * Saves the tagger; a closed tagger can be saved too. The file is in safetensors format, with the
   * parameters under PyTorch's names, and readable from Python. It is written atomically and
   * replaces an existing file.
   *
   * @throws IllegalArgumentException if an input, cell or head of the caller's own has no stored
   *     form
   * @throws IOException with a one-line reason if the file cannot be written
   */
  public void save(Path file) throws IOException {
    save(file, VectorStorage.INSIDE);
  }

  /**
   * Saves the tagger like {@link #save(Path)}, its pretrained vectors inside or beside the file.
   */
  public void save(Path file, VectorStorage vectors) throws IOException {
    NullChecks.require("file", "the path to save to", file);
    NullChecks.require("vectors", "the storage of the vectors", vectors);
    WordTaggerFile.of(this).write(file, vectors);
  }

  @Override
  public List<Tagging> tagAll(List<List<String>> sentences) {
    SentenceChecks.requireTokens(sentences);
    return tagSentences(sentences.stream().map(Sentence::new).toList());
  }

  /**
   * Returns the labels of each sentence, for a tagger that reads numbers too.
   *
   * @throws IllegalArgumentException if a sentence lacks the numbers of an input
   * @throws IllegalStateException if this tagger is closed
   * @throws org.tributary.InterruptedCallException as {@link #tagAll}
   * @throws NullPointerException if the list or a sentence is null
   */
  public List<Tagging> tagSentences(List<Sentence> sentences) {
    NullChecks.requireElements("sentences", "sentence", sentences);
    List<Sentence> all = List.copyOf(sentences);
    List<Tagging> tagged = new ArrayList<>(all.size());
    try {
      for (int from = 0; from < all.size(); from = tagged.size()) {
        int to = from;
        for (int count = 0; to < all.size() && count < CHUNK_WORDS; to++) {
          count += all.get(to).tokens().size();
        }
        List<Sentence> chunk = all.subList(from, to);
        List<DecodedSequence> decoded = network.decode(words.readCached(chunk));
        for (int k = 0; k < chunk.size(); k++) {
          tagged.add(new Tagging(chunk.get(k).tokens(), labels.symbols(), decoded.get(k)));
        }
      }
      return Collections.unmodifiableList(tagged);
    } finally {
      Reference.reachabilityFence(this); // or the cleaner might close the network meanwhile
    }
  }

  /**
   * Returns the {@code n} most probable label sequences of a sentence, best first; fewer if fewer
   * exist.
   *
   * @throws IllegalArgumentException if the sentence is empty, n is below 1, or the tagger reads
   *     numbers
   * @throws IllegalStateException if this tagger is closed
   * @throws NullPointerException if the sentence or a word is null
   * @throws UnsupportedOperationException if the decoder of a head of the caller's own has no n
   *     best
   */
  public List<ScoredLabels> nBest(List<String> sentence, int n) {
    NullChecks.require("sentence", "tokens", sentence);
    List<Sentence> alone = List.of(new Sentence(sentence));
    try {
      return network.nBest(words.readCached(alone), n).get(0).stream()
          .map(
              path ->
                  new ScoredLabels(
                      path.labels().stream().map(labels.symbols()::get).toList(), path.score()))
          .toList();
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  /** Returns the resolved definition, without automatic settings. */
  public TaggerDefinition definition() {
    return network.definition();
  }

  /** Returns the vocabulary sizes and label sets. */
  public TaggerSizes sizes() {
    return network.sizes();
  }

  /** Returns each input's vocabulary: the symbols of all rows of its table except the last. */
  public List<Vocabulary> vocabularies() {
    return words.vocabularies();
  }

  /**
   * Returns whether a word is in the vocabulary of the training data: that of an embedding of words
   * or, without one, of lower-cased words; empty for a tagger that has neither.
   */
  public Optional<Boolean> knows(String word) {
    NullChecks.require("word", "one to look up", word);
    return inVocabulary(WordForm.word(), word).or(() -> inVocabulary(WordForm.lowercase(), word));
  }

  private Optional<Boolean> inVocabulary(WordForm form, String word) {
    List<Input<?>> inputs = definition().inputs().all();
    for (int k = 0; k < inputs.size(); k++) {
      if (inputs.get(k) instanceof EmbeddingInput table && table.form().equals(Optional.of(form))) {
        Vocabulary vocabulary = vocabularies().get(k);
        return form.of(word).map(symbol -> vocabulary.index(symbol).isPresent());
      }
    }
    return Optional.empty();
  }

  SequenceTagger network() {
    return network;
  }

  Vocabulary vocabulary() {
    return labels;
  }

  /** Returns what {@link #of} was given, or what the training and the file say about the tagger. */
  public Map<String, String> information() {
    return information;
  }

  /** Returns the labels of the training data, in the order of the network's outputs. */
  @Override
  public List<String> labels() {
    return labels.symbols();
  }

  /** Returns the trained parameters, by PyTorch's names. */
  public ParameterValues parameters() {
    return network.parameters();
  }

  @Override
  public Optional<TagScheme> scheme() {
    return definition().columns().get(0).head().scheme();
  }

  @Override
  public List<InputFile> files() {
    return definition().inputs().files();
  }

  @Override
  public TaggerMetadata metadata() {
    return TaggerMetadata.of(TaggerFileFormat.MARKER, definition(), sizes(), parameters())
        .withProvenance(information);
  }

  @Override
  public Optional<String> parametersSha256() {
    return Optional.of(new DataHash().add(parameters()).hex());
  }

  @Override
  public TaggerCache cache() {
    return TaggerCache.of(List.of(words.cache(), network.cache()));
  }

  /** Frees the memory, after the calls that run. Idempotent. */
  @Override
  public void close() {
    network.close();
    words.close();
  }
}
