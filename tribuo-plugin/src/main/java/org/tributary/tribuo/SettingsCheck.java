package org.tributary.tribuo;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.tributary.head.Head;
import org.tributary.internal.param.LayerCount;
import org.tributary.span.TagScheme;
import org.tributary.tagger.definition.BatchOrder;
import org.tributary.tagger.definition.LabelColumn;
import org.tributary.tribuo.config.LearningRateSchedule;
import org.tributary.tribuo.config.TaggerCell;
import org.tributary.tribuo.config.TaggerHead;
import org.tributary.tribuo.config.TaggerSkipConnection;
import org.tributary.tribuo.internal.FieldCheck;

/**
 * Range and consistency checks of a trainer's fields.
 *
 * @param settings the fields to check
 * @param check the range checks of this component
 */
record SettingsCheck(LstmTaggerSettings settings, FieldCheck check) {

  private static final String SCHEMES =
      "none, or with head %s one of %s"
          .formatted(
              Arrays.stream(TaggerHead.values())
                  .filter(TaggerHead::supportsScheme)
                  .map(TaggerHead::name)
                  .collect(Collectors.joining(" or ")),
              Arrays.toString(TagScheme.values()));

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
    regularization();
  }

  private void network() {
    check.atLeast(1, "embeddingSize", settings.embeddingSize);
    check.nonNegative("embeddingStandardDeviation", settings.embeddingStandardDeviation);
    constant("cell", settings.cell, TaggerCell.values());
    check.atLeast(0, "hiddenSize", settings.hiddenSize);
    int layers = settings.layers;
    check.require("layers", layers >= 1 && layers <= LayerCount.MAX, LAYER_RANGE, layers);
    constant("connection", settings.connection, TaggerSkipConnection.values());
  }

  private void head() {
    constant("head", settings.head, TaggerHead.values());
    TagScheme scheme = settings.scheme;
    boolean valid = scheme == null || settings.head.supportsScheme();
    check.require("scheme", valid, SCHEMES, scheme);
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
    constant("batchOrder", settings.batchOrder, BatchOrder.values());
    check.atLeast(0, "patience", settings.patience);
    constant("devMeasure", settings.devMeasure, DevMeasure.values());
  }

  private void learningRate() {
    check.require(
        "optimizer",
        settings.optimizer != null,
        "an AdamOptimizer, AdamWOptimizer or SgdOptimizer",
        null);
    check.positive("learningRate", settings.learningRate);
    check.positive("finalLearningRate", settings.finalLearningRate);
    constant("learningRateSchedule", settings.learningRateSchedule, LearningRateSchedule.values());
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

  private void regularization() {
    check.fraction("dropout", settings.dropout);
    check.fraction("lockedDropout", settings.lockedDropout);
    check.fraction("recurrentDropout", settings.recurrentDropout);
    check.fraction("wordDropout", settings.wordDropout);
    check.nonNegative("unknownRate", settings.unknownRate);
  }

  private <E extends Enum<E>> void constant(String field, E value, E[] values) {
    check.require(field, value != null, "one of " + Arrays.toString(values), value);
  }
}
