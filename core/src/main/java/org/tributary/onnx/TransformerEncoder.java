package org.tributary.onnx;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.tributary.feature.InputFile;
import org.tributary.internal.NullChecks;

/**
 * A frozen transformer encoder and the choice of its hidden states: an ONNX file with the inputs
 * {@code input_ids} and, if it has them, {@code attention_mask} and {@code token_type_ids}, and the
 * {@code tokenizer.json} of its WordPiece tokenizer. ONNX Runtime computes the states, so the
 * artifact {@code com.microsoft.onnxruntime:onnxruntime} must be on the class path.
 *
 * <p>A sentence that is longer than the encoder's window is read in windows that overlap by half.
 * The states of an encoder of 32 bits are computed in batches of sentences of similar length, those
 * of an encoder whose 8-bit scales depend on the batch one sentence at a time. They are rounded to
 * 16 bits.
 *
 * <p>Immutable; holds no native memory, which the readers of its users share. Two encoders are
 * equal if their files have equal hashes and their choices are equal, wherever the files are.
 */
public final class TransformerEncoder {
  /** The number of layers, from the last one down, that are read by default. */
  private static final int DEFAULT_LAYERS = 5;

  /**
   * The number of rows without a piece from which there is a warning. Published encoders pad their
   * vocabulary to a multiple of 64 or 128, some have 1,000 rows too many, and a few more than that,
   * so that no number is an error.
   */
  private static final int MAX_UNUSED_ROWS = 1024;

  private static final Logger LOGGER = System.getLogger(TransformerEncoder.class.getName());

  private final InputFile model;
  private final InputFile tokenizer;
  private final List<Integer> layers;
  private final PiecePooling pooling;
  private final int hiddenSize;
  private final Optional<VectorCache> cache;

  TransformerEncoder(
      InputFile model,
      InputFile tokenizer,
      List<Integer> layers,
      PiecePooling pooling,
      int hiddenSize,
      Optional<VectorCache> cache) {
    this.model = model;
    this.tokenizer = tokenizer;
    this.layers = List.copyOf(layers);
    this.pooling = NullChecks.require("pooling", "a value", pooling);
    this.hiddenSize = hiddenSize;
    this.cache = cache;
    int last = 0;
    for (int layer : this.layers) {
      if (layer <= last) {
        throw new IllegalArgumentException(
            "encoder: expected layers from 1 in increasing order, got %s".formatted(this.layers));
      }
      last = layer;
    }
    if (this.layers.isEmpty() || hiddenSize < 1) {
      throw new IllegalArgumentException(
          "encoder: expected at least one layer with states of a size of at least 1, got the layers %s of size %d"
              .formatted(this.layers, hiddenSize));
    }
    Math.multiplyExact(this.layers.size(), hiddenSize);
  }

  /**
   * Reads the structure of an encoder: its last five layers, or all if it has fewer, and the mean
   * of a word's pieces. A tokenizer with over 1,024 pieces fewer than the encoder has is logged as
   * a warning.
   *
   * @param model the ONNX file
   * @param tokenizer the {@code tokenizer.json}
   * @throws IllegalArgumentException if a file is not supported; the message names the setting
   * @throws IOException if a file cannot be read
   */
  public static TransformerEncoder read(Path model, Path tokenizer) throws IOException {
    NullChecks.require("model", "the path of an ONNX file", model);
    NullChecks.require("tokenizer", "the path of a tokenizer.json", tokenizer);
    InputFile ofModel = InputFile.of("encoder", "onnx", model);
    InputFile ofTokenizer = InputFile.of("tokenizer", "json", tokenizer);
    EncoderModel file = EncoderModel.read(ofModel, ofTokenizer);
    int ids = file.tokenizer().vocabularySize();
    if (ids > file.vocabularySize()) {
      throw new IllegalArgumentException(
          "%s: tokenizer: expected ids below %d, the pieces in the vocabulary of %s, got ids up to %d; use the tokenizer of this encoder"
              .formatted(tokenizer, file.vocabularySize(), model, ids - 1));
    }
    if (file.vocabularySize() != Long.MAX_VALUE && file.vocabularySize() - ids > MAX_UNUSED_ROWS) {
      LOGGER.log(
          Level.WARNING,
          "%s: tokenizer: expected about as many pieces as the %d in the vocabulary of %s, got %d; is it the tokenizer of another encoder?"
              .formatted(tokenizer, file.vocabularySize(), model, ids));
    }
    int count = file.layerCount();
    return new TransformerEncoder(
        ofModel,
        ofTokenizer,
        IntStream.rangeClosed(Math.max(1, count - DEFAULT_LAYERS + 1), count).boxed().toList(),
        PiecePooling.MEAN,
        file.hiddenSize(),
        Optional.empty());
  }

  /**
   * Chooses the layers whose hidden states are read.
   *
   * @param numbers from 1, the layer after the embeddings, in increasing order
   * @throws IllegalArgumentException if a number is not that of a layer, or the order is another
   */
  public TransformerEncoder layers(int... numbers) {
    NullChecks.require("numbers", "those of layers", numbers);
    List<Integer> chosen = Arrays.stream(numbers).boxed().toList();
    TransformerEncoder changed =
        new TransformerEncoder(model, tokenizer, chosen, pooling, hiddenSize, cache);
    if (model.path().isPresent()) {
      int count = EncoderModel.read(this).layerCount();
      if (chosen.get(chosen.size() - 1) > count) {
        throw new IllegalArgumentException(
            "encoder: expected layers from 1 to %d, got %s".formatted(count, chosen));
      }
    }
    return changed;
  }

  /** Sets the pooling of a word's pieces. */
  public TransformerEncoder pooling(PiecePooling choice) {
    return new TransformerEncoder(model, tokenizer, layers, choice, hiddenSize, cache);
  }

  /**
   * Keeps the token vectors of training in a folder, so that further trainings on the same
   * sentences compute none. The folder has a file for each encoder and choice of layers, which
   * processes share; a file that a killed process left incomplete is completed.
   *
   * @param folder the folder, created if it does not exist
   * @param maxBytes the maximum size of a file; sentences that other trainings left in it make room
   * @param progress is told how many sentences have vectors
   */
  public TransformerEncoder cachedIn(Path folder, long maxBytes, Progress progress) {
    NullChecks.require("folder", "that of the cache", folder);
    NullChecks.require("progress", "a listener", progress);
    return new TransformerEncoder(
        model,
        tokenizer,
        layers,
        pooling,
        hiddenSize,
        Optional.of(new VectorCache(folder, maxBytes, progress)));
  }

  /** A listener of the computation of token vectors for a cache. */
  @FunctionalInterface
  public interface Progress {
    /**
     * Is called before the first sentence and after some, on the thread of the training.
     *
     * @param sentences the number of sentences that have vectors
     * @param all the number of distinct sentences
     */
    void encoded(int sentences, int all);

    /** Returns a listener that ignores all. */
    static Progress silent() {
      return (sentences, all) -> {};
    }
  }

  /** Returns this encoder without a cache. */
  TransformerEncoder uncached() {
    return new TransformerEncoder(model, tokenizer, layers, pooling, hiddenSize, Optional.empty());
  }

  /** Returns this encoder with its files at other places. */
  TransformerEncoder withFiles(InputFile otherModel, InputFile otherTokenizer) {
    return new TransformerEncoder(otherModel, otherTokenizer, layers, pooling, hiddenSize, cache);
  }

  InputFile model() {
    return model;
  }

  InputFile tokenizer() {
    return tokenizer;
  }

  Optional<VectorCache> cache() {
    return cache;
  }

  /** Returns the layers whose hidden states are read, from 1. */
  public List<Integer> layers() {
    return layers;
  }

  /** Returns the pooling of a word's pieces. */
  public PiecePooling pooling() {
    return pooling;
  }

  /** Returns E, the size of a hidden state. */
  public int hiddenSize() {
    return hiddenSize;
  }

  /** Returns K·E. */
  int width() {
    return layers.size() * hiddenSize;
  }

  /** Returns all that the vectors of a sentence depend on. */
  String key() {
    return "%s %s layers %s of size %d, %s"
        .formatted(model.sha256(), tokenizer.sha256(), layers, hiddenSize, pooling);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TransformerEncoder that && key().equals(that.key());
  }

  @Override
  public int hashCode() {
    return key().hashCode();
  }

  /** Returns hashes, layers and pooling, which identify the vectors. */
  @Override
  public String toString() {
    return "TransformerEncoder(%s)".formatted(key());
  }
}
