package org.tributary.tribuo.storage;

import static org.assertj.core.api.Assertions.assertThatCode;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The classes that models of 0.1 name in their provenance, with which Tribuo creates components and
 * enum constants again. A class of this list that moves makes such models unreadable.
 */
class StoredNamesTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "feature.Trainability",
        "feature.CharacterPooling",
        "onnx.PiecePooling",
        "param.TensorType",
        "span.TagScheme",
        "tagger.definition.BatchOrder",
        "tagger.definition.Preset",
        "text.ConlluColumn",
        "tribuo.DevMeasure",
        "tribuo.LstmTaggerModel",
        "tribuo.LstmTaggerTrainer",
        "tribuo.config.AdamOptimizer",
        "tribuo.config.AdamWOptimizer",
        "tribuo.config.LearningRateSchedule",
        "tribuo.config.SgdOptimizer",
        "tribuo.config.TaggerCell",
        "tribuo.config.TaggerHead",
        "tribuo.config.TaggerSkipConnection",
        "tribuo.data.GazetteerFeatureExtractor",
        "tribuo.data.TokenListDataSource",
        "tribuo.data.WordFeatureExtractor",
        "tribuo.data.WordFormFeatureExtractor",
        "tribuo.data.conllu.ConlluDataSource",
        "tribuo.data.internal.TokenFileProvenance",
        "tribuo.data.split.SplitDataSource",
        "tribuo.data.text.ColumnDataSource",
        "tribuo.data.vector.WordVectorFile",
        "tribuo.input.CharacterFeatures",
        "tribuo.input.CharacterFeatures$Encoder",
        "tribuo.input.EmbeddedFeatures",
        "tribuo.input.NumberFeatures",
        "tribuo.input.PretrainedVectors",
        "tribuo.input.TokenVectors",
        "tribuo.input.WordForms",
        "tribuo.internal.model.ImportedDataProvenance"
      })
  void storedClassIsThere(String name) {
    assertThatCode(() -> Class.forName("org.tributary." + name)).doesNotThrowAnyException();
  }
}
