package org.tributary.tribuo.prediction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.tribuo.Feature;
import org.tribuo.Prediction;
import org.tribuo.classification.Label;
import org.tribuo.protos.core.PredictionProto;
import org.tributary.tribuo.fixture.Data;
import org.tributary.tribuo.internal.model.LabelScores;

/** Equivalence of the scores map to those of Tribuo's own models. */
class LabelScoresTest {
  private static final String[] NAMES = {"b", "a", "c"};

  private final LabelScores scores = new LabelScores(NAMES, new float[] {0.25f, 0.625f, 0.125f}, 1);

  @Test
  void equalsAnOrdinaryMapInIdOrder() {
    Map<String, Label> expected = new LinkedHashMap<>();
    expected.put("b", new Label("b", 0.25));
    expected.put("a", new Label("a", 0.625));
    expected.put("c", new Label("c", 0.125));
    assertThat(scores).isEqualTo(expected).hasSameHashCodeAs(expected).hasSize(3);
    assertThat(expected).isEqualTo(scores);
    assertThat(scores.keySet()).containsExactly("b", "a", "c");
    assertThat(scores.values()).extracting(Label::getScore).containsExactly(0.25, 0.625, 0.125);
    assertThat(scores.get("d")).isNull();
    assertThat(scores).doesNotContainKey("d").containsKey("c");
    assertThat(scores.get("a")).isSameAs(scores.best());
    assertThat(scores.get("c")).isSameAs(scores.get("c"));
    assertThat(scores.toString()).isEqualTo(expected.toString());
    assertThatThrownBy(scores::clear).isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void survivesJavaAndTribuoSerialization() throws Exception {
    Prediction<Label> prediction =
        new Prediction<>(scores.best(), scores, 1, Data.step("a", new Feature("f", 1)), true);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(prediction);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      Prediction<?> read = (Prediction<?>) in.readObject();
      assertThat(read.getOutputScores()).isEqualTo(scores);
      assertThat(read.getOutputScores().get("a")).isSameAs(read.getOutput());
    }
    PredictionProto proto = prediction.serialize();
    Prediction<?> stored =
        Prediction.deserializeFromProto(
            proto.getVersion(), proto.getClassName(), proto.getSerializedData());
    assertThat(stored.getOutputScores()).isEqualTo(scores);
    assertThat(((Label) stored.getOutputScores().get("c")).getScore()).isEqualTo(0.125);
  }
}
