package org.tributary.internal.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.ndarray.Shape;
import org.tributary.internal.loop.TrainingProgress;
import org.tributary.param.ParameterValues;
import org.tributary.train.EpochReport;
import org.tributary.train.TrainingException;

/** Checkpoints whose content is altered and whose length and SHA-256 are made right again. */
class CorruptCheckpointTest {
  private static final int HEADER = 20;
  private static final int HASH = 32;

  /** Maximum allocation of reading beside the content: buffers of 64 KiB and small objects. */
  private static final long MAX_OVERHEAD = 1 << 20;

  @TempDir private Path folder;

  private static Checkpoint checkpoint() {
    ParameterValues values =
        ParameterValues.builder()
            .add("a.weight", Shape.of(2, 3), new float[] {1, -2, 3, 4, 5, 6})
            .add("b", Shape.of(4), new float[4])
            .build();
    Map<String, ParameterValues> parts = new LinkedHashMap<>();
    parts.put("parameters", values);
    parts.put("optimizer", ParameterValues.builder().build());
    return new Checkpoint(
        List.of("definition: größer", "data: 3 sequences"),
        new TrainingProgress<>(
            2,
            4,
            24,
            0.25,
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
    byte[] whole = Files.readAllBytes(path);
    Random random = new Random(11);
    int refused = 0;
    for (int round = 0; round < 1_500; round++) {
      byte[] content = altered(Arrays.copyOfRange(whole, HEADER, whole.length - HASH), random);
      Files.write(path, sealed(whole, content));
      long before = allocatedBytes();
      Optional<TrainingException> failure = failure(file);
      assertThat(allocatedBytes() - before)
          .as("round %d", round)
          .isLessThan(10L * content.length + MAX_OVERHEAD);
      if (failure.isPresent()) {
        assertThat(failure.get())
            .hasMessageContaining("checkpoint ")
            .hasMessageContaining("expected ");
        refused++;
      }
    }
    assertThat(refused).isBetween(400, 1_499);
  }

  private static Optional<TrainingException> failure(CheckpointFile file) {
    try {
      file.read();
      return Optional.empty();
    } catch (TrainingException e) {
      return Optional.of(e);
    }
  }

  /** Returns content with a few bytes, a number or its length changed. */
  private static byte[] altered(byte[] content, Random random) {
    byte[] altered = content.clone();
    switch (random.nextInt(4)) {
      case 0 -> altered[random.nextInt(altered.length)] = (byte) random.nextInt();
      case 1 -> {
        int[] extremes = {-1, Integer.MIN_VALUE, Integer.MAX_VALUE, 1 << 30, 65_536, 0};
        ByteBuffer.wrap(altered)
            .putInt(
                random.nextInt(altered.length - Integer.BYTES),
                extremes[random.nextInt(extremes.length)]);
      }
      case 2 -> altered = Arrays.copyOf(altered, random.nextInt(altered.length));
      default -> altered = Arrays.copyOf(altered, altered.length + 1 + random.nextInt(40));
    }
    return altered;
  }

  private static byte[] sealed(byte[] whole, byte[] content)
      throws IOException, NoSuchAlgorithmException {
    ByteBuffer file = ByteBuffer.allocate(HEADER + content.length + HASH);
    file.put(whole, 0, HEADER - Long.BYTES).putLong(content.length).put(content);
    return file.put(MessageDigest.getInstance("SHA-256").digest(content)).array();
  }

  private static long allocatedBytes() {
    return ((com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean())
        .getCurrentThreadAllocatedBytes();
  }
}
