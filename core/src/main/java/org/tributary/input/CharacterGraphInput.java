package org.tributary.input;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tributary.layer.Embedding;
import org.tributary.sequence.FedSequenceLengths;
import org.tributary.sequence.SequenceLengths;
import org.tributary.train.Gradients;

/** Characters in a graph. */
final class PlacedCharacters implements PlacedInput {
  private final CharacterInput input;
  private final InputContext site;
  private final Ops tf;
  private final Embedding embedding;
  private final Placeholder<TInt32> characters; // [K]
  private final Placeholder<TFloat32> ones; // [K]
  private final Placeholder<TInt32> places; // [K]
  private final Placeholder<TInt32> longest; // L
  private final FedSequenceLengths lengths; // [W]
  private final Placeholder<TInt32> numbers; // [T·N]

  PlacedCharacters(CharacterInput input, InputContext site, int entries) {
    this.input = input;
    this.site = site;
    this.tf = site.tf();
    this.embedding = input.embedding(entries);
    this.characters = tf.placeholder(TInt32.class, Placeholder.shape(Shape.of(-1)));
    this.ones = tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1)));
    this.places = tf.placeholder(TInt32.class, Placeholder.shape(Shape.of(-1)));
    this.longest = tf.placeholder(TInt32.class, Placeholder.shape(Shape.scalar()));
    this.lengths = FedSequenceLengths.inGroupsOf(CharacterBatch.GROUP, tf, longest);
    this.numbers = tf.placeholder(TInt32.class, Placeholder.shape(Shape.of(-1)));
  }

  @Override
  public InputRun run() {
    Embedding.Bags bags = new Embedding.Bags(characters, ones, places);
    SequenceLengths ofWords = lengths.lengths();
    Operand<TFloat32> embedded =
        embedding.sum(
            tf, site.variables(), input.table(), bags, longest, ofWords.rows()); // [L, W, E]
    CharacterEncoder.Run run =
        input
            .encoder()
            .place(
                tf,
                parameter -> site.weights().apply(input.encoderName(parameter)),
                embedded,
                ofWords);
    Operand<TFloat32> flat = tf.gather(run.output(), numbers, tf.constant(0)); // [T·N, S]
    Operand<TFloat32> output =
        tf.reshape(
            flat,
            tf.stack(
                List.of(
                    site.lengths().steps(),
                    site.lengths().rows(),
                    tf.constant(input.outputSize()))));
    return new InputRun() {
      @Override
      public Operand<TFloat32> output() {
        return output;
      }

      @Override
      public Gradients backward(Operand<TFloat32> gradient) {
        return back(bags, run, ofWords, gradient);
      }
    };
  }

  /** A word's gradient is the sum of those of all positions where it stands. */
  private Gradients back(
      Embedding.Bags bags,
      CharacterEncoder.Run run,
      SequenceLengths ofWords,
      Operand<TFloat32> gradient) {
    Operand<TFloat32> flat = tf.reshape(gradient, tf.array(-1, input.outputSize())); // [T·N, S]
    CharacterEncoder.Back back =
        run.backward(tf.math.unsortedSegmentSum(flat, numbers, ofWords.rows())); // [W, S]
    Map<String, Operand<TFloat32>> dense = new LinkedHashMap<>();
    back.parameters().forEach((parameter, g) -> dense.put(input.encoderName(parameter), g));
    Operand<TFloat32> rows = embedding.rowGradients(tf, bags, back.embedded());
    return new Gradients(dense, Map.of(input.table(), new Gradients.Rows(bags.rows(), rows)));
  }

  @Override
  public void feed(
      InputFeed feed, List<InputColumn> columns, BatchShape shape, UnkReplacement hiding) {
    UniqueIndex<CharacterSequence> distinct =
        UniqueIndex.of(
            columns.stream().map(column -> ((CharacterColumn) column).words()).toList(), shape);
    feed.ints(numbers, distinct.numbers());
    feed(feed, CharacterBatch.of(distinct, hiding));
  }

  private void feed(InputFeed feed, CharacterBatch words) {
    float[] weights = new float[words.characters().length];
    Arrays.fill(weights, 1f);
    feed.ints(characters, words.characters());
    feed.floats(ones, weights);
    feed.ints(places, words.places());
    feed.number(longest, words.longest());
    lengths.feed(words.lengths(), words.longest(), feed::ints);
  }
}
