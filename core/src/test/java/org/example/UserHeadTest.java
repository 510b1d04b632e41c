package org.example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TInt32;
import org.tributary.graph.tagger.HeadBatch;
import org.tributary.graph.tagger.HeadLoss;
import org.tributary.head.LabelSet;
import org.tributary.layer.Recurrent;
import org.tributary.param.ParameterSpec;
import org.tributary.tagger.SequenceTagger;
import org.tributary.tagger.TaggedSentence;
import org.tributary.tagger.WordTagger;
import org.tributary.tagger.definition.FeatureSequence;
import org.tributary.tagger.definition.LabelledSequence;
import org.tributary.tagger.definition.TaggerDefinition;
import org.tributary.tagger.definition.TaggerSizes;
import org.tributary.testing.Eval;
import org.tributary.train.TrainingListener;
import org.tributary.train.TrainingOptions;
import org.tributary.train.optimizer.Schedule;
import org.tributary.train.tagger.SmallTraining;
import org.tributary.train.tagger.TaggerFitter;
import org.tributary.train.tagger.TaggerTrainer;

/** Heads that a user of the library defines. */
class UserHeadTest {
  private static final List<TaggedSentence> SENTENCES =
      List.of(
          new TaggedSentence(List.of("the", "dog", "sleeps"), List.of("D", "N", "V")),
          new TaggedSentence(List.of("a", "cat", "reads"), List.of("D", "N", "V")));

  @Test
  void labelSmoothingMatchesPyTorch() throws IOException {
    JsonNode golden = golden();
    LabelSet labels = LabelSet.ofSize(4);
    try (Eval eval = new Eval()) {
      Ops tf = eval.tf();
      int[] gold = IntStream.range(0, 5).map(k -> golden.get("labels").get(k).intValue()).toArray();
      Operand<TInt32> unused = tf.constant(0);
      HeadBatch batch =
          new HeadBatch(
              eval.floats(floats(golden.get("logits")), 5, 4),
              tf.constant(gold),
              tf.constant(new float[] {1, 1, 1, 1, 1}),
              unused,
              unused,
              unused,
              tf.constant(1f),
              Optional.empty());
      HeadLoss loss =
          new SmoothedSoftmax(0.1)
              .loss(
                  tf,
                  labels,
                  batch,
                  name -> {
                    throw new AssertionError(name);
                  });
      List<float[]> values = eval.values(List.of(loss.value(), loss.gradients().input()));
      assertThat(values.get(0)[0]).isCloseTo(golden.get("loss").floatValue(), within(1e-6f));
      assertThat(values.get(1)).containsExactly(floats(golden.get("gradient")), within(1e-7f));
    }
  }

  @Test
  void labelSmoothingTrainsAndTags(@TempDir Path directory) {
    TaggerDefinition definition =
        SmallTraining.define()
            .words(8)
            .encoder(input -> Recurrent.lstm(input).hidden(8).bidirectional())
            .head(new SmoothedSoftmax(0.1));
    TrainingOptions options = SmallTraining.options().epochs(80).schedule(Schedule.constant(0.05));
    try (WordTagger tagger = TaggerTrainer.train(definition, SENTENCES, options)) {
      assertThat(tagger.tag(List.of("the", "cat", "sleeps")).labels())
          .containsExactly("D", "N", "V");
      assertThatThrownBy(() -> tagger.save(directory.resolve("smoothed.tributary")))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "stored tagger: expected a head that can be stored, one of [softmax, crf], got the class org.example.SmoothedSoftmax; use it in memory, or train by a TaggerFitter and write its parameters with Safetensors");
      assertThat(directory).isEmptyDirectory();
    }
  }

  @Test
  void ordinalHeadTrainsItsThresholdsAndTags() {
    TaggerDefinition definition =
        SmallTraining.define()
            .words(6)
            .encoder(input -> Recurrent.lstm(input).hidden(5).bidirectional())
            .head(new OrdinalHead());
    TaggerSizes sizes = new TaggerSizes(5, 4);
    assertThat(definition.parameters(sizes))
        .extracting(ParameterSpec::name)
        .endsWith("hidden2tag.weight", "hidden2tag.bias", "ordinal.tag.thresholds");
    FeatureSequence words = FeatureSequence.ofWords(4, 1, 3, 2);
    TaggerFitter fitter =
        new TaggerFitter(
            definition,
            sizes,
            SmallTraining.options().epochs(200).unknownRate(0).schedule(Schedule.constant(0.05)),
            new int[5],
            0);
    List<LabelledSequence> data =
        List.of(
            new LabelledSequence(words, 3, 0, 2, 1),
            new LabelledSequence(FeatureSequence.ofWords(2, 1), 1, 0));
    TaggerFitter.Trained trained = fitter.train(data, data, TrainingListener.silent());
    assertThat(trained.history().get(199).devScore().getAsDouble()).isEqualTo(1);
    assertThat(trained.parameters().values("ordinal.tag.thresholds"))
        .hasSize(3)
        .isNotEqualTo(fitter.initial().values("ordinal.tag.thresholds"));
    try (SequenceTagger tagger = new SequenceTagger(definition, sizes, trained.parameters())) {
      assertThat(tagger.decode(List.of(words)).get(0).labels()).containsExactly(3, 0, 2, 1);
      assertThatThrownBy(() -> tagger.decode(List.of(words)).get(0).distributions())
          .isInstanceOf(UnsupportedOperationException.class)
          .hasMessageStartingWith(
              "probabilities: expected a head that has them, such as a softmax or a CRF, got the decoder org.example.OrdinalHead");
      assertThatThrownBy(() -> tagger.nBest(List.of(words), 2))
          .isInstanceOf(UnsupportedOperationException.class)
          .hasMessageStartingWith(
              "n best: expected a head that ranks label sequences, such as a softmax or a CRF, got the decoder org.example.OrdinalHead");
    }
  }

  private static JsonNode golden() throws IOException {
    try (InputStream in =
        UserHeadTest.class.getResourceAsStream("/org/tributary/golden/label-smoothing.json")) {
      return new ObjectMapper().readTree(in);
    }
  }

  private static float[] floats(JsonNode array) {
    float[] values = new float[array.size()];
    for (int k = 0; k < values.length; k++) {
      values[k] = array.get(k).floatValue();
    }
    return values;
  }
}
