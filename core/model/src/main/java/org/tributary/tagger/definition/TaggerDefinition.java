package org.tributary.tagger.definition;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.tributary.feature.CharacterInput;
import org.tributary.feature.EmbeddingInput;
import org.tributary.feature.Gazetteer;
import org.tributary.feature.GazetteerInput;
import org.tributary.feature.Input;
import org.tributary.feature.Inputs;
import org.tributary.feature.VectorInput;
import org.tributary.feature.WordForm;
import org.tributary.feature.WordFormInputs;
import org.tributary.feature.WordVectors;
import org.tributary.head.Head;
import org.tributary.head.LabelSet;
import org.tributary.internal.NullChecks;
import org.tributary.internal.NumberChecks;
import org.tributary.layer.DropoutRates;
import org.tributary.layer.Embedding;
import org.tributary.layer.Recurrent;
import org.tributary.param.ParameterSpec;
import org.tributary.param.TensorType;
import org.tributary.sequence.Layout;
import org.tributary.span.TagScheme;

/**
 * The definition of a tagger: inputs, a recurrent encoder and an output head per label column. An
 * immutable value without tensors; each method returns a modified copy.
 *
 * <pre>{@code
 * Tagger.define().words(100).lowercase(50).features("suffix", WordForm.suffix(3), 32).characters(c -> c.lstm(50))
 * }</pre>
 *
 * @param inputs the inputs of a step; their vectors are concatenated
 * @param encoder the recurrent encoder; its input size becomes that of the inputs
 * @param dropout the probability of dropping an element of the inputs, of a layer's output or of
 *     the encoder's output in training
 * @param lockedDropout the corresponding probability for locked (variational) dropout, with one
 *     mask for all steps of a sequence (Gal and Ghahramani 2016). Before and after the layers both
 *     masks apply; between layers, a locked dropout above 0 replaces {@code dropout}. A dropout
 *     between layers that the encoder itself sets replaces both there.
 * @param columns the label columns; the first is {@link LabelColumn#MAIN} with loss weight 1, the
 *     others are auxiliary tasks
 * @param embeddingDeviation the standard deviation of the initial vectors of every feature
 *     embedding, also of inputs that are added later; empty for that of each input
 * @param tablePrecision the type that training rounds its embedding tables to; empty for that of a
 *     base tagger, without one 32 bits
 * @param automatic flags for the settings that defaults or the training data still determine
 */
public record TaggerDefinition(
    Inputs inputs,
    Recurrent encoder,
    double dropout,
    double lockedDropout,
    List<LabelColumn> columns,
    OptionalDouble embeddingDeviation,
    Optional<TensorType> tablePrecision,
    AutomaticSettings automatic) {
  /** The name of the input that {@link #words} defines. */
  public static final String WORD = EmbeddingInput.WORD;

  /** The name of the input that {@link #lowercase} defines. */
  static final String LOWER = EmbeddingInput.LOWER;

  /** The name of the input that {@link #characters} defines. */
  public static final String CHARACTER = "char";

  private static final Pattern CELL_NAME = Pattern.compile("[A-Za-z][A-Za-z0-9]*");

  /**
   * Flags for the settings of a tagger definition that are still automatic: chosen by defaults or
   * from the training data.
   *
   * @param inputs whether the inputs are those of {@code Tagger.define()}; the first input that is
   *     set replaces them
   * @param hiddenSize whether the encoder's hidden size follows from the labels; see {@link
   *     #resolved}
   * @param head whether a word tagger chooses the main column's output layer by its labels: a CRF
   *     of their tag scheme for span labels, else a softmax
   * @param auxiliaryTasks whether a word tagger learns the grammatical columns of the training
   *     sentences as auxiliary tasks
   */
  public record AutomaticSettings(
      boolean inputs, boolean hiddenSize, boolean head, boolean auxiliaryTasks) {
    static final AutomaticSettings ALL = new AutomaticSettings(true, true, true, true);
    static final AutomaticSettings NONE = new AutomaticSettings(false, false, false, false);

    AutomaticSettings withoutInputs() {
      return new AutomaticSettings(false, hiddenSize, head, auxiliaryTasks);
    }

    AutomaticSettings withoutHiddenSize() {
      return new AutomaticSettings(inputs, false, head, auxiliaryTasks);
    }

    AutomaticSettings withoutHead() {
      return new AutomaticSettings(inputs, hiddenSize, false, auxiliaryTasks);
    }

    AutomaticSettings withoutAuxiliaryTasks() {
      return new AutomaticSettings(inputs, hiddenSize, head, false);
    }
  }

  /**
   * Fits the encoder's input size, and checks the dropout probabilities and the label columns.
   *
   * @throws IllegalArgumentException if a probability is not from 0 to below 1, the encoder is
   *     batch-first, its cell's name is not of letters and digits, the first column is not the main
   *     one with loss weight 1, two columns have the same name, or the tables' precision is BF16
   */
  public TaggerDefinition {
    NullChecks.require("inputs", "a value", inputs);
    NullChecks.require("automatic", "a value", automatic);
    NullChecks.require("embeddingDeviation", "a value", embeddingDeviation);
    if (embeddingDeviation.isPresent()) {
      new Embedding(1, 1, embeddingDeviation.getAsDouble());
      inputs = inputs.withFeatureStandardDeviation(embeddingDeviation.getAsDouble());
    }
    NullChecks.require("tablePrecision", "a value", tablePrecision);
    if (tablePrecision.equals(Optional.of(TensorType.BF16))) {
      throw new IllegalArgumentException(
          "table precision: expected F32 or F16, the types of a tagger's file, got BF16");
    }
    requireEncoder(encoder);
    encoder = encoder.withInputSize(inputs.outputSize());
    NumberChecks.belowOne("dropout", dropout);
    NumberChecks.belowOne("locked dropout", lockedDropout);
    columns = List.copyOf(columns);
    requireColumns(columns);
  }

  /** Checks that the encoder is sequence-first and its cell's name can prefix parameter names. */
  private static void requireEncoder(Recurrent encoder) {
    NullChecks.require("encoder", "a value", encoder);
    if (encoder.layout() == Layout.BATCH_FIRST) {
      throw new IllegalArgumentException(
          "encoder: expected a sequence-first layer, got a batch-first one; a tagger arranges its own batches: leave batchFirst out");
    }
    String name = encoder.cell().name();
    if (!CELL_NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "encoder: expected a cell with a name of letters and digits that begins with a letter, got '%s'; it prefixes the names of the encoder's parameters: change Cell.name"
              .formatted(name));
    }
  }

  /**
   * Checks the columns: the main one first, with loss weight 1, and distinct names.
   *
   * @throws IllegalArgumentException if a name repeats, or the main column is not the first, of
   *     weight 1
   */
  private static void requireColumns(List<LabelColumn> columns) {
    List<String> names = columns.stream().map(LabelColumn::name).toList();
    if (names.isEmpty() || !names.get(0).equals(LabelColumn.MAIN)) {
      throw new IllegalArgumentException(
          "tagger: expected label columns starting with %s, got %s"
              .formatted(LabelColumn.MAIN, names));
    }
    if (columns.get(0).lossWeight() != 1) {
      throw new IllegalArgumentException(
          "tagger: expected a loss weight of 1 for the main column, got %s; weigh the others against it"
              .formatted(columns.get(0).lossWeight()));
    }
    if (Set.copyOf(names).size() < names.size()) {
      throw new IllegalArgumentException(
          "tagger: expected label columns with distinct names, got %s".formatted(names));
    }
  }

  /** Creates a definition with explicit inputs and an explicit encoder. */
  public TaggerDefinition(
      Inputs inputs,
      Recurrent encoder,
      double dropout,
      double lockedDropout,
      List<LabelColumn> columns) {
    this(
        inputs,
        encoder,
        dropout,
        lockedDropout,
        columns,
        OptionalDouble.empty(),
        Optional.empty(),
        AutomaticSettings.NONE);
  }

  /** Adds or replaces word embeddings of size {@code embeddingSize}. */
  public TaggerDefinition words(int embeddingSize) {
    return input(EmbeddingInput.of(WORD, embeddingSize));
  }

  /** Adds or replaces embeddings of lower-cased words of size {@code embeddingSize}. */
  public TaggerDefinition lowercase(int embeddingSize) {
    return input(EmbeddingInput.of(LOWER, embeddingSize));
  }

  /**
   * Adds or replaces embeddings of the word and its form: words and lower-cased words of size 64,
   * prefixes of up to 3 code points of size 12, suffixes of up to 4 of size 16, shapes of size 12.
   */
  public TaggerDefinition wordForms() {
    return wordForms(forms -> forms);
  }

  /** Adds or replaces embeddings of the word and its form: {@code wordForms(f -> f.words(50))}. */
  public TaggerDefinition wordForms(UnaryOperator<WordFormInputs> change) {
    TaggerDefinition changed = this;
    for (EmbeddingInput input : change.apply(WordFormInputs.defaults()).inputs()) {
      changed = changed.input(input);
    }
    return changed;
  }

  /**
   * Adds or replaces embeddings of size {@code embeddingSize} of the form of words that the name
   * says: {@code word}, {@code lower}, {@code shape}, {@code prefix2} or {@code suffix3}, of any
   * length. Under other names they are those of your own features, which a {@code SequenceTagger}
   * reads.
   */
  public TaggerDefinition features(String name, int embeddingSize) {
    return input(EmbeddingInput.of(name, embeddingSize));
  }

  /**
   * Adds or replaces embeddings of size {@code embeddingSize} of a form of words.
   *
   * @param name any name of letters, digits, - and _, the prefix of the parameters' names
   */
  public TaggerDefinition features(String name, WordForm form, int embeddingSize) {
    return input(EmbeddingInput.of(name, form, embeddingSize));
  }

  /**
   * Adds or replaces a character encoder: {@code characters(c -> c.lstm(50))} or {@code
   * characters(c -> c.cnn(30, 3))}.
   */
  public TaggerDefinition characters(UnaryOperator<CharacterInput> change) {
    return input(change.apply(CharacterInput.of(CHARACTER)));
  }

  /** Adds or replaces frozen pretrained vectors; {@link VectorInput} has the other choices. */
  public TaggerDefinition vectors(WordVectors vectors) {
    return input(VectorInput.of(vectors));
  }

  /**
   * Adds or replaces the tags of words in a gazetteer, embedded in vectors of size 24; {@link
   * GazetteerInput} has other sizes.
   */
  public TaggerDefinition gazetteer(Gazetteer gazetteer) {
    return input(GazetteerInput.of(gazetteer));
  }

  /** Adds the default character encoder, an LSTM. */
  public TaggerDefinition characters() {
    return characters(UnaryOperator.identity());
  }

  /**
   * Adds an input, or replaces the one of the same name. After {@code Tagger.define()}, the first
   * input replaces the default ones.
   */
  public TaggerDefinition input(Input<?> input) {
    return inputs(automatic.inputs() ? Inputs.of(input) : inputs.with(input));
  }

  /** Sets the inputs. */
  public TaggerDefinition inputs(Inputs inputs) {
    return inputs(inputs, automatic.withoutInputs());
  }

  /**
   * Sets the initial distribution of every feature embedding to N(0, deviation²), whatever an input
   * says, also of inputs that are added later. The default is 0.05: with PyTorch's 1, the initial
   * noise dominates the vectors of rare words, which few steps update. Character embeddings are
   * unchanged.
   *
   * @throws IllegalArgumentException if the deviation is not a finite number above 0
   */
  public TaggerDefinition embeddingStandardDeviation(double standardDeviation) {
    return new TaggerDefinition(
        inputs,
        encoder,
        dropout,
        lockedDropout,
        columns,
        OptionalDouble.of(standardDeviation),
        tablePrecision,
        automatic);
  }

  /**
   * Sets the precision of the embedding tables that training changes. With {@code F16} it rounds
   * them at its end, for a file of about half the size; a table with a number beyond 65,504 keeps
   * 32 bits, with a warning. Frozen tables keep their numbers: {@link WordVectors#halfPrecision}
   * rounds them. The default is that of a base tagger, without one {@code F32}.
   *
   * @throws IllegalArgumentException for {@code BF16}
   */
  public TaggerDefinition tablePrecision(TensorType type) {
    return tablePrecision(Optional.of(type));
  }

  private TaggerDefinition tablePrecision(Optional<TensorType> type) {
    return new TaggerDefinition(
        inputs, encoder, dropout, lockedDropout, columns, embeddingDeviation, type, automatic);
  }

  private TaggerDefinition inputs(Inputs changed, AutomaticSettings settings) {
    return new TaggerDefinition(
        changed,
        encoder,
        dropout,
        lockedDropout,
        columns,
        embeddingDeviation,
        tablePrecision,
        settings);
  }

  /**
   * Sets the encoder: {@code encoder(input -> Recurrent.lstm(input).hidden(200).bidirectional())}.
   *
   * @param definition the encoder as a function of its input size. It is called once; inputs added
   *     later change the input size only.
   */
  public TaggerDefinition encoder(IntFunction<Recurrent> definition) {
    return encoder(definition.apply(inputs.outputSize()));
  }

  /** Sets the encoder. Its input size is replaced by that of the inputs. */
  public TaggerDefinition encoder(Recurrent encoder) {
    return new TaggerDefinition(
        inputs,
        encoder,
        dropout,
        lockedDropout,
        columns,
        embeddingDeviation,
        tablePrecision,
        automatic.withoutHiddenSize());
  }

  /**
   * Sets dropout of single elements before, between and after the layers in training. It acts in
   * addition to locked dropout, which is 0.5 by default and alone applies between layers: {@code
   * dropout(0.5)} keeps a quarter of the elements before and after them. For dropout without locked
   * dropout, also call {@code lockedDropout(0)}.
   */
  public TaggerDefinition dropout(double probability) {
    return new TaggerDefinition(
        inputs,
        encoder,
        probability,
        lockedDropout,
        columns,
        embeddingDeviation,
        tablePrecision,
        automatic);
  }

  /**
   * Sets locked dropout before, between and after the layers in training: one mask for all steps of
   * a sequence. The default is {@link TaggerDefaults#LOCKED_DROPOUT}.
   */
  public TaggerDefinition lockedDropout(double probability) {
    return new TaggerDefinition(
        inputs,
        encoder,
        dropout,
        probability,
        columns,
        embeddingDeviation,
        tablePrecision,
        automatic);
  }

  /**
   * Sets the head of the main column to a softmax, the default unless the labels are those of
   * spans.
   */
  public TaggerDefinition softmax() {
    return head(Head.softmax());
  }

  /** Sets the head of the main column to a linear-chain CRF. */
  public TaggerDefinition crf() {
    return head(Head.crf());
  }

  /**
   * Sets the head of the main column to a CRF whose predictions conform to {@code scheme}. Requires
   * label names: {@link LabelSet#of}.
   */
  public TaggerDefinition crf(TagScheme scheme) {
    return head(Head.crf(scheme));
  }

  /** Sets the head of the main column. */
  public TaggerDefinition head(Head head) {
    List<LabelColumn> changed = new ArrayList<>(columns);
    changed.set(0, new LabelColumn(LabelColumn.MAIN, 1, head));
    return columns(changed, automatic.withoutHead());
  }

  /** Adds an auxiliary task with a softmax head and {@link TaggerDefaults#AUXILIARY_WEIGHT}. */
  public TaggerDefinition auxiliaryTask(String name) {
    return auxiliaryTask(name, TaggerDefaults.AUXILIARY_WEIGHT);
  }

  /** Adds an auxiliary task with a softmax head. */
  public TaggerDefinition auxiliaryTask(String name, double lossWeight) {
    return auxiliaryTask(name, lossWeight, Head.softmax());
  }

  /**
   * Adds an auxiliary task: a further label column predicted from the shared encoder (multi-task
   * learning). The first one replaces those that {@link AutomaticSettings} would add.
   *
   * @param lossWeight the weight of its loss; the main column has 1
   */
  public TaggerDefinition auxiliaryTask(String name, double lossWeight, Head head) {
    List<LabelColumn> extended = new ArrayList<>(columns);
    extended.add(new LabelColumn(name, lossWeight, head));
    return columns(extended, automatic.withoutAuxiliaryTasks());
  }

  /** Removes the auxiliary tasks, also those that {@link AutomaticSettings} would add. */
  public TaggerDefinition withoutAuxiliaryTasks() {
    return columns(List.of(columns.get(0)), automatic.withoutAuxiliaryTasks());
  }

  private TaggerDefinition columns(List<LabelColumn> changed, AutomaticSettings settings) {
    return new TaggerDefinition(
        inputs,
        encoder,
        dropout,
        lockedDropout,
        changed,
        embeddingDeviation,
        tablePrecision,
        settings);
  }

  /**
   * Returns all parameters in the order of registration: inputs ({@code word_emb}), encoder ({@code
   * lstm}, {@code gru} or {@code rnn}: the cell's name) and, per column, the linear layer ({@code
   * hidden2tag}) and the head's own ({@code crf.tag}). Names and initial distributions are those of
   * PyTorch and torchcrf, except for embedding tables: their standard deviation is that of their
   * input instead of 1.
   *
   * @throws IllegalArgumentException if the sizes have another number of columns or the labels do
   *     not conform to a column's tag scheme
   */
  public List<ParameterSpec> parameters(TaggerSizes sizes) {
    sizes.requireMatch(columns);
    Recurrent sized = encoder(sizes);
    List<ParameterSpec> specs = new ArrayList<>(inputs.parameters(sizes.vocabularySizes()));
    specs.addAll(ParameterSpec.within(encoderName(), sized.parameters()));
    for (int k = 0; k < columns.size(); k++) {
      specs.addAll(columns.get(k).parameters(sized.outputSize(), sizes.columns().get(k)));
    }
    return specs;
  }

  /**
   * Returns this definition for data of {@code sizes}: an encoder of automatic size gets its number
   * of units, and each input its own deviation. A trained tagger has a resolved definition.
   */
  public TaggerDefinition resolved(TaggerSizes sizes) {
    return new TaggerDefinition(inputs, encoder(sizes), dropout, lockedDropout, columns)
        .tablePrecision(tablePrecision);
  }

  /**
   * Returns this definition as a trained tagger has it: without pretrained values and the precision
   * of tables, which the parameters have then.
   */
  public TaggerDefinition trained() {
    List<Input<?>> trained = new ArrayList<>();
    inputs.all().forEach(input -> trained.add(input.trained()));
    return inputs(new Inputs(trained), automatic).tablePrecision(Optional.empty());
  }

  /** Returns the encoder for data of {@code sizes}. */
  private Recurrent encoder(TaggerSizes sizes) {
    return automatic.hiddenSize()
        ? TaggerDefaults.encoder(
            inputs.outputSize(), TaggerDefaults.hiddenSize(sizes.columns().get(0)))
        : encoder;
  }

  /** Returns the prefix of the encoder's parameter names. */
  public String encoderName() {
    return encoder.cell().name().toLowerCase(Locale.ROOT);
  }

  /** Returns the encoder with the tagger's dropout between layers, unless it has its own. */
  public Recurrent encoderWithDropout() {
    DropoutRates own = encoder.dropout();
    if (own.betweenLayers() > 0 || own.locked() > 0) {
      return encoder;
    }
    return lockedDropout > 0 ? encoder.lockedDropout(lockedDropout) : encoder.dropout(dropout);
  }
}
