package org.tributary.train.tagger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tributary.feature.VectorInput;
import org.tributary.feature.WordVectors;
import org.tributary.internal.tagger.TablePrecision;
import org.tributary.layer.Recurrent;
import org.tributary.param.TensorType;
import org.tributary.tagger.TaggedSentence;
import org.tributary.tagger.Tagger;
import org.tributary.tagger.WordTagger;
import org.tributary.tagger.definition.Preset;
import org.tributary.tagger.definition.TaggerDefinition;
import org.tributary.testing.LogMessages;
import org.tributary.train.TrainingListener;
import org.tributary.train.TrainingOptions;

/** The precision of trained embedding tables. */
class TablePrecisionTest {
  private static final List<TaggedSentence> SENTENCES =
      List.of(
          new TaggedSentence(List.of("The", "dog", "ate"), List.of("DET", "NN", "V")),
          new TaggedSentence(List.of("Everybody", "read"), List.of("NN", "V")));

  private static final TrainingOptions OPTIONS = SmallTraining.options().epochs(2);

  /** Values that float16 rounds, and one outside its range. */
  private static final WordVectors VECTORS =
      new WordVectors(List.of("dog", "cat"), 2, new float[] {0.1f, -70_000, 0.3f, 1});

  private static final String WORDS = "word_emb.weight";
  private static final String VECTOR = "vector_emb.weight";

  @TempDir private Path folder;

  private static TaggerDefinition small() {
    return Tagger.define()
        .words(4)
        .encoder(input -> Recurrent.lstm(input).hidden(3))
        .tablePrecision(TensorType.F16);
  }

  private static WordTagger train(TaggerDefinition definition) {
    return TaggerTrainer.train(definition, SENTENCES, OPTIONS);
  }

  private static boolean isHalf(WordTagger tagger, String parameter) {
    return TensorType.F16.holds(tagger.parameters().tensor(parameter));
  }

  @Test
  void fastPresetHasFloat16Tables() throws IOException {
    Path file = folder.resolve("fast.tributary");
    try (WordTagger fast = train(Tagger.define(Preset.FAST))) {
      assertThat(isHalf(fast, WORDS)).isTrue();
      assertThat(isHalf(fast, "suffix3_emb.weight")).isTrue();
      assertThat(isHalf(fast, "lstm.weight_hh_l0")).isFalse();
      assertThat(fast.definition().tablePrecision()).isEmpty();
      fast.save(file);
      try (WordTagger loaded = WordTagger.load(file)) {
        assertThat(loaded.parameters()).isEqualTo(fast.parameters());
        assertThat(loaded.definition()).isEqualTo(fast.definition());
      }
    }
    try (WordTagger accurate = train(Tagger.define(Preset.FAST).tablePrecision(TensorType.F32))) {
      assertThat(isHalf(accurate, WORDS)).isFalse();
    }
  }

  @Test
  void fineTuningKeepsPrecisionOfBase() {
    try (WordTagger half = train(small());
        WordTagger single = train(small().tablePrecision(TensorType.F32))) {
      for (WordTagger base : List.of(half, single)) {
        try (WordTagger tuned = tuned(base, base.definition())) {
          assertThat(isHalf(tuned, WORDS)).isEqualTo(base == half);
          assertThat(tuned.parameters()).isNotEqualTo(base.parameters());
        }
      }
      try (WordTagger other = tuned(half, half.definition().tablePrecision(TensorType.F32))) {
        assertThat(isHalf(other, WORDS)).isFalse();
      }
    }
  }

  private static WordTagger tuned(WordTagger base, TaggerDefinition definition) {
    return TaggerTrainer.train(
        base, definition, SENTENCES, List.of(), OPTIONS, TrainingListener.silent());
  }

  @Test
  void frozenVectorsKeepTheirNumbers() {
    try (WordTagger tagger = train(small().vectors(VECTORS));
        WordTagger tuned = tuned(tagger, tagger.definition())) {
      for (WordTagger each : List.of(tagger, tuned)) {
        assertThat(each.parameters().values(VECTOR)).containsExactly(0.1f, -70_000, 0.3f, 1, 0, 0);
        assertThat(isHalf(each, WORDS)).isTrue();
      }
    }
  }

  @Test
  void tableWithValueOutOfRangeStaysFloat32() {
    try (LogMessages log = LogMessages.of(TablePrecision.class);
        WordTagger tagger = train(small().input(VectorInput.of(VECTORS).trainable()))) {
      assertThat(log.all())
          .singleElement()
          .asString()
          .matches(
              "WARNING table precision: expected values of at most 65504 in vector_emb.weight for float16, got -70000\\.\\d+; the table stays in float32");
      assertThat(tagger.parameters().values(VECTOR)).contains(0.3f, 1);
      assertThat(isHalf(tagger, WORDS)).isTrue();
    }
  }

  @Test
  void unsupportedTypeIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Tagger.define().tablePrecision(TensorType.BF16))
        .withMessage(
            "table precision: expected F32 or F16, the types of a tagger's file, got BF16");
  }
}
