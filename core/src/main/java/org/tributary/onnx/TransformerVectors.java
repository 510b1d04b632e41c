package org.tributary.onnx;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.ShortBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import org.tensorflow.Operand;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat16;
import org.tensorflow.types.TFloat32;
import org.tributary.feature.Input;
import org.tributary.feature.InputFile;
import org.tributary.feature.InputInference;
import org.tributary.feature.UnkReplacement;
import org.tributary.feature.WordReader;
import org.tributary.graph.Forward;
import org.tributary.graph.ParameterGradients;
import org.tributary.graph.tagger.FedInput;
import org.tributary.graph.tagger.GraphInput;
import org.tributary.graph.tagger.InputContext;
import org.tributary.graph.tagger.InputProjection;
import org.tributary.internal.NullChecks;
import org.tributary.internal.Settings;
import org.tributary.internal.UsageGuard;
import org.tributary.internal.input.Projection;
import org.tributary.internal.tagger.InputCodec;
import org.tributary.param.FloatTensor;
import org.tributary.param.Initializer;
import org.tributary.param.ParameterSpec;
import org.tributary.param.TensorShape;
import org.tributary.runtime.Feed;
import org.tributary.sequence.BatchShape;

/**
 * Token vectors of a frozen transformer: the mix of the hidden states of K layers for each word, γ
 * Σₖ softmax(w)ₖ hₖ with trained w and γ (ELMo's scalar mix, Peters et al. 2018; {@code ScalarMix}
 * of AllenNLP), and an optional linear projection.
 *
 * <p>A tagger with this input names the encoder and its tokenizer by hash and is saved beside
 * copies of them.
 *
 * @param name prefix of the parameter names: {@code <name>_mix.weight} [K], {@code
 *     <name>_mix.gamma} [1], {@code <name>_proj.weight} and {@code <name>_proj.bias}
 * @param encoder the encoder and the choice of its hidden states
 * @param projection the output size of the projection, at least 1; empty for none
 */
public record TransformerVectors(String name, TransformerEncoder encoder, OptionalInt projection)
    implements GraphInput<TokenVectorColumn> {
  /** The default name. */
  public static final String TOKEN = "token";

  /** The default output size of the projection. */
  public static final int DEFAULT_PROJECTION = 128;

  private static final String ENCODER = "encoder";
  private static final String TOKENIZER = "tokenizer";
  private static final String LAYERS = "layers";
  private static final String SIZE = "hidden_size";
  private static final String POOLING = "pooling";

  /** Checks the name and the projection. */
  public TransformerVectors {
    Input.requireName(name);
    NullChecks.require("encoder", "that of the token vectors", encoder);
    NullChecks.require("projection", "an optional size", projection);
    if (projection.orElse(1) < 1) {
      throw new IllegalArgumentException(
          "input %s: expected a projection to at least 1, got %d"
              .formatted(name, projection.getAsInt()));
    }
  }

  /** Returns an input with a projection to {@value #DEFAULT_PROJECTION}. */
  public static TransformerVectors of(TransformerEncoder encoder) {
    return new TransformerVectors(TOKEN, encoder, OptionalInt.of(DEFAULT_PROJECTION));
  }

  /**
   * Sets the output size of the projection.
   *
   * @throws IllegalArgumentException if it is below 1
   */
  public TransformerVectors projectedTo(int outputSize) {
    return new TransformerVectors(name, encoder, OptionalInt.of(outputSize));
  }

  /** Leaves out the projection. */
  public TransformerVectors unprojected() {
    return new TransformerVectors(name, encoder, OptionalInt.empty());
  }

  @Override
  public Class<TokenVectorColumn> columnType() {
    return TokenVectorColumn.class;
  }

  @Override
  public int outputSize() {
    return projection.orElse(encoder.hiddenSize());
  }

  private String weightName() {
    return name + "_mix.weight";
  }

  private String gammaName() {
    return name + "_mix.gamma";
  }

  private Optional<Projection> linear() {
    return Projection.of(name, encoder.hiddenSize(), projection);
  }

  @Override
  public List<ParameterSpec> parameters(int vocabularySize) {
    List<ParameterSpec> parameters = new ArrayList<>();
    parameters.add(
        new ParameterSpec(
            weightName(), TensorShape.of(encoder.layers().size()), Initializer.constant(0)));
    parameters.add(new ParameterSpec(gammaName(), TensorShape.of(1), Initializer.constant(1)));
    linear().ifPresent(linear -> parameters.addAll(linear.parameters()));
    return parameters;
  }

  @Override
  public void require(TokenVectorColumn column, int vocabularySize) {
    if (column.width() != encoder.width()) {
      throw new IllegalArgumentException(
          "sequence: expected %d numbers per step for input %s, got %d; are they of another encoder?"
              .formatted(encoder.width(), name, column.width()));
    }
  }

  @Override
  public TransformerVectors trained() {
    return new TransformerVectors(name, encoder.uncached(), projection);
  }

  @Override
  public List<InputFile> files() {
    return List.of(encoder.model(), encoder.tokenizer());
  }

  @Override
  public TransformerVectors withFiles(List<InputFile> files) {
    if (files.size() != 2) {
      throw new IllegalArgumentException(
          "input %s: expected the encoder and its tokenizer, got %d files"
              .formatted(name, files.size()));
    }
    return new TransformerVectors(name, encoder.withFiles(files.get(0), files.get(1)), projection);
  }

  @Override
  public Optional<Map<String, String>> settings() {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put(ENCODER, encoder.model().sha256());
    settings.put(TOKENIZER, encoder.tokenizer().sha256());
    settings.put(
        LAYERS, Settings.text(encoder.layers().stream().map(layer -> layer.toString()).toList()));
    settings.put(SIZE, Integer.toString(encoder.hiddenSize()));
    settings.put(POOLING, Settings.text(encoder.pooling()));
    Projection.write(projection, settings);
    return Optional.of(settings);
  }

  @Override
  public Optional<WordReader<TokenVectorColumn>> wordReader() {
    return Optional.of(new Reader());
  }

  /** Computes the vectors of sentences; the session opens with the first ones. */
  private final class Reader implements WordReader<TokenVectorColumn> {
    private final UsageGuard guard =
        new UsageGuard(
            "token vectors",
            "token vectors: expected an open tagger, got a closed one; train or load it again");
    private EncoderSession session; // guarded by this; null before the first sentences

    @Override
    public List<String> symbols(String word) {
      return List.of();
    }

    @Override
    public boolean readsSentence() {
      return true;
    }

    @Override
    public boolean replacesRare() {
      return false;
    }

    @Override
    public TokenVectorColumn column(List<String> words, ToIntFunction<String> entry) {
      return columns(List.of(words), entry).get(0);
    }

    @Override
    public List<TokenVectorColumn> columns(
        List<List<String>> sentences, ToIntFunction<String> entry) {
      return guard.use(
          () ->
              encoder
                  .cache()
                  .map(cache -> cache.columns(encoder, sentences, this::encode))
                  .orElseGet(
                      () ->
                          encode(sentences).stream()
                              .map(
                                  halves ->
                                      new TokenVectorColumn(
                                          ShortBuffer.wrap(halves), encoder.width()))
                              .toList()));
    }

    private List<short[]> encode(List<List<String>> sentences) {
      return open().encode(sentences, encoder);
    }

    private synchronized EncoderSession open() {
      if (session == null) {
        session = EncoderSession.open(encoder);
      }
      return session;
    }

    @Override
    public void close() {
      guard.close(this::release);
    }

    private synchronized void release() {
      if (session != null) {
        session.close();
        session = null;
      }
    }
  }

  /**
   * Returns γ softmax(w), the factor of each layer, in double precision to the same bits on every
   * processor.
   *
   * @param weights the values of parameters by name
   */
  float[] mix(Function<String, FloatTensor> weights) {
    float[] w = weights.apply(weightName()).values();
    float gamma = weights.apply(gammaName()).get(0);
    double largest = Double.NEGATIVE_INFINITY;
    for (float each : w) {
      largest = Math.max(largest, each);
    }
    double sum = 0;
    double[] exponentials = new double[w.length];
    for (int k = 0; k < w.length; k++) {
      exponentials[k] = StrictMath.exp(w[k] - largest);
      sum += exponentials[k];
    }
    float[] mix = new float[w.length];
    for (int k = 0; k < w.length; k++) {
      mix[k] = (float) (gamma * exponentials[k] / sum);
    }
    return mix;
  }

  @Override
  public Optional<InputInference<TokenVectorColumn>> inference(
      Function<String, FloatTensor> weights) {
    return Optional.of(new OnArrays(mix(weights), linear().map(l -> l.onArrays(weights))));
  }

  /** Mix and projection on Java arrays. */
  private final class OnArrays implements InputInference<TokenVectorColumn> {
    private static final int BLOCK = 64; // steps
    private final float[] mix;
    private final Optional<Projection.OnArrays> projection;

    OnArrays(float[] mix, Optional<Projection.OnArrays> projection) {
      this.mix = mix;
      this.projection = projection;
    }

    @Override
    public void encode(TokenVectorColumn column, int step, float[] to, int at) {
      encode(column, step, new float[][] {to}, at);
    }

    @Override
    public void encodeAll(TokenVectorColumn column, float[][] to, int at) {
      for (int from = 0; from < to.length; from += BLOCK) {
        encode(column, from, Arrays.copyOfRange(to, from, Math.min(from + BLOCK, to.length)), at);
      }
    }

    /** Writes the vectors of the steps from {@code first} on. */
    private void encode(TokenVectorColumn column, int first, float[][] to, int at) {
      int size = encoder.hiddenSize();
      float[] states = new float[column.width()];
      float[][] mixed = new float[to.length][size];
      for (int n = 0; n < to.length; n++) {
        column.copy(first + n, states, 0);
        add(states, mixed[n]);
        if (projection.isEmpty()) {
          System.arraycopy(mixed[n], 0, to[n], at, size);
        }
      }
      projection.ifPresent(linear -> linear.apply(mixed, to, at));
    }

    private void add(float[] states, float[] mixed) {
      for (int k = 0; k < mix.length; k++) {
        float factor = mix[k];
        int from = k * mixed.length;
        for (int e = 0; e < mixed.length; e++) {
          mixed[e] = Math.fma(factor, states[from + e], mixed[e]);
        }
      }
    }
  }

  @Override
  public FedInput<TokenVectorColumn> build(InputContext context, int vocabularySize) {
    return new FedVectors(context);
  }

  private final class FedVectors implements FedInput<TokenVectorColumn> {
    private final InputContext context;
    private final Ops tf;
    private final Placeholder<TFloat16> states; // [K, T·N·E]

    FedVectors(InputContext context) {
      this.context = context;
      this.tf = context.tf();
      this.states =
          tf.placeholder(TFloat16.class, Placeholder.shape(Shape.of(encoder.layers().size(), -1)));
    }

    @Override
    public Forward<ParameterGradients> forward() {
      Map<String, Operand<TFloat32>> operands = new LinkedHashMap<>();
      for (String parameter : List.of(weightName(), gammaName())) {
        operands.put(parameter, context.weights().apply(parameter));
      }
      int layers = encoder.layers().size();
      Operand<TFloat32> softmax =
          tf.nn.softmax(tf.reshape(operands.get(weightName()), tf.array(1, layers))); // [1, K]
      Operand<TFloat32> mix = tf.math.mul(softmax, operands.get(gammaName()));
      Operand<TFloat32> mixed =
          tf.reshape( // a product with a vector reads the states once
              tf.linalg.matMul(mix, tf.dtypes.cast(states, TFloat32.class)),
              tf.array(-1, encoder.hiddenSize())); // [T·N, E]
      Operand<TFloat32> vectors = mixed;
      Optional<InputProjection> linear = InputProjection.of(name, encoder.hiddenSize(), projection);
      if (linear.isPresent()) {
        Map<String, Operand<TFloat32>> ofProjection = linear.get().operands(context);
        operands.putAll(ofProjection);
        vectors = linear.get().forward(tf, mixed, ofProjection); // [T·N, S]
      }
      return Forward.differentiated(tf, context.inSteps(vectors, outputSize()), operands);
    }

    @Override
    public void feed(
        Feed feed, List<TokenVectorColumn> columns, BatchShape shape, UnkReplacement replacement) {
      int width = encoder.width();
      int rows = shape.positions();
      ByteBuffer bytes =
          ByteBuffer.allocate(Math.multiplyExact(Math.multiplyExact(rows, width), Short.BYTES))
              .order(ByteOrder.nativeOrder());
      ShortBuffer all = bytes.asShortBuffer();
      int size = encoder.hiddenSize();
      for (int n = 0; n < columns.size(); n++) {
        TokenVectorColumn column = columns.get(n);
        for (int step = 0; step < column.steps(); step++) {
          int row = shape.position(step, n);
          for (int k = 0; k < encoder.layers().size(); k++) {
            column.copy(step, k * size, size, all.position((k * rows + row) * size));
          }
        }
      }
      feed.tensor(
          states,
          Tensor.of(
              TFloat16.class,
              Shape.of(encoder.layers().size(), (long) rows * size),
              DataBuffers.of(bytes.array(), true, false)));
    }
  }

  /**
   * The stored form of token vectors. The places of the files are unknown until {@link
   * TransformerVectors#withFiles}.
   */
  public static final class Format implements InputCodec.Format {
    @Override
    public Class<TransformerVectors> type() {
      return TransformerVectors.class;
    }

    @Override
    public Optional<TransformerVectors> read(String name, Settings settings) {
      if (!settings.has(ENCODER)) {
        return Optional.empty();
      }
      return Optional.of(
          new TransformerVectors(
              name,
              new TransformerEncoder(
                  new InputFile("encoder", "onnx", settings.text(ENCODER), Optional.empty()),
                  new InputFile("tokenizer", "json", settings.text(TOKENIZER), Optional.empty()),
                  settings.numbers(LAYERS),
                  settings.choice(POOLING, PiecePooling.values()),
                  settings.number(SIZE),
                  Optional.empty()),
              Projection.read(settings)));
    }
  }
}
