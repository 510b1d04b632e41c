package org.tributary.graph.input;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tributary.feature.UnkReplacement;
import org.tributary.feature.character.CharacterColumn;
import org.tributary.feature.character.CharacterInput;
import org.tributary.feature.character.CharacterSequence;
import org.tributary.graph.ParameterGradients;
import org.tributary.graph.layer.EmbeddingLayer;
import org.tributary.graph.sequence.FedSequenceLengths;
import org.tributary.graph.sequence.SequenceLengths;
import org.tributary.internal.check.ResultCheck;
import org.tributary.internal.contract.ResultShape;
import org.tributary.kernel.Forward;
import org.tributary.kernel.Gradients;
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
  public Forward<TFloat32, Operand<TFloat32>, ParameterGradients> forward() {
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
    Forward<TFloat32, Operand<TFloat32>, Gradients<Operand<TFloat32>>> forward =
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
    Operand<TFloat32> output =
        tf.reshape(
            flat,
            tf.stack(
                List.of(
                    context.lengths().steps(),
                    context.lengths().rows(),
                    tf.constant(input.outputSize()))));
    return Forward.of(output, gradient -> gradients(bags, forward, wordLengths, gradient));
  }

  /** Returns the gradients. A word's gradient is the sum over all its positions. */
  private ParameterGradients gradients(
      EmbeddingLayer.Bags bags,
      Forward<TFloat32, Operand<TFloat32>, Gradients<Operand<TFloat32>>> forward,
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
    UniqueIndex<CharacterSequence> distinct =
        UniqueIndex.of(columns.stream().map(CharacterColumn::words).toList(), shape);
    feed.ints(wordIndices, distinct.numbers());
    feed(feed, CharacterBatch.of(distinct, replacement));
  }

  private void feed(Feed feed, CharacterBatch words) {
    float[] weights = new float[words.characters().length];
    Arrays.fill(weights, 1f);
    feed.ints(characters, words.characters());
    feed.floats(ones, weights);
    feed.ints(positions, words.positions());
    feed.number(maxLength, words.maxLength());
    lengths.feed(words.lengths(), words.maxLength(), feed::ints);
  }
}
