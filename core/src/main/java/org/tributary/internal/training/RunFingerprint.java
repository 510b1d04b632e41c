package org.tributary.internal.training;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import org.tributary.feature.Frequencies;
import org.tributary.head.LabelDistributions;
import org.tributary.internal.LibraryVersion;
import org.tributary.internal.tagger.DataHash;
import org.tributary.param.ParameterValues;
import org.tributary.runtime.TensorFlowRuntime;
import org.tributary.tagger.definition.DevScore;
import org.tributary.tagger.definition.LabelledSequence;
import org.tributary.tagger.definition.TaggerDefinition;
import org.tributary.tagger.definition.TaggerSizes;
import org.tributary.train.TrainingOptions;

/** A human-readable fingerprint of a training run; a checkpoint resumes only a run with its own. */
public final class RunFingerprint {
  /** The text of {@link Object#toString}, which is another one in each process. */
  private static final Pattern IDENTITY = Pattern.compile("\\w@[0-9a-f]+\\b");

  private RunFingerprint() {}

  /**
   * Checks that the optimizer and the schedule describe themselves in a fingerprint.
   *
   * @throws IllegalArgumentException if one of them has the text of {@link Object#toString}
   */
  public static void requireOwnToString(TrainingOptions options) {
    requireOwnToString("optimizer", options.optimizer());
    requireOwnToString("schedule", options.loop().schedule());
  }

  /**
   * Checks that {@code value} describes itself in a fingerprint.
   *
   * @param what its name in the message
   * @throws IllegalArgumentException if it has the text of {@link Object#toString}
   */
  public static void requireOwnToString(String what, Object value) {
    if (IDENTITY.matcher(value.toString()).find()) {
      throw new IllegalArgumentException(
          "checkpoints: expected a toString of the %s that describes it, got %s, which is another text in each process; override toString, or make its class a record of its constants"
              .formatted(what, value));
    }
  }

  /**
   * Returns a fingerprint of lines of the form {@code name: value}, with the libraries' versions.
   */
  public static List<String> of(String... lines) {
    List<String> all = new ArrayList<>();
    // first, since another version may format the lines below differently
    all.add("Tributary version: " + LibraryVersion.get());
    all.add("TensorFlow version: " + TensorFlowRuntime.version());
    all.addAll(List.of(lines));
    return List.copyOf(all);
  }

  /** Returns the line of the initial weights. */
  public static String weights(ParameterValues initial) {
    return "initial weights: %d numbers, SHA-256 %s"
        .formatted(initial.count(), new DataHash().add(initial).hex());
  }

  /** Returns the fingerprint of a tagger's training. */
  public static List<String> of(
      TaggerDefinition definition,
      TaggerSizes sizes,
      TrainingOptions options,
      ParameterValues initial,
      List<LabelledSequence> train,
      List<LabelledSequence> dev,
      DevScore devScore,
      List<Frequencies> frequencies) {
    return of(
        "definition: " + definition,
        "sizes: " + sizes,
        "options: " + options,
        weights(initial),
        "training data: " + summary(train),
        "frequencies: " + frequencies + ", CRC " + checksum(frequencies),
        "dev set: " + summary(dev) + ", scored by " + devScore.name());
  }

  private static String summary(List<LabelledSequence> sequences) {
    CRC32 crc = new CRC32();
    IntConsumer numbers = to(crc);
    long steps = 0;
    for (LabelledSequence sequence : sequences) {
      steps += sequence.steps();
      numbers.accept(sequence.steps());
      numbers.accept(Float.floatToIntBits(sequence.weight()));
      for (int step = 0; step < sequence.steps(); step++) {
        for (int column = 0; column < sequence.columns(); column++) {
          numbers.accept(sequence.label(column, step));
        }
      }
      if (sequence.softTargets().isPresent()) {
        LabelDistributions soft = sequence.softTargets().get();
        numbers.accept(Float.floatToIntBits(sequence.softWeight()));
        for (int step = 0; step < soft.steps(); step++) {
          for (int label = 0; label < soft.labels(); label++) {
            numbers.accept(Float.floatToIntBits(soft.probability(step, label)));
          }
        }
      }
      sequence.features().columns().forEach(column -> column.forEachNumber(numbers));
    }
    return "%d sequences of %d steps, CRC %08x".formatted(sequences.size(), steps, crc.getValue());
  }

  private static String checksum(List<Frequencies> frequencies) {
    CRC32 crc = new CRC32();
    IntConsumer numbers = to(crc);
    frequencies.forEach(f -> f.forEachNumber(numbers));
    return "%08x".formatted(crc.getValue());
  }

  /** Returns a consumer that adds numbers to a checksum. */
  private static IntConsumer to(CRC32 crc) {
    ByteBuffer bytes = ByteBuffer.allocate(Integer.BYTES);
    return number -> crc.update(bytes.clear().putInt(number).flip());
  }
}
