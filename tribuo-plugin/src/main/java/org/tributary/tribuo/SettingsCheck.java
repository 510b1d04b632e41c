package org.tributary.tribuo;

import java.util.List;
import org.tributary.head.Head;
import org.tributary.internal.param.LayerCount;
import org.tributary.span.TagScheme;
import org.tributary.tagger.definition.LabelColumn;
import org.tributary.tribuo.config.TaggerHead;
import org.tributary.tribuo.internal.FieldCheck;

/**
 * Range and consistency checks of a trainer's fields.
 *
 * @param settings the fields to check
 * @param check the range checks of this component
 */
record SettingsCheck(LstmTaggerSettings settings, FieldCheck check) {

  private static final String LAYER_RANGE = "a number from 1 to " + LayerCount.MAX;

  /**
   * Checks every field.
   *
   * @throws com.oracle.labs.mlrg.olcut.config.PropertyException if a field is out of range; it
   *     names the field
   */
  void run() {
    network();
    head();
    auxiliaryTasks(settings.auxiliaryTasks);
    batches();
    learningRate();
    averages();
    regularisation();
  }

  private void network() {
    check.atLeast(1, "embeddingSize", settings.embeddingSize);
    check.nonNegative("embeddingDeviation", settings.embeddingDeviation);
    present("cell", settings.cell, "LSTM, GRU or RNN");
    check.atLeast(0, "hiddenSize", settings.hiddenSize);
    int layers = settings.layers;
    check.require("layers", layers >= 1 && layers <= LayerCount.MAX, LAYER_RANGE, layers);
    present("connection", settings.connection, "NONE, RESIDUAL or HIGHWAY");
  }

  private void head() {
    present("head", settings.head, "SOFTMAX or CRF");
    TagScheme scheme = settings.scheme;
    boolean valid = scheme == null || settings.head == TaggerHead.CRF;
    check.require("scheme", valid, "none, or with head CRF one of BIO, IOB1 and BIOES", scheme);
    boolean constrained = !settings.constrainTraining || scheme != null;
    check.require("constrainTraining", constrained, "false, or true with a scheme", true);
  }

  private void auxiliaryTasks(List<String> keys) {
    for (String key : keys) {
      check.require(
          "auxiliaryTasks",
          isColumnName(key),
          "keys of letters, digits and _, a letter first, and not "
              + LabelColumn.MAIN
              + ", the labels' own name",
          "'" + key + "'");
    }
    check.positive("auxiliaryWeight", settings.auxiliaryWeight);
  }

  /** Returns whether {@code key} is valid as the name of an additional label column. */
  private static boolean isColumnName(String key) {
    try {
      return !new LabelColumn(key, 1, Head.softmax()).name().equals(LabelColumn.MAIN);
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
    present(
        "learningRateSchedule",
        settings.learningRateSchedule,
        "CONSTANT, LINEAR, COSINE or PLATEAU");
    check.fraction("warmUp", settings.warmUp);
    double factor = settings.plateauFactor;
    check.require("plateauFactor", factor > 0 && factor < 1, "a number between 0 and 1", factor);
    check.atLeast(0, "plateauPatience", settings.plateauPatience);
    check.nonNegative("plateauThreshold", settings.plateauThreshold);
    check.nonNegative("gradientClip", settings.gradientClip);
  }

  private void averages() {
    check.fraction("averageDecay", settings.averageDecay);
    double share = settings.averageLastEpochs;
    check.require("averageLastEpochs", share >= 0 && share <= 1, "a number from 0 to 1", share);
  }

  private void regularisation() {
    check.fraction("dropout", settings.dropout);
    check.fraction("lockedDropout", settings.lockedDropout);
    check.fraction("recurrentDropout", settings.recurrentDropout);
    check.fraction("wordDropout", settings.wordDropout);
    check.nonNegative("unknownRate", settings.unknownRate);
  }

  private void present(String field, Object value, String expected) {
    check.require(field, value != null, expected, value);
  }
}
