package org.tributary.internal.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.TensorFlow;
import org.tributary.internal.LibraryVersion;
import org.tributary.layer.Recurrent;
import org.tributary.tagger.definition.FeatureSequence;
import org.tributary.tagger.definition.LabelledSequence;
import org.tributary.tagger.definition.TaggerDefinition;
import org.tributary.tagger.definition.TaggerSizes;
import org.tributary.train.Checkpoints;
import org.tributary.train.TrainingException;
import org.tributary.train.TrainingListener;
import org.tributary.train.TrainingOptions;
import org.tributary.train.tagger.SmallTraining;
import org.tributary.train.tagger.TaggerFitter;

class RunFingerprintTest {
  private static final TaggerDefinition DEFINITION =
      SmallTraining.define()
          .words(3)
          .encoder(input -> Recurrent.lstm(input).hidden(2).bidirectional());
  private static final TrainingOptions OPTIONS = SmallTraining.options().epochs(1);
  private static final List<LabelledSequence> DATA =
      List.of(new LabelledSequence(FeatureSequence.ofWords(1, 3, 2), 0, 1, 1));

  @TempDir private Path folder;

  /** Frequencies determine UNK replacement: the same data with other counts is another run. */
  @Test
  void checkpointOfOtherFrequenciesIsRejected() {
    Checkpoints file = Checkpoints.in(folder.resolve("run"));
    train(file, 0, 0, 5, 2, 3);
    train(file, 0, 0, 5, 2, 3);
    assertThatThrownBy(() -> train(file, 0, 0, 2, 5, 3)) // the same sum
        .isInstanceOf(TrainingException.class)
        .hasMessageContaining("this is another run's; expected frequencies: ");
    assertThatThrownBy(() -> train(file, 1, 0, 5, 2, 3))
        .hasMessageContaining("this is another run's; expected frequencies: ");
  }

  /** Another version may round differently, so the run would not end with the same bytes. */
  @Test
  void checkpointOfOtherVersionIsRejected() {
    Checkpoints checkpoints = Checkpoints.in(folder.resolve("run"));
    train(checkpoints, 0, 0, 5, 2, 3);
    CheckpointFile file = new CheckpointFile(checkpoints.file());
    Checkpoint written = file.read();
    for (String library : List.of("Tributary", "TensorFlow")) {
      String line = library + " version: ";
      file.write(
          withFingerprint(written, l -> Stream.of(l.startsWith(line) ? line + "0.0.1-other" : l)));
      assertThatThrownBy(() -> train(checkpoints, 0, 0, 5, 2, 3))
          .isInstanceOf(TrainingException.class)
          .hasMessageContaining("this is another run's; expected " + line)
          .hasMessageContaining(", got " + line + "0.0.1-other; ");
      file.write(withFingerprint(written, l -> l.startsWith(line) ? Stream.empty() : Stream.of(l)));
      assertThatThrownBy(() -> train(checkpoints, 0, 0, 5, 2, 3))
          .hasMessageContaining("this is another run's; expected " + line)
          .hasMessageContaining(", got none; ");
    }
    file.write(written);
    train(checkpoints, 0, 0, 5, 2, 3);
    assertThat(written.fingerprint())
        .contains("TensorFlow version: " + TensorFlow.version())
        .contains("Tributary version: " + LibraryVersion.get());
  }

  private static Checkpoint withFingerprint(
      Checkpoint checkpoint, Function<String, Stream<String>> lines) {
    return new Checkpoint(
        checkpoint.fingerprint().stream().flatMap(lines).toList(),
        checkpoint.progress(),
        checkpoint.parts());
  }

  private static void train(Checkpoints file, int unknown, int... counts) {
    new TaggerFitter(DEFINITION, new TaggerSizes(4, 2), OPTIONS, counts, unknown)
        .checkpoints(file)
        .train(DATA, List.of(), TrainingListener.silent());
  }
}
