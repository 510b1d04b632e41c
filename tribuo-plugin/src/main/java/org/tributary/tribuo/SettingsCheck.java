package org.tributary.tribuo;

import java.util.List;
import org.tributary.layer.LayerCount;
import org.tributary.tagger.HeadDefinition;
import org.tributary.tagger.LabelColumn;

/**
 * The ranges of a trainer's fields, and which of them go together.
 *
 * @param settings what is checked
 * @param check names the trainer
 */
record SettingsCheck(LstmTaggerSettings settings, FieldCheck check) {

  private static final String LAYERS = "a number from 1 to " + LayerCount.MOST;

  /**
   * Checks every field.
   *
   * @throws com.oracle.labs.mlrg.olcut.config.PropertyException naming the field if one is out of
   *     its range
   */
  void run() {
    network();
    head();
    otherColumns(settings.auxiliaryTask);
    batches();
    learningRate();
    averages();
    regularisation();
  }

  private void network() {
    check.atLeast(1, "embeddingSize", settings.embeddingSize);
    check.notNegative("embeddingDeviation", settings.embeddingDeviation);
    present("cell", settings.cell, "LSTM, GRU or RNN");
    check.atLeast(0, "hiddenSize", settings.hiddenSize);
    int layers = settings.layers;
    check.that("layers", layers >= 1 && layers <= LayerCount.MOST, LAYERS, layers);
    present("connection", settings.connection, "NONE, RESIDUAL or HIGHWAY");
  }

  private void head() {
    present("head", settings.head, "SOFTMAX or CRF");
    TaggerScheme scheme = settings.scheme;
    boolean fits =
        scheme != null && (settings.head == TaggerHead.CRF || scheme == TaggerScheme.NONE);
    check.that("scheme", fits, "NONE, or with head CRF one of BIO, IOB1 and BIOES", scheme);
    boolean hasRules = !settings.constrainTraining || scheme != TaggerScheme.NONE;
    check.that(
        "constrainTraining", hasRules, "false, or a scheme whose rules training keeps", true);
  }

  private void otherColumns(List<String> keys) {
    for (String key : keys) {
      check.that(
          "alsoPredict",
          isColumn(key),
          "keys of letters, digits and _, a letter first, and not "
              + LabelColumn.MAIN
              + ", the labels' own name",
          "'" + key + "'");
    }
    check.positive("alsoWeight", settings.alsoWeight);
  }

  /** Whether the core takes a column of that name beside the labels'. */
  private static boolean isColumn(String key) {
    try {
      return !new LabelColumn(key, 1, HeadDefinition.softmax()).name().equals(LabelColumn.MAIN);
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private void batches() {
    check.atLeast(1, "epochs", settings.epochs);
    check.atLeast(1, "batchSize", settings.batchSize);
    check.atLeast(0, "batchWords", settings.batchWords);
    present("batchOrder", settings.batchOrder, "BY_LENGTH or AS_GIVEN");
    check.atLeast(0, "patience", settings.patience);
    present("devMeasure", settings.devMeasure, "AUTO, ACCURACY or SPAN_F1");
  }

  private void learningRate() {
    present("optimizer", settings.optimizer, "an AdamOptimizer, AdamWOptimizer or SgdOptimizer");
    check.positive("learningRate", settings.learningRate);
    check.positive("finalLearningRate", settings.finalLearningRate);
    present("learningRateCurve", settings.learningRateCurve, "CONSTANT, LINEAR, COSINE or PLATEAU");
    check.share("warmUp", settings.warmUp);
    double factor = settings.plateauFactor;
    check.that("plateauFactor", factor > 0 && factor < 1, "a number between 0 and 1", factor);
    check.atLeast(0, "plateauPatience", settings.plateauPatience);
    check.notNegative("plateauThreshold", settings.plateauThreshold);
    check.notNegative("gradientClip", settings.gradientClip);
  }

  private void averages() {
    check.share("averageDecay", settings.averageDecay);
    double share = settings.averageLastEpochs;
    check.that("averageLastEpochs", share >= 0 && share <= 1, "a number from 0 to 1", share);
  }

  private void regularisation() {
    check.share("dropout", settings.dropout);
    check.share("lockedDropout", settings.lockedDropout);
    check.share("recurrentDropout", settings.recurrentDropout);
    check.share("wordDropout", settings.wordDropout);
    check.notNegative("unknownRate", settings.unknownRate);
  }

  private void present(String field, Object value, String expected) {
    check.that(field, value != null, expected, value);
  }
}
