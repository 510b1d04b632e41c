package org.tributary.tagger;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tributary.train.Checkpoints;
import org.tributary.train.TrainingException;
import org.tributary.train.TrainingListener;

class RunFingerprintTest {
  private static final TaggerDefinition DEFINITION =
      Tagger.define().words(3).encode(e -> e.lstm(2));
  private static final TrainingOptions OPTIONS = TrainingOptions.defaults().epochs(1);
  private static final List<LabelledSequence> DATA =
      List.of(new LabelledSequence(FeatureSequence.ofWords(1, 3, 2), 0, 1, 1));

  @TempDir private Path folder;

  /** They decide what training hides: the same data with other counts is another run. */
  @Test
  void otherOccurrencesAreAnotherRun() {
    Checkpoints file = Checkpoints.in(folder.resolve("run"));
    train(file, 0, 0, 5, 2, 3);
    train(file, 0, 0, 5, 2, 3);
    assertThatThrownBy(() -> train(file, 0, 0, 2, 5, 3)) // of the same sum
        .isInstanceOf(TrainingException.class)
        .hasMessageContaining("this is another run's; expected occurrences: ");
    assertThatThrownBy(() -> train(file, 1, 0, 5, 2, 3))
        .hasMessageContaining("this is another run's; expected occurrences: ");
  }

  private static void train(Checkpoints file, int unknown, int... counts) {
    new TaggerTraining(DEFINITION, new TaggerSizes(4, 2), OPTIONS, counts, unknown)
        .checkpoints(file)
        .train(DATA, List.of(), TrainingListener.silent());
  }
}
