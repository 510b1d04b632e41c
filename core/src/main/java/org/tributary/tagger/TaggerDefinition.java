package org.tributary.tagger;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.tributary.head.Crf;
import org.tributary.head.TagScheme;
import org.tributary.input.CharacterInput;
import org.tributary.input.FeatureInput;
import org.tributary.input.Input;
import org.tributary.input.Inputs;
import org.tributary.layer.Linear;
import org.tributary.param.ParameterSpec;
import org.tributary.train.TrainingListener;

/**
 * The definition of a tagger: what a step is read as, a recurrent encoder and a head for each
 * column of labels. An immutable value without tensors, of which each method gives a changed copy.
 *
 * <pre>{@code
 * Tagger.define().words(100).lowercase(50).features("suffix", 32).characters(c -> c.lstm(50))
 * }</pre>
 *
 * @param inputs what a step is read as; their vectors stand side by side
 * @param encoder the recurrent part
 * @param dropout the probability that an element of the inputs, of a layer's output or of the
 *     encoder's output is dropped in training
 * @param columns what is predicted, the main column first: it is {@link LabelColumn#MAIN}, with a
 *     loss weight of 1
 */
public record TaggerDefinition(
    Inputs inputs, EncoderDefinition encoder, double dropout, List<LabelColumn> columns) {
  /** The name of the input that {@link #words} defines. */
  public static final String WORD = "word";

  /** The name of the input that {@link #lowercase} defines. */
  public static final String LOWER = "lower";

  /** The name of the input that {@link #characters} defines. */
  public static final String CHARACTER = "char";

  /** Checks what the parts do not check themselves. */
  public TaggerDefinition {
    Objects.requireNonNull(inputs, "inputs");
    Objects.requireNonNull(encoder, "encoder");
    if (!(dropout >= 0 && dropout < 1)) {
      throw new IllegalArgumentException(
          "tagger: expected a dropout probability from 0 to below 1, got %s".formatted(dropout));
    }
    columns = List.copyOf(columns);
    requireColumns(columns);
  }

  private static void requireColumns(List<LabelColumn> columns) {
    List<String> names = columns.stream().map(LabelColumn::name).toList();
    if (names.isEmpty() || !names.get(0).equals(LabelColumn.MAIN)) {
      throw new IllegalArgumentException(
          "tagger: expected label columns of which the first is %s, got %s"
              .formatted(LabelColumn.MAIN, names));
    }
    if (columns.get(0).lossWeight() != 1) {
      throw new IllegalArgumentException(
          "tagger: expected a loss weight of 1 for the main column, got %s; weigh the others against it"
              .formatted(columns.get(0).lossWeight()));
    }
    if (Set.copyOf(names).size() < names.size()) {
      throw new IllegalArgumentException(
          "tagger: expected label columns of different names, got %s".formatted(names));
    }
  }

  /** Gives each word a vector of {@code embeddingSize}. */
  public TaggerDefinition words(int embeddingSize) {
    return input(FeatureInput.of(WORD, embeddingSize));
  }

  /** Gives each word, lower-cased, a vector of {@code embeddingSize} beside what there is. */
  public TaggerDefinition lowercase(int embeddingSize) {
    return input(FeatureInput.of(LOWER, embeddingSize));
  }

  /** Gives each feature of a group a vector of {@code embeddingSize} beside what there is. */
  public TaggerDefinition features(String group, int embeddingSize) {
    return input(FeatureInput.of(group, embeddingSize));
  }

  /**
   * Reads each word's characters beside what there is: {@code characters(c -> c.lstm(50))} or
   * {@code characters(c -> c.cnn(30, 3))}.
   */
  public TaggerDefinition characters(UnaryOperator<CharacterInput> change) {
    return input(change.apply(CharacterInput.of(CHARACTER)));
  }

  /** Reads {@code input} in the place of the one of its name, or else beside what there is. */
  public TaggerDefinition input(Input input) {
    return inputs(inputs.with(input));
  }

  /** Reads exactly {@code inputs}. */
  public TaggerDefinition inputs(Inputs inputs) {
    return new TaggerDefinition(inputs, encoder, dropout, columns);
  }

  /**
   * Draws the first vectors of every group defined so far from N(0, deviation²). PyTorch's 1 drowns
   * rare words, which few steps touch, in what they were drawn as; the default is 0.05. Tables of
   * characters keep theirs.
   *
   * @throws IllegalArgumentException if the deviation is not a finite number above 0
   */
  public TaggerDefinition embeddingDeviation(double deviation) {
    return inputs(inputs.deviation(deviation));
  }

  /** Changes the recurrent part: {@code encode(e -> e.lstm(200).layers(2))}. */
  public TaggerDefinition encode(UnaryOperator<EncoderDefinition> change) {
    return new TaggerDefinition(inputs, change.apply(encoder), dropout, columns);
  }

  /** Drops elements before, between and after the layers in training. */
  public TaggerDefinition dropout(double probability) {
    return new TaggerDefinition(inputs, encoder, probability, columns);
  }

  /** Chooses each step's label of the main column for itself, which is the default. */
  public TaggerDefinition softmax() {
    return head(HeadDefinition.softmax());
  }

  /** Chooses a sequence's labels of the main column together, by a linear-chain CRF. */
  public TaggerDefinition crf() {
    return head(HeadDefinition.crf());
  }

  /**
   * As {@link #crf()}, and never breaks the rules of {@code scheme}. The labels then need names:
   * {@link LabelSet#of}.
   */
  public TaggerDefinition crf(TagScheme scheme) {
    return head(HeadDefinition.crf(scheme));
  }

  /** Chooses the labels of the main column by {@code head}. */
  public TaggerDefinition head(HeadDefinition head) {
    List<LabelColumn> changed = new ArrayList<>(columns);
    changed.set(0, new LabelColumn(LabelColumn.MAIN, 1, head));
    return columns(changed);
  }

  /** Predicts another column of labels from the same encoder, by softmax. */
  public TaggerDefinition auxiliaryTask(String name, double lossWeight) {
    return auxiliaryTask(name, lossWeight, HeadDefinition.softmax());
  }

  /**
   * Predicts another column of labels from the same encoder. What it teaches the encoder can help
   * the main column.
   *
   * @param lossWeight how much its loss counts beside the main column's
   */
  public TaggerDefinition auxiliaryTask(String name, double lossWeight, HeadDefinition head) {
    List<LabelColumn> more = new ArrayList<>(columns);
    more.add(new LabelColumn(name, lossWeight, head));
    return columns(more);
  }

  private TaggerDefinition columns(List<LabelColumn> changed) {
    return new TaggerDefinition(inputs, encoder, dropout, changed);
  }

  /**
   * Trains a tagger over words, without held-out data and in silence.
   *
   * @throws IllegalArgumentException as {@link WordTagger#train}, also where the options stop early
   *     or follow the score, for which held-out data are needed
   */
  public WordTagger train(List<TaggedSentence> sentences, TrainingOptions options) {
    return WordTagger.train(this, sentences, List.of(), options, TrainingListener.silent());
  }

  /**
   * Every parameter in the order of registration: the inputs' ({@code word_emb}), {@code lstm} (or
   * the encoder's other cell), and for each column, as for {@code tag}, {@code hidden2tag} and
   * where it has one {@code crf.tag}. Names and initial distributions are PyTorch's and torchcrf's,
   * but for the tables: their deviation is that of their input, where PyTorch's is 1.
   *
   * @throws IllegalArgumentException if the sizes are of another number of columns
   */
  public List<ParameterSpec> parameters(TaggerSizes sizes) {
    requireMatch(sizes);
    List<ParameterSpec> specs = new ArrayList<>(inputs.parameters(sizes.entries()));
    specs.addAll(stack().parameters());
    for (int k = 0; k < columns.size(); k++) {
      LabelColumn column = columns.get(k);
      linear(sizes, k).parameters().forEach(p -> specs.add(p.within(column.linearName())));
      if (column.head() instanceof HeadDefinition.Crf) {
        new Crf(sizes.columns().get(k).size())
            .parameters()
            .forEach(p -> specs.add(p.within(column.crfName())));
      }
    }
    return specs;
  }

  /** Checks that the sizes are of these columns, and the labels of their schemes. */
  void requireMatch(TaggerSizes sizes) {
    if (sizes.columns().size() != columns.size()) {
      throw new IllegalArgumentException(
          "tagger: expected the labels of %d columns %s, got those of %d"
              .formatted(
                  columns.size(),
                  columns.stream().map(LabelColumn::name).toList(),
                  sizes.columns().size()));
    }
    for (int k = 0; k < columns.size(); k++) {
      columns.get(k).rules(sizes.columns().get(k));
    }
  }

  RecurrentStack stack() {
    return new RecurrentStack(encoder, inputs.outputSize(), dropout);
  }

  Linear linear(TaggerSizes sizes, int column) {
    return new Linear(stack().outputSize(), sizes.columns().get(column).size());
  }
}
