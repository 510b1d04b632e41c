package org.tributary.tribuo;

import com.oracle.labs.mlrg.olcut.config.Config;
import java.util.ArrayList;
import java.util.List;
import org.tributary.feature.WordFormInputs;
import org.tributary.param.TensorType;
import org.tributary.span.TagScheme;
import org.tributary.tagger.definition.TaggerDefaults;
import org.tributary.tribuo.config.TaggerCell;
import org.tributary.tribuo.config.TaggerHead;
import org.tributary.tribuo.config.TaggerSkipConnection;
import org.tributary.tribuo.input.TaggerInput;
import org.tributary.tribuo.internal.model.InputConfiguration;

/** Configuration fields of a tagger's network and their defaults. */
abstract sealed class NetworkSettings permits LstmTaggerSettings {
  @Config(
      description = "Embedding size of words and of the features that no input reads, at least 1.")
  int embeddingSize = WordFormInputs.WORD_SIZE;

  @Config(
      description =
          "Inputs of a step; empty for the default: word forms and characters, if present in the"
              + " data.")
  List<TaggerInput> inputs = new ArrayList<>();

  @Config(
      description =
          "Feature group of the words that the default inputs read: the part of feature names before"
              + " the = or @.")
  String wordGroup = InputConfiguration.DEFAULT_WORD_GROUP;

  @Config(
      description =
          "Standard deviation of the normal distribution of initial word and feature embeddings, or 0"
              + " for 0.05; character embeddings keep 1/sqrt(size).")
  double embeddingStandardDeviation = 0;

  @Config(description = "Cell of the encoder's layers: LSTM, GRU or RNN (tanh).")
  TaggerCell cell = TaggerCell.LSTM;

  @Config(
      description =
          "Hidden size in each direction; 0 for that of the preset, by default "
              + TaggerDefaults.HIDDEN_SIZE
              + ", or "
              + TaggerDefaults.SPAN_HIDDEN_SIZE
              + " for span labels, or "
              + TaggerDefaults.FINE_HIDDEN_SIZE
              + " with more than "
              + TaggerDefaults.MAX_COARSE_LABELS
              + " labels.")
  int hiddenSize = 0;

  @Config(
      description =
          "Number of stacked layers; 0 for that of the preset, by default "
              + TaggerDefaults.LAYERS
              + ".")
  int layers = 0;

  @Config(
      description = "Skip connection around each layer after the first: NONE, RESIDUAL or HIGHWAY.")
  TaggerSkipConnection connection = TaggerSkipConnection.RESIDUAL;

  @Config(description = "Bidirectional encoder.")
  boolean bidirectional = true;

  @Config(
      description =
          "Output head: SOFTMAX, independent labels, CRF, the best label sequence, or AUTO for a CRF"
              + " of the labels' scheme if all are span labels, else SOFTMAX.")
  TaggerHead head = TaggerHead.AUTO;

  @Config(
      description =
          "Tag scheme that constrains the CRF's predictions: BIO, IOB1 or BIOES; without one, every label sequence is allowed.")
  TagScheme scheme;

  @Config(
      description =
          "Constrain the CRF by the scheme in training too; labels that violate it then have a large"
              + " loss.")
  boolean constrainTraining = false;

  @Config(
      description =
          "Type of the numbers of all embedding tables in a model, tuned vectors included: F32, or F16,"
              + " to which they are rounded after training, for a file of about half the size. Default: that of the"
              + " preset.")
  TensorType tablePrecision;

  /** Creates settings with their default values. */
  NetworkSettings() {}

  /** Copies {@code options}. */
  NetworkSettings(NetworkSettings options) {
    this.embeddingSize = options.embeddingSize;
    this.inputs = List.copyOf(options.inputs);
    this.wordGroup = options.wordGroup;
    this.embeddingStandardDeviation = options.embeddingStandardDeviation;
    this.cell = options.cell;
    this.hiddenSize = options.hiddenSize;
    this.layers = options.layers;
    this.connection = options.connection;
    this.bidirectional = options.bidirectional;
    this.head = options.head;
    this.scheme = options.scheme;
    this.constrainTraining = options.constrainTraining;
    this.tablePrecision = options.tablePrecision;
  }
}
