package org.tributary.internal.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tributary.internal.tagger.TensorChecksum;
import org.tributary.param.FloatTensor;
import org.tributary.param.ParameterValues;
import org.tributary.param.Safetensors;
import org.tributary.param.TensorShape;
import org.tributary.train.EpochReport;
import org.tributary.train.TrainingException;

/** Checkpoints whose content is altered and whose checksum is made right again. */
class CorruptCheckpointTest {
  /** Maximum allocation of reading: buffers and small objects. */
  private static final long MAX_BYTES = 4 << 20;

  private static final String[] EXTREMES = {
    "",
    "-1",
    "0",
    "2147483647",
    "9223372036854775807",
    "NaN",
    "1e999",
    "true",
    "[",
    "[]",
    "[\"a\"]",
    "[\"a: b\"]",
    "{}",
    "null",
    "[[[[[[",
    "\u0000",
    "[\"parameters\",\"parameters\"]",
    "[1]"
  };

  @TempDir private Path folder;

  private static Checkpoint checkpoint() {
    ParameterValues values =
        ParameterValues.builder()
            .add("a.weight", TensorShape.of(2, 3), new float[] {1, -2, 3, 4, 5, 6})
            .add("b", TensorShape.of(4), new float[4])
            .build();
    Map<String, ParameterValues> parts = new LinkedHashMap<>();
    parts.put("parameters", values);
    parts.put("optimizer", ParameterValues.builder().build());
    return new Checkpoint(
        List.of("definition: größer", "data: 3 sequences"),
        new TrainingProgress(
            2,
            4,
            24,
            0.25,
            1,
            99,
            1.5,
            List.of(new EpochReport(1, 2.5, OptionalDouble.of(0.5), true, 100, 3.25)),
            Optional.of(values)),
        parts);
  }

  @Test
  void anyAlteredContentIsReadOrRefusedInBoundedMemory() throws Exception {
    Path path = folder.resolve("run.checkpoint");
    CheckpointFile file = new CheckpointFile(path);
    file.write(checkpoint());
    file.read(); // loads classes
    Map<String, String> texts = Safetensors.texts(path);
    ParameterValues values = Safetensors.read(path);
    Random random = new Random(11);
    int refused = 0;
    for (int round = 0; round < 1_000; round++) {
      writeAltered(path, texts, values, random);
      long before = allocatedBytes();
      Optional<TrainingException> failure = failure(file);
      assertThat(allocatedBytes() - before).as("round %d", round).isLessThan(MAX_BYTES);
      if (failure.isPresent()) {
        assertThat(failure.get()).hasMessageStartingWith("checkpoint " + path + ": expected ");
        refused++;
      }
    }
    assertThat(refused).isBetween(400, 999);
    assertThat(Files.exists(path)).isTrue();
  }

  private static Optional<TrainingException> failure(CheckpointFile file) {
    try {
      file.read();
      return Optional.empty();
    } catch (TrainingException e) {
      return Optional.of(e);
    }
  }

  /** Writes a file with a text changed, removed or added, or a tensor renamed or removed. */
  private static void writeAltered(
      Path path, Map<String, String> texts, ParameterValues values, Random random)
      throws Exception {
    Map<String, String> changed = new LinkedHashMap<>(texts);
    changed.remove("format");
    changed.remove("tributary.crc32");
    Map<String, FloatTensor> tensors = new LinkedHashMap<>();
    values.names().forEach(name -> tensors.put(name, values.tensor(name)));
    List<String> keys = new ArrayList<>(changed.keySet());
    String key = keys.get(random.nextInt(keys.size()));
    switch (random.nextInt(5)) {
      case 0 -> changed.put(key, EXTREMES[random.nextInt(EXTREMES.length)]);
      case 1 -> {
        char[] text = changed.get(key).toCharArray();
        text[random.nextInt(text.length)] = (char) random.nextInt(32, 127);
        changed.put(key, new String(text));
      }
      case 2 -> changed.remove(key);
      case 3 -> changed.put(key + (char) random.nextInt(97, 123), changed.get(key));
      default -> {
        String name = values.names().get(random.nextInt(values.names().size()));
        FloatTensor tensor = tensors.remove(name);
        if (random.nextBoolean()) {
          tensors.put(name.substring(random.nextInt(name.length())), tensor);
        }
      }
    }
    ParameterValues altered = ParameterValues.of(tensors);
    changed.put("tributary.crc32", TensorChecksum.of(changed, altered));
    Safetensors.write(path, altered, changed);
  }

  private static long allocatedBytes() {
    return ((com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean())
        .getCurrentThreadAllocatedBytes();
  }
}
