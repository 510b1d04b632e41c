package org.tributary.nn;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.function.ToIntFunction;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tributary.graph.FedSequenceLengths;
import org.tributary.graph.LinearLayer;
import org.tributary.head.Head;
import org.tributary.head.LabelSet;
import org.tributary.internal.Excerpt;
import org.tributary.internal.NullChecks;
import org.tributary.internal.graph.Axes;
import org.tributary.internal.graph.ShapeCheck;
import org.tributary.layer.Embedding;
import org.tributary.layer.Linear;
import org.tributary.layer.Recurrent;
import org.tributary.param.Initializer;
import org.tributary.param.ParameterSpec;
import org.tributary.param.TensorShape;

/**
 * The network of a {@link Model} while its definition builds it: makes inputs from the user's
 * objects, parts with parameters, losses, results and metrics. Valid during the call of the
 * definition.
 *
 * <pre>{@code
 * Model<Example> model = Model.of(m -> {
 *   Ints ids = m.indices(Example::ids);
 *   Floats words = m.embedding("embedding", 8, 16).forward(ids);
 *   Floats last = m.recurrent("gru", Recurrent.gru(16).hidden(48)).forward(words).last();
 *   Floats logits = m.linear("head", 48, 4).forward(last.dropout(0.3));
 *   m.output(logits);
 *   return m.crossEntropy(logits, m.index(Example::label));
 * });
 * }</pre>
 *
 * <p>Parameters are named as in PyTorch's {@code state_dict}: the part's name, a dot, and the name
 * within the part, such as {@code gru.weight_ih_l0}. A part that is used twice shares its
 * parameters. Letters: N examples, L steps, F features.
 *
 * @param <E> the user's object, an example
 */
public final class Network<E> {
  static final String MAIN = "output";

  private final Build build;
  private final String prefix;

  Network(Build build, String prefix) {
    this.build = build;
    this.prefix = prefix;
  }

  /**
   * Returns this network for a sub-model: the names of its parts begin with {@code name} and a dot.
   */
  public Network<E> within(String name) {
    return new Network<>(build, prefix + requireName(name) + ".");
  }

  private static String requireName(String name) {
    if (NullChecks.require("name", "one", name).isBlank()) {
      throw new IllegalArgumentException("name: expected one, got an empty one");
    }
    return name;
  }

  /**
   * Returns TensorFlow's operations in the graph, for what {@link Floats} lacks; within the formula
   * of a scan those of the formula.
   */
  public Ops tf() {
    return build.tf();
  }

  /** Returns the result of operations of {@link #tf} as a value without lengths. */
  public Floats value(Operand<TFloat32> operand) {
    return new Floats(build, NullChecks.require("operand", "one", operand), Map.of());
  }

  /** Returns a number as a value. */
  public Floats constant(double value) {
    return value(tf().constant((float) value));
  }

  // inputs

  private String inputName(String kind) {
    return "input %d (%s)".formatted(build.inputs.size() + 1, kind);
  }

  /** Adds an input: an index for each example, such as its label, [N]. */
  public Ints index(ToIntFunction<? super E> function) {
    requireFunction("index", function);
    return ints("index", Shape.of(-1), example -> new int[] {function.applyAsInt(example)});
  }

  /**
   * Adds an input: a sequence of indices for each example, such as its words, [N, L]. Shorter ones
   * are padded; the result knows their lengths.
   */
  public Ints indices(Function<? super E, int[]> function) {
    requireFunction("indices", function);
    return ints("indices", Shape.of(-1, -1), function::apply);
  }

  private Ints ints(String kind, Shape shape, Function<E, int[]> function) {
    String name = inputName(kind);
    Optional<ToIntFunction<E>> length =
        shape.numDimensions() == 1
            ? Optional.empty()
            : Optional.of(example -> Input.read(name, function, example).length);
    Placeholder<TInt32> placeholder = tf().placeholder(TInt32.class, Placeholder.shape(shape));
    Input.Encoder<E> encoder =
        (input, examples, steps) -> {
          int width = length.isPresent() ? steps : 1;
          int[] all = new int[examples.size() * width];
          for (int row = 0; row < examples.size(); row++) {
            int[] own = function.apply(examples.get(row));
            requireRanges(input, own, row, examples.get(row));
            System.arraycopy(own, 0, all, row * width, own.length);
          }
          return TInt32.tensorOf(sizes(shape, input, examples, steps), DataBuffers.of(all));
        };
    return new Ints(build, placeholder, lengths(input(kind, placeholder, length, encoder)));
  }

  private static <E> Shape sizes(Shape shape, Input<E> input, List<E> examples, int steps) {
    long[] sizes = shape.asArray();
    sizes[0] = examples.size();
    if (input.length().isPresent()) {
      sizes[1] = steps;
    }
    return Shape.of(sizes);
  }

  private void requireRanges(Input<E> input, int[] indices, int row, E example) {
    for (Build.Range range : build.ranges(input)) {
      boolean anyTarget = false;
      for (int k = 0; k < indices.length; k++) {
        if (!range.holds(indices[k])) {
          String place = input.length().isPresent() ? "position %d of ".formatted(k) : "";
          throw new IllegalArgumentException(
              range.message(indices[k], place + Input.place(row, example)));
        }
        anyTarget |= indices[k] >= 0;
      }
      if (range.isTarget() && indices.length > 0) {
        build.targets.count(range.name() + ", " + input.name(), anyTarget);
      }
    }
  }

  /** Adds an input: a number for each example, [N]. */
  public Floats number(ToDoubleFunction<? super E> function) {
    requireFunction("number", function);
    return floats(
        "number",
        Shape.of(-1),
        Optional.empty(),
        1,
        example -> new float[] {(float) function.applyAsDouble(example)});
  }

  /**
   * Adds an input: a vector of {@code size} numbers for each example, [N, size]. Missing targets
   * are NaN, if {@link Floats#notNaN} of the result is the weight of the loss.
   */
  public Floats vector(int size, Function<? super E, float[]> function) {
    requireFunction("vector", function);
    requirePositive("vector", size);
    return floats("vector", Shape.of(-1, size), Optional.empty(), size, function::apply);
  }

  private static void requireFunction(String kind, Object function) {
    NullChecks.require(kind, "a function of an example", function);
  }

  static void requirePositive(String part, int... sizes) {
    for (int size : sizes) {
      if (size < 1) {
        throw new IllegalArgumentException(
            "%s: expected sizes of at least 1, got %s".formatted(part, Arrays.toString(sizes)));
      }
    }
  }

  /**
   * Adds an input: a sequence of numbers for each example, [N, L]. Shorter ones are padded with
   * zeros; the result knows their lengths.
   */
  public Floats numbers(Function<? super E, float[]> function) {
    requireFunction("numbers", function);
    String name = inputName("numbers");
    return floats(
        "numbers",
        Shape.of(-1, -1),
        Optional.of(example -> Input.<E, float[]>read(name, function::apply, example).length),
        1,
        function::apply);
  }

  /**
   * Adds an input: a sequence of vectors of {@code size} numbers for each example, [N, L, size].
   * Shorter ones are padded with zeros; the result knows their lengths.
   */
  public Floats vectors(int size, Function<? super E, float[][]> function) {
    requireFunction("vectors", function);
    requirePositive("vectors", size);
    String name = inputName("vectors");
    return floats(
        "vectors",
        Shape.of(-1, -1, size),
        Optional.of(example -> Input.<E, float[][]>read(name, function::apply, example).length),
        size,
        example -> flat(name, size, example, function.apply(example)));
  }

  private static float[] flat(String name, int size, Object example, float[][] vectors) {
    float[] all = new float[vectors.length * size];
    for (int step = 0; step < vectors.length; step++) {
      if (vectors[step] == null || vectors[step].length != size) {
        throw new IllegalArgumentException(
            "%s: expected vectors of %d numbers, got %s at step %d of %s"
                .formatted(
                    name,
                    size,
                    vectors[step] == null ? "null" : vectors[step].length,
                    step,
                    Excerpt.of(String.valueOf(example))));
      }
      System.arraycopy(vectors[step], 0, all, step * size, size);
    }
    return all;
  }

  private Floats floats(
      String kind,
      Shape shape,
      Optional<ToIntFunction<E>> length,
      int size,
      Function<E, float[]> function) {
    Placeholder<TFloat32> placeholder = tf().placeholder(TFloat32.class, Placeholder.shape(shape));
    Input.Encoder<E> encoder =
        (input, examples, steps) -> {
          int width = length.isPresent() ? steps * size : size;
          float[] all = new float[examples.size() * width];
          for (int row = 0; row < examples.size(); row++) {
            float[] own = Input.read(input.name(), function, examples.get(row));
            if (length.isEmpty() && own.length != size) {
              throw new IllegalArgumentException(
                  "%s: expected %d numbers, got %d of %s"
                      .formatted(
                          input.name(), size, own.length, Input.place(row, examples.get(row))));
            }
            requireNumbers(input, own, row, examples.get(row));
            System.arraycopy(own, 0, all, row * width, own.length);
          }
          return TFloat32.tensorOf(sizes(shape, input, examples, steps), DataBuffers.of(all));
        };
    return new Floats(build, placeholder, lengths(input(kind, placeholder, length, encoder)));
  }

  private void requireNumbers(Input<E> input, float[] values, int row, E example) {
    boolean allowsNaN = build.allowsNaN(input);
    boolean anyTarget = false;
    for (int k = 0; k < values.length; k++) {
      boolean isMissing = allowsNaN && Float.isNaN(values[k]);
      anyTarget |= !isMissing;
      if (!Float.isFinite(values[k]) && !isMissing) {
        throw new IllegalArgumentException(
            "%s: expected finite numbers, got %s at position %d of %s; a target that may be missing is NaN where notNaN() of the input is the weight of its loss"
                .formatted(input.name(), values[k], k, Input.place(row, example)));
      }
    }
    if (allowsNaN && values.length > 0) {
      build.targets.count(input.name(), anyTarget);
    }
  }

  private Input<E> input(
      String kind,
      Operand<?> placeholder,
      Optional<ToIntFunction<E>> length,
      Input.Encoder<E> encoder) {
    Input<E> input =
        new Input<>(
            build.inputs.size(), inputName(kind), placeholder, length, Optional.empty(), encoder);
    if (build.isUneven(input)) {
      Operand<TInt32> steps = Axes.size(tf(), placeholder, 1);
      input =
          new Input<>(
              input.number(),
              input.name(),
              placeholder,
              length,
              Optional.of(FedSequenceLengths.unchecked(tf(), steps)),
              encoder);
    }
    build.inputs.add(input);
    return input;
  }

  private Map<Integer, Lengths> lengths(Input<E> input) {
    if (input.length().isEmpty()) {
      return Map.of();
    }
    return Map.of(1, Lengths.of(build, input));
  }

  // parts

  /**
   * Adds a parameter of any shape.
   *
   * @throws IllegalArgumentException if there is one of this name
   */
  public Floats parameter(String name, TensorShape shape, Initializer initializer) {
    return build.parameter(new ParameterSpec(prefix + requireName(name), shape, initializer));
  }

  private void parameters(String name, List<ParameterSpec> specs) {
    ParameterSpec.within(prefix + requireName(name), specs).forEach(build::parameter);
  }

  private Operand<TFloat32> read(String name, String parameter) {
    return build.variables.read(prefix + name + "." + parameter);
  }

  /** Adds a linear layer, [.., in] to [.., out]: PyTorch's {@code nn.Linear}. */
  public Layer linear(String name, int inputSize, int outputSize) {
    return linear(name, new Linear(inputSize, outputSize));
  }

  /** Adds a linear layer, for instance one without a bias. */
  public Layer linear(String name, Linear definition) {
    parameters(name, definition.parameters());
    Floats weight = value(read(name, "weight"));
    Optional<Floats> bias =
        definition.parameters().size() == 1
            ? Optional.empty()
            : Optional.of(value(read(name, "bias")));
    String full = prefix + name;
    return x -> {
      requireSize(full, x, definition.inputSize());
      return x.sameAxes(
          bias.isPresent()
              ? new LinearLayer(definition)
                  .forward(tf(), x, weight.asOutput(), bias.get().asOutput())
              : new LinearLayer(definition).forward(tf(), x, weight.asOutput()));
    };
  }

  private static void requireSize(String name, Floats x, int size) {
    x.requireFeatures(name);
    Shape shape = x.shape();
    long last = ShapeCheck.size(shape, shape.numDimensions() - 1);
    if (shape.numDimensions() == 0 || (last != Shape.UNKNOWN_SIZE && last != size)) {
      throw new IllegalArgumentException(
          "%s: expected [.., %d] (the last is the input size), got %s"
              .formatted(name, size, shape));
    }
  }

  /** Adds an embedding table of N(0, 1): PyTorch's {@code nn.Embedding}. */
  public EmbeddingPart embedding(String name, int vocabularySize, int size) {
    Embedding definition = new Embedding(vocabularySize, size, 1);
    parameters(name, definition.parameters());
    return new EmbeddingPart(build, definition, prefix + name + ".weight");
  }

  /** Adds recurrent layers, always batch-first: PyTorch's {@code nn.LSTM} and others. */
  public RecurrentPart recurrent(String name, Recurrent definition) {
    NullChecks.require("definition", "a recurrent layer", definition);
    parameters(name, definition.parameters());
    return new RecurrentPart(build, definition.batchFirst(), prefix + name + ".");
  }

  /** Adds a layer normalization over the last axis: PyTorch's {@code nn.LayerNorm}. */
  public Layer layerNorm(String name, int size) {
    requirePositive("layer norm " + name, size);
    Floats weight = within(name).parameter("weight", TensorShape.of(size), Initializer.constant(1));
    Floats bias = within(name).parameter("bias", TensorShape.of(size), Initializer.constant(0));
    return x -> {
      ShapeCheck.requireLast("layer norm " + name, x.shape(), x.dimensions(), size);
      x.requireFeatures("layer norm " + name);
      Floats centred = x.minus(x.mean(-1).unsqueeze(-1));
      Floats deviation = centred.square().mean(-1).unsqueeze(-1).plus(1e-5).sqrt();
      return centred.dividedBy(deviation).times(weight).plus(bias);
    };
  }

  /**
   * Adds a convolution over the steps of sequences, [N, L, in] to [N, L, out], with zeros around
   * each sequence: PyTorch's {@code nn.Conv1d} with {@code padding="same"}.
   */
  public Layer conv1d(String name, int inputSize, int outputSize, int kernelSize) {
    requirePositive("convolution " + name, inputSize, outputSize, kernelSize);
    Initializer uniform = Initializer.uniform(1 / Math.sqrt((double) inputSize * kernelSize));
    Floats weight =
        within(name)
            .parameter("weight", TensorShape.of(outputSize, inputSize, kernelSize), uniform);
    Floats bias = within(name).parameter("bias", TensorShape.of(outputSize), uniform);
    return x -> {
      ShapeCheck.require(
          "convolution " + name,
          x,
          "[N, L, %d] (examples, steps, input size)".formatted(inputSize),
          -1,
          -1,
          inputSize);
      x.requireFeatures("convolution " + name);
      Operand<TFloat32> filter =
          tf().expandDims(
                  tf().linalg.transpose(weight, tf().array(2, 1, 0)),
                  tf().constant(0)); // [1, k, in, out]
      Floats sums =
          value(tf().nn.conv2d(x.masked().unsqueeze(1), filter, List.of(1L, 1L, 1L, 1L), "SAME"));
      return x.sameAxes(sums.squeeze(1))
          .plus(bias)
          .combining("convolution " + name, x.axes().get(1));
    };
  }

  /** Returns attention by the product of query and key, without parameters (Luong et al. 2015). */
  public Attention dotAttention() {
    return new Attention(Floats::matmulTransposed);
  }

  /**
   * Adds additive attention, v · tanh(W q + U k) (Bahdanau et al. 2015), with the parameters {@code
   * query.weight}, {@code key.weight} and {@code score.weight}.
   *
   * @param size the size of the sum
   */
  public Attention additiveAttention(String name, int querySize, int keySize, int size) {
    Network<E> own = within(name);
    Layer query = own.linear("query", new Linear(querySize, size).withoutBias());
    Layer key = own.linear("key", new Linear(keySize, size).withoutBias());
    Layer score = own.linear("score", new Linear(size, 1).withoutBias());
    return new Attention(
        (queries, keys) -> {
          Floats sums = query.forward(queries).unsqueeze(2).plus(key.forward(keys).unsqueeze(1));
          return score.forward(sums.tanh()).squeeze(-1); // [N, T, L]
        });
  }

  /**
   * Adds attention of several heads with projections, PyTorch's {@code nn.MultiheadAttention} with
   * its names; the order of the initial draws is that of the parameters.
   *
   * @param size the size of queries, keys and results, a multiple of {@code heads}
   */
  public Attention multiHeadAttention(String name, int size, int heads) {
    requirePositive("attention " + name, size, heads);
    if (size % heads != 0) {
      throw new IllegalArgumentException(
          "attention %s: expected a size that is a multiple of the heads, got %d and %d heads"
              .formatted(name, size, heads));
    }
    Network<E> own = within(name);
    Floats weight =
        own.parameter(
            "in_proj_weight", TensorShape.of(3L * size, size), Initializer.xavierUniform());
    Floats bias = own.parameter("in_proj_bias", TensorShape.of(3L * size), Initializer.constant(0));
    Layer out = own.linear("out_proj", size, size);
    return Attention.multiHead(weight, bias, out, size, heads);
  }

  /** Adds a linear-chain CRF over K labels, with torchcrf's names. */
  public CrfPart crf(String name, int labels) {
    LabelSet all = LabelSet.ofSize(labels);
    parameters(name, Head.crf().parameters(all));
    return new CrfPart(build, all, prefix + name + ".");
  }

  // recurrences by a formula

  /**
   * Computes a recurrence by the formula of one step, with a state of zeros before the first: a
   * recurrent cell of your own, as {@code jax.lax.scan}. The formula reads any values and parts
   * that are made outside; TensorFlow differentiates it.
   *
   * <pre>{@code
   * Floats w = m.linear("input", 3, 5).forward(x); // products with x of all steps at once
   * Layer hidden = m.linear("hidden", 5, 5);
   * Floats h = m.scan(w, (wx, state) -> List.of(wx.plus(hidden.forward(state.get(0))).tanh()), 5).output();
   * }</pre>
   *
   * @param x [N, L, F]
   * @param formula the next state from the step's x [N, F] and the state, each part [N, size]
   * @param sizes the size of each part of the state; the first part is the output
   */
  public ScanResult scan(Floats x, StepFormula formula, int... sizes) {
    NullChecks.require("sizes", "those of the state's parts", sizes);
    requirePositive("scan: state", sizes);
    ShapeCheck.require("scan", x, "[N, L, F] (examples, steps, features)", -1, -1, -1);
    x.requireFeatures("scan");
    Operand<TInt32> rows = Axes.size(tf(), x, 0);
    List<Floats> zeros = new ArrayList<>();
    for (int size : sizes) {
      Operand<TInt32> shape = tf().stack(List.of(rows, tf().constant(size)));
      zeros.add(value(tf().stopGradient(tf().fill(shape, tf().constant(0f)))));
    }
    return Scan.of(build, x, zeros, true, formula);
  }

  /**
   * Computes a recurrence as the method with sizes does, from a state of your own.
   *
   * @param initial each part of the state before the first step, [N, size]
   */
  public ScanResult scan(Floats x, StepFormula formula, List<Floats> initial) {
    ShapeCheck.require("scan", x, "[N, L, F] (examples, steps, features)", -1, -1, -1);
    x.requireFeatures("scan");
    return Scan.of(build, x, initial, false, formula);
  }

  // losses, each a scalar

  /**
   * Returns the mean cross-entropy, PyTorch's {@code cross_entropy}, over the positions with a
   * label.
   *
   * @param logits [N, K], or [N, L, K] for labels [N, L]
   * @param labels from 0 to K − 1; negative for a position that is ignored, as is the padding
   */
  public Floats crossEntropy(Floats logits, Ints labels) {
    return crossEntropy(logits, labels, CrossEntropy.plain());
  }

  /** Returns the mean cross-entropy with label smoothing or class weights. */
  public Floats crossEntropy(Floats logits, Ints labels, CrossEntropy options) {
    return new Losses(build, "cross entropy").crossEntropy(logits, labels, options);
  }

  /** Returns the mean squared error over all elements but the padding: {@code mse_loss}. */
  public Floats mse(Floats predicted, Floats target) {
    return losses("mse").mean(predicted, target, Optional.empty(), Floats::square);
  }

  /**
   * Returns the mean squared error, weighted by {@code weights} of the same shape, which are finite
   * and at least 0: the sum divided by that of the weights.
   */
  public Floats mse(Floats predicted, Floats target, Floats weights) {
    return losses("mse").mean(predicted, target, given(weights), Floats::square);
  }

  /** Returns the mean absolute error: PyTorch's {@code l1_loss}. */
  public Floats mae(Floats predicted, Floats target) {
    return losses("mae").mean(predicted, target, Optional.empty(), Floats::abs);
  }

  /**
   * Returns the mean absolute error, weighted by {@code weights} of the same shape, which are
   * finite and at least 0: the sum divided by that of the weights.
   */
  public Floats mae(Floats predicted, Floats target, Floats weights) {
    return losses("mae").mean(predicted, target, given(weights), Floats::abs);
  }

  /**
   * Returns the mean Huber loss, PyTorch's {@code huber_loss}.
   *
   * @param delta the error from which the loss is linear
   */
  public Floats huber(Floats predicted, Floats target, double delta) {
    return losses("huber")
        .mean(predicted, target, Optional.empty(), error -> Losses.huber(error, delta));
  }

  /**
   * Returns the mean Huber loss, weighted by {@code weights} of the same shape, which are finite
   * and at least 0: the sum divided by that of the weights.
   */
  public Floats huber(Floats predicted, Floats target, double delta, Floats weights) {
    return losses("huber")
        .mean(predicted, target, given(weights), error -> Losses.huber(error, delta));
  }

  /**
   * Returns the mean binary cross-entropy, PyTorch's {@code binary_cross_entropy_with_logits}.
   *
   * @param target from 0 to 1, of the shape of the logits
   */
  public Floats binaryCrossEntropy(Floats logits, Floats target) {
    return losses("binary cross entropy").binary(logits, target, Optional.empty());
  }

  /**
   * Returns the mean binary cross-entropy, weighted by {@code weights} of the same shape, which are
   * finite and at least 0: the sum divided by that of the weights.
   */
  public Floats binaryCrossEntropy(Floats logits, Floats target, Floats weights) {
    return losses("binary cross entropy").binary(logits, target, given(weights));
  }

  /**
   * Returns the loss of alignments (Graves et al. 2006), PyTorch's {@code ctc_loss} of {@code
   * log_softmax} with blank 0: the mean over examples of the negative log-likelihood divided by the
   * number of labels. An example with more labels than steps counts 0; otherwise, as in PyTorch,
   * one whose repeated labels leave no step for the blanks between them has an infinite loss.
   *
   * @param logits [N, L, K], where class 0 is the blank
   * @param labels [N, M], from 1 to K − 1, at least 1 for each example
   */
  public Floats ctc(Floats logits, Ints labels) {
    return losses("ctc").ctc(logits, labels);
  }

  private static Optional<Floats> given(Floats weights) {
    return Optional.of(NullChecks.require("weights", "a value", weights));
  }

  private Losses losses(String name) {
    return new Losses(build, name);
  }

  // results

  /**
   * Names the main output, which {@link Model#predict} returns: [N, ..], or [N, L, ..].
   *
   * @throws IllegalArgumentException if there is one
   */
  public void output(Floats value) {
    output(MAIN, value);
  }

  /** Names a further output. */
  public void output(String name, Floats value) {
    NullChecks.require("output", "a value", value);
    if (value.dimensions() == 0) {
      throw new IllegalArgumentException(
          "output %s: expected a value for each example, [N, ..], got a scalar; a metric reports scalars"
              .formatted(name));
    }
    if (value.shape().get(0) != Shape.UNKNOWN_SIZE) {
      throw new IllegalArgumentException(
          "output %s: expected a value for each example, [N, ..], got shape %s, whose first axis is not the batch axis; does it depend on an input?"
              .formatted(name, value.shape()));
    }
    // an operation of its own, since TensorFlow fetches no placeholder, and no value twice
    Floats own = value.with(tf().identity(build.visible(value.asOutput())));
    if (build.outputs.put(prefix + requireName(name), own) != null) {
      throw new IllegalArgumentException(
          "output %s: expected one of this name, got two; name them".formatted(name));
    }
  }

  /** Names an output of logits, of which {@link Model#classify} finds the best path of a CRF. */
  public void output(String name, Floats logits, CrfPart crf) {
    output(name, logits);
    NullChecks.require("crf", "a part", crf).requireLabels("output " + name, logits);
    build.decoders.put(prefix + name, crf);
  }

  /**
   * Reports the share of positions whose label has the largest logit. As in {@link #crossEntropy},
   * positions with a negative label are ignored; to count unknown labels as errors, map them to a
   * class of their own.
   *
   * @param logits [N, K], or [N, L, K] for labels [N, L]
   * @param labels from 0 to K − 1; negative for an ignored position; padding is ignored, too
   */
  public void accuracy(String name, Floats logits, Ints labels) {
    Floats[] correct = losses("accuracy " + name).right(logits, labels);
    metric(name, correct[0], correct[1], x -> x);
  }

  /** Reports the exponential of the mean cross-entropy, over the positions with a label. */
  public void perplexity(String name, Floats logits, Ints labels) {
    Losses losses = losses("perplexity " + name);
    Floats count = value(losses.count(losses.labelled(logits, labels).labels()));
    metric(name, crossEntropy(logits, labels).times(count), count, Math::exp);
  }

  /** Reports the root of the mean squared error over all elements but the padding. */
  public void rmse(String name, Floats predicted, Floats target) {
    rmse(name, predicted, target, Optional.empty());
  }

  /**
   * Reports the root of the mean squared error, weighted by {@code weights} of the same shape, such
   * as {@code target.notNaN()}.
   */
  public void rmse(String name, Floats predicted, Floats target, Floats weights) {
    rmse(name, predicted, target, given(weights));
  }

  private void rmse(String name, Floats predicted, Floats target, Optional<Floats> weights) {
    Losses losses = losses("rmse " + name);
    Floats mean = losses.mean(predicted, target, weights, Floats::square);
    Floats count = losses.count(predicted, target, weights);
    metric(name, mean.times(count), count, Math::sqrt);
  }

  /**
   * Reports a metric of your own over all batches of held-out data: finish(Σ sum / Σ count).
   *
   * <pre>{@code
   * Floats error = predicted.minus(target).abs(); // [N]
   * m.metric("mean error", error.times(known).sum(), known.sum(), mean -> mean); // 0 or 1
   * }</pre>
   *
   * @param name any but {@value Model#LOSS}, which is that of the loss
   * @param sum a scalar
   * @param count a scalar
   */
  public void metric(String name, Floats sum, Floats count, DoubleUnaryOperator finish) {
    ShapeCheck.require("metric " + name, sum, "a scalar, the sum over a batch");
    ShapeCheck.require("metric " + name, count, "a scalar, the number in a batch");
    NullChecks.require("finish", "a function of the mean", finish);
    String full = prefix + requireName(name);
    if (full.equals(Model.LOSS)) {
      throw new IllegalArgumentException(
          "metric loss: expected another name, since this is that of the loss; call it, for example, \"mean loss\"");
    }
    Build.BatchMetric metric =
        new Build.BatchMetric(tf().identity(sum), tf().identity(count), finish);
    if (build.metrics.put(full, metric) != null) {
      throw new IllegalArgumentException(
          "metric %s: expected one of this name, got two".formatted(name));
    }
  }
}
