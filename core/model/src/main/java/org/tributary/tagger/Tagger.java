package org.tributary.tagger;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.tributary.feature.InputFile;
import org.tributary.internal.NullChecks;
import org.tributary.span.TagScheme;
import org.tributary.tagger.definition.Preset;
import org.tributary.tagger.definition.TaggerDefaults;
import org.tributary.tagger.definition.TaggerDefinition;

/**
 * A trained sequence tagger over tokens, and the entry point to define and load taggers.
 * Implementations are thread-safe: one tagger serves all threads. Close it: a tagger that predicts
 * in a TensorFlow graph owns native memory, and a closed tagger throws {@link
 * IllegalStateException} when it tags.
 *
 * <pre>{@code
 * try (Tagger tagger = Tagger.load(Path.of("my.tributary"))) {
 *   Tagging tagging = tagger.tag(List.of("Her", "book", "was", "light", "."));
 *   tagging.labels(); // [PRON, NOUN, AUX, ADJ, PUNCT]
 *   tagging.probability(1); // 0.998
 * }
 * }</pre>
 */
public interface Tagger extends AutoCloseable {

  /**
   * Returns the default definition: embeddings of words, lower-cased words, affixes and shapes, a
   * character LSTM, two bidirectional LSTM layers of hidden size 128, or 256 for more than 32
   * labels, with a residual connection, locked dropout 0.5 and a softmax head. Span labels get
   * hidden size 200 instead of 128 and a CRF of their tag scheme. The first input that is set
   * replaces the default ones. The grammatical columns of CoNLL-U training data are learned as
   * auxiliary tasks, unless some are set or {@link TaggerDefinition#withoutAuxiliaryTasks()} turns
   * them off.
   *
   * <pre>{@code
   * Tagger.define()
   *     .words(100)
   *     .encoder(input -> Recurrent.lstm(input).hidden(200).layers(2).bidirectional())
   *     .lockedDropout(0.3)
   * }</pre>
   */
  static TaggerDefinition define() {
    return TaggerDefaults.definition();
  }

  /**
   * Starts the definition of a preset. Inputs that you add join the preset's; after {@link
   * #define()} they replace the defaults.
   */
  static TaggerDefinition define(Preset preset) {
    return preset.definition();
  }

  /**
   * Loads a tagger of any format whose {@linkplain TaggerReader reader} is on the class path: a
   * file of {@link WordTagger#save}, or a Tribuo model with {@code org.tributary:tributary-tribuo}.
   *
   * @throws IOException with a one-line reason if the file cannot be read as a tagger
   */
  static Tagger load(Path file) throws IOException {
    return loader().load(file);
  }

  /**
   * Loads a tagger like {@link #load(Path)} from a stream, which is read to its end and not closed.
   *
   * @throws IOException as {@link #load(Path)}
   */
  static Tagger load(InputStream stream) throws IOException {
    return loader().load(stream);
  }

  /** Returns a loader, for models that need classes of the caller. */
  static TaggerLoader loader() {
    return TaggerLoader.DEFAULT;
  }

  /**
   * Returns the labels of a sentence.
   *
   * @param tokens the tokens, at least one, none empty
   * @throws IllegalArgumentException if the sentence or a token is empty, or the tagger reads
   *     numbers too ({@link WordTagger#tagSentences})
   * @throws IllegalStateException if this tagger is closed
   * @throws NullPointerException if the list or a token is null
   */
  default Tagging tag(List<String> tokens) {
    NullChecks.require("tokens", "a list", tokens);
    return tagAll(List.of(tokens)).get(0);
  }

  /**
   * Returns the labels of each sentence, in order. One call for many sentences is faster than a
   * call per sentence.
   *
   * @throws IllegalArgumentException as {@link #tag(List)}
   * @throws IllegalStateException if this tagger is closed
   * @throws org.tributary.InterruptedCallException if the thread is interrupted between two batches
   *     of sentences, or within one of more than 8,192 tokens. The interrupt status stays set. A
   *     call of one shorter sentence does not stop.
   * @throws NullPointerException if the list, a sentence or a token is null
   */
  List<Tagging> tagAll(List<List<String>> sentences);

  /**
   * Returns the labels of a text's sentences, and its spans with character offsets.
   *
   * @throws IllegalArgumentException if the tokenizer's offsets do not ascend within the text
   * @throws IllegalStateException if this tagger is closed
   */
  default TaggedText tag(String text, Tokenizer tokenizer) {
    return TaggedText.of(this, text, tokenizer);
  }

  /** Returns the labels by index. */
  List<String> labels();

  /** Returns the tag scheme that every predicted label sequence conforms to, if there is one. */
  Optional<TagScheme> scheme();

  /** Returns the tagger's description of itself. */
  TaggerMetadata metadata();

  /**
   * Returns the SHA-256 of the trained parameters, in hexadecimal; empty if an implementation does
   * not have it, the default. A tagger that learned from this one as a teacher records it.
   */
  default Optional<String> parametersSha256() {
    return Optional.empty();
  }

  /**
   * Returns the files that the inputs read when they tag, such as the transformer of token vectors.
   * They lie beside the tagger's own: copy them with it. None, the default, if there are none.
   * Pretrained vectors beside a tagger ({@link VectorStorage#BESIDE}) are not among them, since
   * loading reads them.
   */
  default List<InputFile> files() {
    return List.of();
  }

  /** Returns the caches of word features and input projections. */
  TaggerCache cache();

  /**
   * Tags one sentence, so that the first call of a service does not wait for the model to open.
   *
   * @throws IllegalStateException if this tagger is closed
   */
  default void warmUp() {
    tag(List.of("."));
  }

  /** Refuses further calls, waits for those that run, and frees the native memory. Idempotent. */
  @Override
  void close();
}
