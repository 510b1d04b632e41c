package org.tributary.tagger;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.tributary.input.CharacterInput;
import org.tributary.input.FeatureInput;
import org.tributary.input.Input;
import org.tributary.input.Inputs;
import org.tributary.layer.Linear;
import org.tributary.layer.Recurrent;
import org.tributary.param.ParameterSpec;
import org.tributary.train.TrainingListener;

/**
 * The definition of a tagger: what a step is read as, a recurrent encoder and a softmax over
 * labels. An immutable value without tensors, of which each method gives a changed copy.
 *
 * <pre>{@code
 * Tagger.define().words(100).lowercase(50).features("suffix", 32).characters(c -> c.lstm(50))
 * }</pre>
 *
 * @param inputs what a step is read as; their vectors stand side by side
 * @param encoder the recurrent part
 * @param dropout the probability that an element of the inputs, of a layer's output or of the
 *     encoder's output is dropped in training
 */
public record TaggerDefinition(Inputs inputs, EncoderDefinition encoder, double dropout) {
  /** The name of the input that {@link #words} defines. */
  public static final String WORD = "word";

  /** The name of the input that {@link #lowercase} defines. */
  public static final String LOWER = "lower";

  /** The name of the input that {@link #characters} defines. */
  public static final String CHARACTER = "char";

  static final String ENCODER = "lstm";
  static final String HEAD = "hidden2tag";

  /** Checks what the parts do not check themselves. */
  public TaggerDefinition {
    Objects.requireNonNull(inputs, "inputs");
    Objects.requireNonNull(encoder, "encoder");
    if (!(dropout >= 0 && dropout < 1)) {
      throw new IllegalArgumentException(
          "tagger: expected a dropout probability from 0 to below 1, got %s".formatted(dropout));
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
    return new TaggerDefinition(inputs, encoder, dropout);
  }

  /**
   * Draws the first vectors of every group defined so far from N(0, deviation²). PyTorch's 1 drowns
   * rare words, which few steps touch, in what they were drawn as; the default is smaller.
   */
  public TaggerDefinition embeddingDeviation(double deviation) {
    return inputs(inputs.deviation(deviation));
  }

  /** Changes the recurrent part: {@code encode(e -> e.lstm(200).layers(2))}. */
  public TaggerDefinition encode(UnaryOperator<EncoderDefinition> change) {
    return new TaggerDefinition(inputs, change.apply(encoder), dropout);
  }

  /** Drops elements before, between and after the layers in training. */
  public TaggerDefinition dropout(double probability) {
    return new TaggerDefinition(inputs, encoder, probability);
  }

  /** Trains a tagger over words, without held-out data and in silence. */
  public WordTagger train(List<TaggedSentence> sentences, TrainingOptions options) {
    return WordTagger.train(this, sentences, List.of(), options, TrainingListener.silent());
  }

  /**
   * Every parameter in the order of registration: the inputs' ({@code word_emb}), {@code lstm},
   * {@code hidden2tag}, each with PyTorch's names and initial distribution.
   */
  public List<ParameterSpec> parameters(TaggerSizes sizes) {
    List<ParameterSpec> specs = new ArrayList<>(inputs.parameters(sizes.entries()));
    recurrent().parameters().forEach(p -> specs.add(p.within(ENCODER)));
    linear(sizes).parameters().forEach(p -> specs.add(p.within(HEAD)));
    return specs;
  }

  Recurrent recurrent() {
    Recurrent lstm =
        Recurrent.lstm(inputs.outputSize()).hidden(encoder.hiddenSize()).layers(encoder.layers());
    Recurrent directed = encoder.bothDirections() ? lstm.bidirectional() : lstm;
    return directed.dropout(dropout);
  }

  Linear linear(TaggerSizes sizes) {
    return new Linear(recurrent().outputSize(), sizes.labels());
  }
}
