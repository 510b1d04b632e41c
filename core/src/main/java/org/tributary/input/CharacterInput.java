package org.tributary.input;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tributary.layer.Embedding;
import org.tributary.param.ParameterSpec;
import org.tributary.sequence.Lengths;
import org.tributary.train.Gradients;

/**
 * Words read character by character, each distinct word of a batch once. Of a word longer than
 * {@link #LONGEST} only the two ends are read.
 *
 * @param name the table is {@code <name>_emb.weight}, the encoder's parameters are {@code
 *     <name>_lstm.…} or {@code <name>_cnn<k>.…}
 * @param size E, the size of a character's vector
 * @param deviation σ: vectors are first drawn from N(0, σ²)
 * @param encoder what makes a word's vector of them
 */
public record CharacterInput(String name, int size, double deviation, CharacterEncoder encoder)
    implements Input {
  /** The longest word that is read in whole, in characters. */
  public static final int LONGEST = 64;

  private static final int SIZE = 30;

  /** Checks the sizes. */
  public CharacterInput {
    Names.require(name);
    Objects.requireNonNull(encoder, "encoder");
    new Embedding(1, size, deviation);
  }

  /**
   * Characters of 30 and an LSTM of 50 over them. The first vectors have deviation 1/√E, which is
   * that of the uniform ones of Ma and Hovy (2016): unlike words, all characters are frequent.
   */
  public static CharacterInput of(String name) {
    return new CharacterInput(name, SIZE, deviation(SIZE), new CharacterLstm(50));
  }

  private static double deviation(int size) {
    return 1 / Math.sqrt(Math.max(1, size));
  }

  /** Gives each character a vector of {@code size}, first drawn with deviation 1/√size. */
  public CharacterInput size(int size) {
    return new CharacterInput(name, size, deviation(size), encoder);
  }

  /** Draws the first vectors from N(0, deviation²). */
  public CharacterInput deviation(double deviation) {
    return new CharacterInput(name, size, deviation, encoder);
  }

  /** Reads words by a bidirectional LSTM with {@code hiddenSize} units in each direction. */
  public CharacterInput lstm(int hiddenSize) {
    return new CharacterInput(name, size, deviation, new CharacterLstm(hiddenSize));
  }

  /** Reads words by {@code filters} convolutions of each of {@code widths}. */
  public CharacterInput cnn(int filters, int... widths) {
    List<Integer> all = IntStream.of(widths).boxed().toList();
    return new CharacterInput(name, size, deviation, new CharacterCnn(filters, all));
  }

  @Override
  public int outputSize() {
    return encoder.outputSize();
  }

  @Override
  public List<ParameterSpec> parameters(int entries) {
    List<ParameterSpec> specs = new ArrayList<>();
    embedding(entries).parameters().forEach(p -> specs.add(p.within(name + "_emb")));
    for (ParameterSpec p : encoder.parameters(size)) {
      specs.add(new ParameterSpec(encoderName(p.name()), p.shape(), p.initializer()));
    }
    return specs;
  }

  private String encoderName(String parameter) {
    return name + "_" + parameter;
  }

  private Embedding embedding(int entries) {
    return new Embedding(entries, size, deviation);
  }

  @Override
  public List<String> tables() {
    return List.of(table());
  }

  private String table() {
    return name + "_emb.weight";
  }

  @Override
  public void require(InputColumn column, int entries) {
    if (!(column instanceof CharacterColumn characters)) {
      throw Names.wrongColumn(this, "characters", column);
    }
    for (int t = 0; t < characters.steps(); t++) {
      Spelling word = characters.words().get(t);
      for (int k = 0; k < word.length(); k++) {
        if (word.character(k) >= entries) {
          throw new IllegalArgumentException(
              "sequence: expected characters from 0 to %d, got %d at step %d of input %s"
                  .formatted(entries - 1, word.character(k), t, name));
        }
      }
    }
  }

  @Override
  public PlacedInput place(InputSite site, int entries) {
    return new Placed(site, entries);
  }

  private final class Placed implements PlacedInput {
    private final InputSite site;
    private final Ops tf;
    private final Embedding embedding;
    private final Placeholder<TInt32> characters; // [K]
    private final Placeholder<TFloat32> ones; // [K]
    private final Placeholder<TInt32> places; // [K]
    private final Placeholder<TInt32> longest; // L
    private final Placeholder<TInt32> lengths; // [W]
    private final Placeholder<TInt32> words; // [T·N]

    Placed(InputSite site, int entries) {
      this.site = site;
      this.tf = site.tf();
      this.embedding = embedding(entries);
      this.characters = tf.placeholder(TInt32.class, Placeholder.shape(Shape.of(-1)));
      this.ones = tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1)));
      this.places = tf.placeholder(TInt32.class, Placeholder.shape(Shape.of(-1)));
      this.longest = tf.placeholder(TInt32.class, Placeholder.shape(Shape.scalar()));
      this.lengths = tf.placeholder(TInt32.class, Placeholder.shape(Shape.of(-1)));
      this.words = tf.placeholder(TInt32.class, Placeholder.shape(Shape.of(-1)));
    }

    @Override
    public InputRun run() {
      Embedding.Bags bags = new Embedding.Bags(characters, ones, places);
      Lengths ofWords = Lengths.trusted(tf, lengths, longest).inGroupsOf(BatchWords.GROUP);
      Operand<TFloat32> embedded =
          embedding.sum(tf, site.variables(), table(), bags, longest, ofWords.rows()); // [L, W, E]
      CharacterEncoder.Run run =
          encoder.place(
              tf, parameter -> site.weights().apply(encoderName(parameter)), embedded, ofWords);
      Operand<TFloat32> flat = tf.gather(run.output(), words, tf.constant(0)); // [T·N, S]
      Operand<TFloat32> output =
          tf.reshape(
              flat,
              tf.stack(
                  List.of(
                      site.lengths().steps(), site.lengths().rows(), tf.constant(outputSize()))));
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
        Lengths ofWords,
        Operand<TFloat32> gradient) {
      Operand<TFloat32> flat = tf.reshape(gradient, tf.array(-1, outputSize())); // [T·N, S]
      CharacterEncoder.Back back =
          run.backward(tf.math.unsortedSegmentSum(flat, words, ofWords.rows())); // [W, S]
      Map<String, Operand<TFloat32>> dense = new LinkedHashMap<>();
      back.parameters().forEach((parameter, g) -> dense.put(encoderName(parameter), g));
      Operand<TFloat32> rows = embedding.rowGradients(tf, bags, back.embedded());
      return new Gradients(dense, Map.of(table(), new Gradients.Rows(bags.rows(), rows)));
    }

    @Override
    public void feed(InputFeed feed, List<InputColumn> columns, BatchShape shape, Hiding hiding) {
      BatchWords batch = BatchWords.of(columns, shape, hiding);
      float[] weights = new float[batch.characters().length];
      Arrays.fill(weights, 1f);
      feed.ints(characters, batch.characters());
      feed.floats(ones, weights);
      feed.ints(places, batch.places());
      feed.number(longest, batch.longest());
      feed.ints(lengths, batch.lengths());
      feed.ints(words, batch.words());
    }
  }
}
