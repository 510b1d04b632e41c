package org.tributary.train.tagger;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.tributary.feature.NumberColumn;
import org.tributary.param.FloatTensor;
import org.tributary.param.TensorShape;
import org.tributary.tagger.TaggedSentence;
import org.tributary.tagger.Tagger;
import org.tributary.tagger.definition.DevScore;

class TrainingInformationTest {
  private static final TaggedSentence PLAIN =
      new TaggedSentence(List.of("a", "b"), List.of("X", "Y"));

  private static NumberColumn numbers(float... values) {
    return new NumberColumn(FloatTensor.of(TensorShape.of(2, 1), values));
  }

  private static String hash(TaggedSentence sentence) {
    return TrainingInformation.before(
            Optional.empty(),
            Tagger.define(),
            List.of(sentence),
            List.of(sentence),
            DevScore.accuracy())
        .get("training.sha256");
  }

  /** Auxiliary tasks and numbers train the tagger, too. */
  @Test
  void hashOfTheDataIsThatOfEverythingTrainingReads() {
    List<TaggedSentence> different =
        List.of(
            PLAIN,
            new TaggedSentence(List.of("a", "c"), List.of("X", "Y")),
            new TaggedSentence(List.of("a", "b"), List.of("X", "X")),
            PLAIN.withColumn("upos", List.of("N", "V")),
            PLAIN.withColumn("xpos", List.of("N", "V")),
            PLAIN.withColumn("upos", List.of("N", "N")),
            PLAIN.withNumbers("sensor", numbers(1, 2)),
            PLAIN.withNumbers("other", numbers(1, 2)),
            PLAIN.withNumbers("sensor", numbers(1, 3)));
    Set<String> hashes = new HashSet<>();
    different.forEach(sentence -> hashes.add(hash(sentence)));
    assertThat(hashes).hasSameSizeAs(different);
    assertThat(hash(PLAIN.withColumn("a", List.of("1", "2")).withColumn("b", List.of("3", "4"))))
        .isEqualTo(
            hash(PLAIN.withColumn("b", List.of("3", "4")).withColumn("a", List.of("1", "2"))));
  }
}
