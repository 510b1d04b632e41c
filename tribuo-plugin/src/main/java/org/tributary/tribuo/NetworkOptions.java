package org.tributary.tribuo;

import com.oracle.labs.mlrg.olcut.config.Option;
import java.util.Optional;
import org.tributary.param.TensorType;
import org.tributary.span.TagScheme;
import org.tributary.tagger.definition.TaggerDefaults;
import org.tributary.tribuo.config.TaggerCell;
import org.tributary.tribuo.config.TaggerHead;
import org.tributary.tribuo.config.TaggerSkipConnection;
import org.tributary.tribuo.internal.model.InputConfiguration;

/** OLCUT command-line options of a tagger's network: those of {@link NetworkSettings}. */
abstract sealed class NetworkOptions permits LstmTaggerOptions {
  /** The default values of the options. */
  static final LstmTaggerSettings DEFAULTS = LstmTaggerTrainer.builder().build();

  @Option(longName = "lstm-embedding-size", usage = "Word embedding size.")
  private int embeddingSize = DEFAULTS.embeddingSize;

  @Option(
      longName = "lstm-word-group",
      usage = "Feature group of the words: the part of feature names before the = or @.")
  private String wordGroup = InputConfiguration.DEFAULT_WORD_GROUP;

  @Option(
      longName = "lstm-embedding-standard-deviation",
      usage = "Standard deviation of initial embeddings; 0 for 0.05.")
  private double embeddingStandardDeviation = DEFAULTS.embeddingStandardDeviation;

  @Option(longName = "lstm-cell", usage = "Cell of the encoder's layers: LSTM, GRU or RNN.")
  private TaggerCell cell = DEFAULTS.cell;

  @Option(
      longName = "lstm-hidden-size",
      usage =
          "Hidden size in each direction; 0 for "
              + TaggerDefaults.HIDDEN_SIZE
              + ", or "
              + TaggerDefaults.SPAN_HIDDEN_SIZE
              + " for span labels, or "
              + TaggerDefaults.FINE_HIDDEN_SIZE
              + " with more than "
              + TaggerDefaults.MAX_COARSE_LABELS
              + " labels.")
  private int hiddenSize = DEFAULTS.hiddenSize;

  @Option(longName = "lstm-layers", usage = "Number of stacked layers; 0 for that of the preset.")
  private int layers = DEFAULTS.layers;

  @Option(
      longName = "lstm-connection",
      usage = "Skip connection around each layer after the first: NONE, RESIDUAL or HIGHWAY.")
  private TaggerSkipConnection connection = DEFAULTS.connection;

  @Option(longName = "lstm-bidirectional", usage = "Bidirectional encoder; false for forward only.")
  private boolean bidirectional = DEFAULTS.bidirectional;

  @Option(
      longName = "lstm-table-precision",
      usage = "Type of the embedding tables in a model: F32 or F16; none for that of the preset.")
  private TensorType tablePrecision;

  @Option(
      longName = "lstm-head",
      usage =
          "Output head: SOFTMAX, independent labels, CRF, the best label sequence, or AUTO, by the"
              + " labels.")
  private TaggerHead head = DEFAULTS.head;

  @Option(
      longName = "lstm-scheme",
      usage = "Tag scheme that constrains the CRF's predictions: BIO, IOB1 or BIOES.")
  private TagScheme scheme;

  @Option(
      longName = "lstm-constrain-training",
      usage = "Constrain the CRF by the scheme in training too.")
  private boolean constrainTraining = DEFAULTS.constrainTraining;

  NetworkOptions() {}

  /** Returns a builder with these options. */
  final LstmTaggerTrainerBuilder network(LstmTaggerTrainerBuilder builder) {
    LstmTaggerTrainerBuilder sized =
        builder
            .tablePrecision(tablePrecision)
            .embeddingSize(embeddingSize)
            .embeddingStandardDeviation(embeddingStandardDeviation)
            .wordGroup(wordGroup)
            .cell(cell)
            .hiddenSize(hiddenSize)
            .layers(layers)
            .connection(connection);
    LstmTaggerTrainerBuilder directed = bidirectional ? sized.bidirectional() : sized.forwardOnly();
    LstmTaggerTrainerBuilder headed = directed.head(head, Optional.ofNullable(scheme));
    return constrainTraining ? headed.constrainTraining() : headed;
  }
}
