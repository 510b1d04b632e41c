package org.tributary.tribuo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.tributary.feature.WordFormInputs;
import org.tributary.feature.WordVectors;
import org.tributary.head.Head;
import org.tributary.head.LabelSet;
import org.tributary.layer.Recurrent;
import org.tributary.param.TensorType;
import org.tributary.tagger.Tagger;
import org.tributary.tagger.definition.Preset;
import org.tributary.tagger.definition.TaggerDefinition;
import org.tributary.train.TrainingOptions;
import org.tributary.tribuo.fixture.Data;
import org.tributary.tribuo.fixture.SamplePipeline;
import org.tributary.tribuo.fixture.Stored;
import org.tributary.tribuo.protos.ParameterProto;

class PresetTest {
  @Test
  void presetsOfCoreAndPluginAreTheSame() {
    for (Preset preset : Preset.values()) {
      LstmTaggerTrainer plugin = LstmTaggerTrainer.builder().preset(preset).build();
      TaggerDefinition core = Tagger.define(preset);
      assertThat(
              plugin
                  .definition(core.inputs(), LabelSet.ofSize(17), List.of(List.of("A")))
                  .encoder())
          .isEqualTo(core.encoder());
      assertThat(plugin.training()).isEqualTo(TrainingOptions.defaults());
    }
    assertThat(Tagger.define(Preset.DEFAULT))
        .isEqualTo(Tagger.define().inputs(Tagger.define().inputs()));
  }

  @ParameterizedTest
  @EnumSource
  void inputsAreAddedToThoseOfThePreset(Preset preset) {
    TaggerDefinition defined = Tagger.define(preset);
    WordVectors vectors = new WordVectors(List.of("a"), 2, new float[] {1, 2});
    assertThat(defined.vectors(vectors).inputs().all())
        .containsAll(defined.inputs().all())
        .hasSize(defined.inputs().all().size() + 1);
  }

  @Test
  void fastReadsWordFormsByOneLayer() {
    TaggerDefinition fast = Tagger.define(Preset.FAST);
    assertThat(fast.inputs().all()).isEqualTo(WordFormInputs.defaults().inputs());
    assertThat(fast.encoder())
        .isEqualTo(
            Recurrent.lstm(fast.inputs().outputSize()).hidden(100).bidirectional().residual());
    assertThat(fast.columns().get(0).head()).isEqualTo(Head.softmax());
  }

  @Test
  void accurateIsTheDefaultWithLargerLayers() {
    TaggerDefinition accurate = Tagger.define(Preset.ACCURATE);
    TaggerDefinition standard = Tagger.define();
    assertThat(accurate.inputs()).isEqualTo(standard.inputs());
    assertThat(accurate.encoder())
        .isEqualTo(
            Recurrent.lstm(standard.inputs().outputSize())
                .hidden(256)
                .layers(2)
                .bidirectional()
                .residual());
  }

  /** One step of training is the same with both, so that rounding alone differs. */
  @Test
  void tablesOfHalfPrecisionAreTheRoundedOnes() {
    LstmTaggerTrainerBuilder trainer = Data.smallTrainer().epochs(1).embeddingSize(3);
    try (LstmTaggerModel exact = trainer.build().train(SamplePipeline.DATA);
        LstmTaggerModel rounded =
            trainer.tablePrecision(TensorType.F16).build().train(SamplePipeline.DATA);
        LstmTaggerModel read = (LstmTaggerModel) LstmTaggerModel.deserialize(rounded.serialize())) {
      List<ParameterProto> before = Stored.proto(exact).getParametersList();
      List<ParameterProto> after = Stored.proto(rounded).getParametersList();
      for (int k = 0; k < before.size(); k++) {
        float[] from = Stored.values(before.get(k));
        float[] to = Stored.values(after.get(k));
        boolean table = before.get(k).getName().endsWith("_emb.weight");
        assertThat(after.get(k).getHalfValues().size()).isEqualTo(table ? 2 * from.length : 0);
        for (int i = 0; i < from.length; i++) {
          float error = table ? Math.abs(from[i]) / 2048 + 3e-8f : 0;
          assertThat(Math.abs(to[i] - from[i])).isLessThanOrEqualTo(error);
        }
        assertThat(Arrays.equals(from, to)).isEqualTo(!table);
      }
      assertThat(read.serialize().toByteString()).isEqualTo(rounded.serialize().toByteString());
    }
  }

  @Test
  void fineTuningKeepsTheirPrecisionUnlessAnotherIsChosen() {
    LstmTaggerTrainerBuilder trainer = Data.smallTrainer().epochs(1);
    TrainingRequest data = TrainingRequest.on(SamplePipeline.DATA);
    try (LstmTaggerModel half = trainer.tablePrecision(TensorType.F16).build().train(data);
        LstmTaggerModel tuned = trainer.build().train(data.from(half));
        LstmTaggerModel single =
            trainer.tablePrecision(TensorType.F32).build().train(data.from(half))) {
      assertThat(half.weights().tablePrecision()).isEqualTo(TensorType.F16);
      assertThat(tuned.weights().tablePrecision()).isEqualTo(TensorType.F16);
      assertThat(tuned.parametersSha256()).isNotEqualTo(half.parametersSha256());
      assertThat(single.weights().tablePrecision()).isEqualTo(TensorType.F32);
    }
  }
}
