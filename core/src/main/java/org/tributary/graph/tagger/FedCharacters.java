package org.tributary.graph.tagger;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tributary.feature.CharacterColumn;
import org.tributary.feature.CharacterInput;
import org.tributary.feature.UnkReplacement;
import org.tributary.graph.EmbeddingLayer;
import org.tributary.graph.FedSequenceLengths;
import org.tributary.graph.Forward;
import org.tributary.graph.Gradients;
import org.tributary.graph.ParameterGradients;
import org.tributary.graph.SequenceLengths;
import org.tributary.internal.ResultCheck;
import org.tributary.internal.graph.ResultShape;
import org.tributary.runtime.Feed;
import org.tributary.sequence.BatchShape;

/** A character input in a graph. */
final class FedCharacters implements FedInput<CharacterColumn> {
  private final CharacterInput input;
  private final InputContext context;
  private final Ops tf;
  private final EmbeddingLayer embedding;
  private final Placeholder<TInt32> characters; // [B]
  private final Placeholder<TFloat32> ones; // [B]
  private final Placeholder<TInt32> positions; // [B]
  private final Placeholder<TInt32> maxLength; // L
  private final FedSequenceLengths lengths; // [W]
  private final Placeholder<TInt32> wordIndices; // [T·N]

  FedCharacters(CharacterInput input, InputContext context, int vocabularySize) {
    this.input = input;
    this.context = context;
    this.tf = context.tf();
    this.embedding = new EmbeddingLayer(input.embedding(vocabularySize));
    this.characters = tf.placeholder(TInt32.class, Placeholder.shape(Shape.of(-1)));
    this.ones = tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1)));
    this.positions = tf.placeholder(TInt32.class, Placeholder.shape(Shape.of(-1)));
    this.maxLength = tf.placeholder(TInt32.class, Placeholder.shape(Shape.scalar()));
    this.lengths = FedSequenceLengths.unchecked(tf, maxLength);
    this.wordIndices = tf.placeholder(TInt32.class, Placeholder.shape(Shape.of(-1)));
  }

  @Override
  public Forward<ParameterGradients> forward() {
    EmbeddingLayer.Bags bags = new EmbeddingLayer.Bags(characters, ones, positions);
    SequenceLengths wordLengths = lengths.lengths();
    Operand<TFloat32> embedded =
        embedding.sum(
            tf,
            context.variables(),
            input.tables().get(0),
            bags,
            maxLength,
            wordLengths.rows()); // [L, W, E]
    Forward<Gradients<Operand<TFloat32>>> forward =
        CharacterEncoders.forward(
            input.encoder(),
            tf,
            parameter -> context.weights().apply(input.encoderName(parameter)),
            embedded,
            wordLengths);
    ResultCheck check = new ResultCheck(encoder() + ".forward");
    ResultShape.require(
        check,
        "an output",
        check.present("a forward pass", forward).output(),
        Shape.of(Shape.UNKNOWN_SIZE, input.outputSize()),
        "[W, S]",
        "S is outputSize(), and W the number of distinct words");
    Operand<TFloat32> flat = tf.gather(forward.output(), wordIndices, tf.constant(0)); // [T·N, S]
    Operand<TFloat32> output = context.inSteps(flat, input.outputSize());
    return new Forward<>(output, gradient -> gradients(bags, forward, wordLengths, gradient));
  }

  /** Returns the gradients. A word's gradient is the sum over all its positions. */
  private ParameterGradients gradients(
      EmbeddingLayer.Bags bags,
      Forward<Gradients<Operand<TFloat32>>> forward,
      SequenceLengths wordLengths,
      Operand<TFloat32> gradient) {
    Operand<TFloat32> flat = tf.reshape(gradient, tf.array(-1, input.outputSize())); // [T·N, S]
    Gradients<Operand<TFloat32>> ofEncoder =
        forward.backward(
            tf.math.unsortedSegmentSum(flat, wordIndices, wordLengths.rows())); // [W, S]
    ResultCheck check = new ResultCheck(encoder() + ".backward");
    ResultShape.require(
        check,
        "a gradient of the character vectors",
        check.present("gradients", ofEncoder).input(),
        Shape.of(Shape.UNKNOWN_SIZE, Shape.UNKNOWN_SIZE, input.size()),
        "[L, W, E]",
        "E is the size of a character's vector");
    Operand<TFloat32> rows = embedding.rowGradients(tf, bags, ofEncoder.input());
    return new ParameterGradients(
        ofEncoder.renamed(input::encoderName).parameters(),
        Map.of(input.tables().get(0), new ParameterGradients.Rows(bags.rows(), rows)));
  }

  private String encoder() {
    return "input %s: %s".formatted(input.name(), input.encoder().getClass().getName());
  }

  @Override
  public void feed(
      Feed feed, List<CharacterColumn> columns, BatchShape shape, UnkReplacement replacement) {
    UniqueIndex<List<Integer>> distinct =
        UniqueIndex.of(columns.stream().map(CharacterColumn::words).toList(), shape);
    CharacterBatch words = CharacterBatch.of(distinct, replacement);
    float[] weights = new float[words.characters().length];
    Arrays.fill(weights, 1f);
    feed.ints(wordIndices, distinct.numbers());
    feed.ints(characters, words.characters());
    feed.floats(ones, weights);
    feed.ints(positions, words.positions());
    feed.number(maxLength, words.maxLength());
    lengths.feed(words.lengths(), words.maxLength(), feed::ints);
  }

  /**
   * The characters of a batch of words, as the arrays of a padded batch [L, W]; a batch without
   * words has an empty one.
   *
   * @param maxLength L, the length of the longest word, at least 1
   * @param lengths the number of characters of each word, [W]
   * @param characters the characters of all words, one word after another, [B]
   * @param positions the position k·W + w of each character k of word w, [B]
   */
  @SuppressWarnings("ArrayRecordComponent") // fed at once, never compared
  record CharacterBatch(int maxLength, int[] lengths, int[] characters, int[] positions) {
    /**
     * Returns the batch of distinct words. Rare characters may be replaced, by the position of a
     * word's first occurrence.
     */
    static CharacterBatch of(UniqueIndex<List<Integer>> distinct, UnkReplacement replacement) {
      List<int[]> words = new ArrayList<>();
      for (int w = 0; w < distinct.items().size(); w++) {
        words.add(read(distinct.items().get(w), distinct.first(w), replacement));
      }
      int[] lengths = new int[Math.max(1, words.size())];
      int[] characters = new int[words.stream().mapToInt(w -> w.length).sum()];
      int[] positions = new int[characters.length];
      int next = 0;
      for (int w = 0; w < words.size(); w++) {
        lengths[w] = words.get(w).length;
        for (int k = 0; k < lengths[w]; k++, next++) {
          characters[next] = words.get(w)[k];
          positions[next] = k * lengths.length + w;
        }
      }
      int longest = Math.max(1, Arrays.stream(lengths).max().orElse(0));
      return new CharacterBatch(longest, lengths, characters, positions);
    }

    /** Returns the characters that are read, some replaced. */
    private static int[] read(List<Integer> word, int position, UnkReplacement replacement) {
      int[] characters = CharacterInput.readCharacters(word);
      for (int k = 0; k < characters.length; k++) {
        if (replacement.replaces(characters[k], position)) {
          characters[k] = replacement.unknown();
        }
      }
      return characters;
    }
  }
}
