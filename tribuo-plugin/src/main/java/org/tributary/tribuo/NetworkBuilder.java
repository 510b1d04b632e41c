package org.tributary.tribuo;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.tributary.param.TensorType;
import org.tributary.span.TagScheme;
import org.tributary.tribuo.config.TaggerCell;
import org.tributary.tribuo.config.TaggerHead;
import org.tributary.tribuo.config.TaggerSkipConnection;
import org.tributary.tribuo.input.TaggerInput;

/** The options of a tagger's network in a builder: the setters of {@link NetworkSettings}. */
abstract sealed class NetworkBuilder permits LstmTaggerTrainerBuilder {
  NetworkBuilder() {}

  /** Sets the embedding size of words and of features that no input reads; by default 64. */
  public LstmTaggerTrainerBuilder embeddingSize(int size) {
    return withNetwork(o -> o.embeddingSize = size);
  }

  /** Sets the inputs; empty, the default, for word forms and characters, if present in the data. */
  public LstmTaggerTrainerBuilder inputs(List<TaggerInput> inputs) {
    List<TaggerInput> copy = List.copyOf(inputs);
    return withNetwork(o -> o.inputs = copy);
  }

  /** Sets the feature group of the words that the default inputs read; by default {@code word}. */
  public LstmTaggerTrainerBuilder wordGroup(String group) {
    return withNetwork(o -> o.wordGroup = group);
  }

  /** Sets the standard deviation of initial word and feature embeddings; 0, the default: 0.05. */
  public LstmTaggerTrainerBuilder embeddingStandardDeviation(double standardDeviation) {
    return withNetwork(o -> o.embeddingStandardDeviation = standardDeviation);
  }

  /** Sets the cell of the encoder's layers; by default an LSTM. */
  public LstmTaggerTrainerBuilder cell(TaggerCell cell) {
    return withNetwork(o -> o.cell = cell);
  }

  /** Sets the hidden size in each direction; 0, the default: by the number of labels. */
  public LstmTaggerTrainerBuilder hiddenSize(int size) {
    return withNetwork(o -> o.hiddenSize = size);
  }

  /** Sets the number of stacked layers. */
  public LstmTaggerTrainerBuilder layers(int layers) {
    return withNetwork(o -> o.layers = layers);
  }

  /** Sets the skip connection around each layer after the first; by default RESIDUAL. */
  public LstmTaggerTrainerBuilder connection(TaggerSkipConnection connection) {
    return withNetwork(o -> o.connection = connection);
  }

  /** Makes the encoder bidirectional, the default. */
  public LstmTaggerTrainerBuilder bidirectional() {
    return withNetwork(o -> o.bidirectional = true);
  }

  /** Makes the encoder forward only: a step's output does not depend on later steps. */
  public LstmTaggerTrainerBuilder forwardOnly() {
    return withNetwork(o -> o.bidirectional = false);
  }

  /**
   * Rounds the trained embedding tables to 16 bits ({@link TensorType#F16}), for a model file of
   * about half the size, or keeps 32 bits (F32). Development scores are those of unrounded tables.
   */
  public LstmTaggerTrainerBuilder tablePrecision(TensorType type) {
    return withNetwork(o -> o.tablePrecision = type);
  }

  /**
   * Predicts the labels of a sequence independently by a softmax, the default unless all labels are
   * span labels.
   */
  public LstmTaggerTrainerBuilder softmax() {
    return head(TaggerHead.SOFTMAX, Optional.empty());
  }

  /** Predicts the best label sequence by an unconstrained linear-chain CRF. */
  public LstmTaggerTrainerBuilder crf() {
    return head(TaggerHead.CRF, Optional.empty());
  }

  /**
   * Predicts the best label sequence by a CRF constrained to the scheme of the training labels; the
   * default if all labels are span labels.
   */
  public LstmTaggerTrainerBuilder crf(TagScheme scheme) {
    return head(TaggerHead.CRF, Optional.of(Objects.requireNonNull(scheme, "scheme")));
  }

  /** Constrains the CRF by its scheme in training too: labels that violate it have a large loss. */
  public LstmTaggerTrainerBuilder constrainTraining() {
    return withNetwork(o -> o.constrainTraining = true);
  }

  /** Constrains the CRF by its scheme, if any, in prediction only, the default. */
  public LstmTaggerTrainerBuilder constrainPredictionOnly() {
    return withNetwork(o -> o.constrainTraining = false);
  }

  /** Sets the output head; a scheme needs a CRF. */
  LstmTaggerTrainerBuilder head(TaggerHead head, Optional<TagScheme> scheme) {
    return withNetwork(
        o -> {
          o.head = head;
          o.scheme = scheme.orElse(null);
        });
  }

  /** Returns a builder with changed settings of the network, whose ranges have been checked. */
  abstract LstmTaggerTrainerBuilder withNetwork(Consumer<NetworkSettings> change);
}
