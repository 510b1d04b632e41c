package org.tributary.tagger.definition;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.tributary.feature.CharacterInput;
import org.tributary.feature.Input;
import org.tributary.feature.Inputs;
import org.tributary.feature.WordFormInputs;
import org.tributary.head.Head;
import org.tributary.head.LabelSet;
import org.tributary.layer.Recurrent;
import org.tributary.span.SpanLabels;

/**
 * The default configuration of a tagger and its training. {@code TrainingOptions.defaults} and
 * {@code Tagger.define()} are made of these values; Tribuo's trainer and the command line read
 * them, so that all three train the same tagger.
 */
public final class TaggerDefaults {
  /**
   * The hidden size in each direction for up to {@link #MAX_COARSE_LABELS} labels, not of spans.
   */
  public static final int HIDDEN_SIZE = 128;

  /** The hidden size in each direction for more than {@link #MAX_COARSE_LABELS} labels. */
  public static final int FINE_HIDDEN_SIZE = 256;

  /** The maximum number of labels of a tagger of {@link #HIDDEN_SIZE}. */
  public static final int MAX_COARSE_LABELS = 32;

  /** The number of stacked layers. */
  public static final int LAYERS = 2;

  /** The dropout probability. */
  public static final double DROPOUT = 0;

  /** The locked dropout probability. */
  public static final double LOCKED_DROPOUT = 0.5;

  /** The recurrent dropout probability. */
  public static final double RECURRENT_DROPOUT = 0;

  /** The word dropout probability, except for span labels. */
  public static final double WORD_DROPOUT = 0;

  /** The loss weight of an auxiliary task. */
  public static final double AUXILIARY_WEIGHT = 0.2;

  /** The maximum number of distinct values of an automatic auxiliary task. */
  public static final int MAX_AUXILIARY_LABELS = 2_000;

  /**
   * The number of passes over the training data, unless {@link #MIN_STEPS} needs more; {@link
   * #SPAN_EPOCHS} for span labels.
   */
  public static final int EPOCHS = 30;

  /**
   * The number of sequences in a training batch, unless {@link #MIN_STEPS} needs fewer; {@link
   * #SPAN_BATCH_SIZE} for span labels.
   */
  public static final int BATCH_SIZE = 32;

  /** The minimum number of training steps; with few data, batches are smaller and epochs more. */
  public static final int MIN_STEPS = 1000;

  /** The initial learning rate. */
  public static final double LEARNING_RATE = 0.002;

  /** The ratio of the initial to the final learning rate. */
  public static final int LEARNING_RATE_DECAY = 20;

  /** The fraction of all steps with linear learning-rate warm-up. */
  public static final double WARM_UP = 0;

  /** The decay of the exponential moving average of the weights. */
  public static final double AVERAGE_DECAY = 0.999;

  /** The maximum fraction of the run's steps that the moving average covers. */
  public static final double AVERAGE_REACH = 0.25;

  /** The maximum global gradient norm. */
  public static final double CLIP_NORM = 5;

  /** The rate of UNK replacement, except for span labels. */
  public static final double UNKNOWN_RATE = 5;

  /** The hidden size in each direction for up to {@link #MAX_COARSE_LABELS} span labels. */
  public static final int SPAN_HIDDEN_SIZE = 200;

  /** The number of epochs for span labels, where others have {@link #EPOCHS}. */
  public static final int SPAN_EPOCHS = 12;

  /** The number of sequences in a training batch with span labels. */
  public static final int SPAN_BATCH_SIZE = 8;

  /** The rate of UNK replacement for span labels. */
  public static final double SPAN_UNKNOWN_RATE = 20;

  /** The word dropout probability for span labels. */
  public static final double SPAN_WORD_DROPOUT = 0.1;

  /** The value of a word dropout or UNK replacement rate that is left to the labels' default. */
  public static final double BY_LABELS = -1;

  /** The random seed. */
  public static final long SEED = 1;

  private TaggerDefaults() {}

  /**
   * Returns the final learning rate of a decaying schedule: a twentieth of the initial one,
   * whatever it is.
   */
  public static double finalLearningRate(double initial) {
    return initial / LEARNING_RATE_DECAY;
  }

  /** Returns the hidden size in each direction of a tagger of these labels. */
  public static int hiddenSize(LabelSet labels) {
    if (labels.size() > MAX_COARSE_LABELS) {
      return FINE_HIDDEN_SIZE;
    }
    return areSpans(labels) ? SPAN_HIDDEN_SIZE : HIDDEN_SIZE;
  }

  /** Returns whether labels have names and encode spans, such as B-person. */
  public static boolean areSpans(LabelSet labels) {
    return labels.names().filter(SpanLabels::encodeSpans).isPresent();
  }

  /**
   * Returns the default definition, whose hidden size follows from the labels.
   *
   * @see TaggerDefinition#resolved
   */
  public static TaggerDefinition definition() {
    Inputs inputs = inputs();
    return new TaggerDefinition(
        inputs,
        encoder(inputs.outputSize(), HIDDEN_SIZE),
        DROPOUT,
        LOCKED_DROPOUT,
        List.of(new LabelColumn(LabelColumn.MAIN, 1, Head.softmax())),
        OptionalDouble.empty(),
        Optional.empty(),
        TaggerDefinition.AutomaticSettings.ALL);
  }

  /** Returns the inputs: word forms and characters. */
  static Inputs inputs() {
    List<Input<?>> inputs = new ArrayList<>(WordFormInputs.defaults().inputs());
    inputs.add(CharacterInput.of(TaggerDefinition.CHARACTER));
    return new Inputs(inputs);
  }

  /** Returns the encoder: bidirectional LSTM layers with a residual connection. */
  static Recurrent encoder(int inputSize, int hiddenSize) {
    return Recurrent.lstm(inputSize).hidden(hiddenSize).layers(LAYERS).bidirectional().residual();
  }
}
