package org.tributary.tribuo;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.tributary.internal.check.LayerCount;
import org.tributary.param.TensorType;
import org.tributary.span.TagScheme;
import org.tributary.tagger.definition.BatchOrder;
import org.tributary.tagger.definition.Preset;
import org.tributary.tagger.definition.TaggerDefaults;
import org.tributary.tribuo.config.LearningRateSchedule;
import org.tributary.tribuo.config.TaggerCell;
import org.tributary.tribuo.config.TaggerHead;
import org.tributary.tribuo.config.TaggerSkipConnection;
import org.tributary.tribuo.internal.ConfigCheck;
import org.tributary.tribuo.internal.model.InputConfiguration;

/**
 * Range and consistency checks of a trainer's fields.
 *
 * @param settings the fields to check
 * @param check the range checks of this component
 */
record SettingsCheck(LstmTaggerSettings settings, ConfigCheck check) {

  private static final String SCHEMES =
      "none, or with head %s one of %s"
          .formatted(
              Arrays.stream(TaggerHead.values())
                  .filter(TaggerHead::supportsScheme)
                  .map(TaggerHead::name)
                  .collect(Collectors.joining(" or ")),
              Arrays.toString(TagScheme.values()));

  private static final String LAYER_RANGE =
      "0 for that of the preset, or a number from 1 to " + LayerCount.MAX;

  /**
   * Checks the range of each field.
   *
   * @throws com.oracle.labs.mlrg.olcut.config.PropertyException if a field is out of range; it
   *     names the field
   */
  void ranges() {
    network();
    constant("head", settings.head, TaggerHead.values());
    auxiliaryTasks(settings.auxiliaryTasks);
    batches();
    learningRate();
    averages();
    regularization();
  }

  private void network() {
    check.group("wordGroup", settings.wordGroup);
    check.atLeast(1, "embeddingSize", settings.embeddingSize);
    check.nonNegative("embeddingStandardDeviation", settings.embeddingStandardDeviation);
    constant("cell", settings.cell, TaggerCell.values());
    check.atLeast(0, "hiddenSize", settings.hiddenSize);
    int layers = settings.layers;
    check.require("layers", layers >= 0 && layers <= LayerCount.MAX, LAYER_RANGE, layers);
    constant("preset", settings.preset, Preset.values());
    check.require(
        "tablePrecision",
        settings.tablePrecision != TensorType.BF16,
        "F32, F16 or none for that of the preset",
        settings.tablePrecision);
    constant("connection", settings.connection, TaggerSkipConnection.values());
  }

  /**
   * Checks that fields that need each other are set together.
   *
   * @throws com.oracle.labs.mlrg.olcut.config.PropertyException if one is missing
   */
  void conflicts() {
    TagScheme scheme = settings.scheme;
    boolean valid = scheme == null || settings.head.supportsScheme();
    check.require("scheme", valid, SCHEMES, scheme);
    boolean constrained = !settings.constrainTraining || scheme != null;
    check.require(
        "constrainTraining",
        constrained,
        "false, or true with the head CRF and a scheme to constrain it to",
        true);
    boolean ownWords = !settings.wordGroup.equals(InputConfiguration.DEFAULT_WORD_GROUP);
    check.require(
        "wordGroup",
        settings.inputs.isEmpty() || !ownWords,
        "none beside inputs, which name their own groups",
        settings.wordGroup);
  }

  private void auxiliaryTasks(List<String> keys) {
    for (String key : keys) {
      check.require(
          "auxiliaryTasks", !key.isBlank(), "metadata keys such as conllu.xpos", "a blank one");
    }
    check.atLeast(2, "maxAuxiliaryLabels", settings.maxAuxiliaryLabels);
    check.positive("auxiliaryWeight", settings.auxiliaryWeight);
  }

  private void batches() {
    check.atLeast(0, "epochs", settings.epochs);
    check.atLeast(0, "batchSize", settings.batchSize);
    check.atLeast(0, "batchWords", settings.batchWords);
    constant("batchOrder", settings.batchOrder, BatchOrder.values());
    check.atLeast(0, "patience", settings.patience);
    constant("devMeasure", settings.devMeasure, DevMeasure.values());
    check.atLeast(-1, "loggingInterval", settings.loggingInterval);
  }

  private void learningRate() {
    check.require(
        "optimizer",
        settings.optimizer != null,
        "an AdamOptimizer, AdamWOptimizer or SgdOptimizer",
        null);
    check.positive("learningRate", settings.learningRate);
    check.nonNegative("finalLearningRate", settings.finalLearningRate);
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
    double drop = settings.wordDropout;
    check.require(
        "wordDropout",
        drop == TaggerDefaults.BY_LABELS || (drop >= 0 && drop < 1),
        "a number from 0 to below 1, or -1 for the default of the labels",
        drop);
    double rate = settings.unknownRate;
    check.require(
        "unknownRate",
        rate == TaggerDefaults.BY_LABELS || (rate >= 0 && Double.isFinite(rate)),
        "a finite number of at least 0, or -1 for the default of the labels",
        rate);
  }

  private <E extends Enum<E>> void constant(String field, E value, E[] values) {
    check.require(field, value != null, "one of " + Arrays.toString(values), value);
  }
}
