package org.tributary.internal.checkpoint;

import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.tensorflow.ndarray.Shape;
import org.tributary.internal.check.Excerpt;
import org.tributary.internal.loop.TrainingProgress;
import org.tributary.param.ParameterValues;
import org.tributary.train.EpochReport;

/**
 * The binary encoding of a checkpoint's content: the fingerprint, the loop's progress, the best
 * parameters, the parts. A string is its length in UTF-8 bytes and the bytes; a list is its length
 * and its elements; an optional value follows a boolean.
 */
final class CheckpointCodec {
  private static final int CHUNK_FLOATS = 1 << 14;

  /** The size of an empty string or list. */
  private static final int MIN_TEXT_BYTES = Integer.BYTES;

  private static final int MIN_PART_BYTES = 2 * Integer.BYTES;
  private static final int MIN_PARAMETER_BYTES = 2 * Integer.BYTES;
  private static final int REPORT_BYTES = Integer.BYTES + 2 + 4 * Double.BYTES;

  private CheckpointCodec() {}

  static void write(Checkpoint checkpoint, DataOutputStream out) throws IOException {
    out.writeInt(checkpoint.fingerprint().size());
    for (String line : checkpoint.fingerprint()) {
      writeText(line, out);
    }
    writeProgress(checkpoint.progress(), out);
    out.writeInt(checkpoint.parts().size());
    for (Map.Entry<String, ParameterValues> part : checkpoint.parts().entrySet()) {
      writeText(part.getKey(), out);
      writeValues(part.getValue(), out);
    }
  }

  /**
   * Reads the content of a file.
   *
   * @throws BoundedInput.InvalidException if it is not a content that {@link #write} writes
   */
  static Checkpoint read(BoundedInput in) throws IOException {
    List<String> fingerprint = new ArrayList<>();
    for (int remaining = in.count("lines", MIN_TEXT_BYTES); remaining > 0; remaining--) {
      String line = in.text();
      if (!line.contains(": ")) {
        throw new BoundedInput.InvalidException(
            "expected a line of the form 'name: value', got '%s'".formatted(Excerpt.of(line)));
      }
      fingerprint.add(line);
    }
    TrainingProgress<ParameterValues> progress = readProgress(in);
    Map<String, ParameterValues> parts = new LinkedHashMap<>();
    for (int remaining = in.count("parts", MIN_PART_BYTES); remaining > 0; remaining--) {
      String name = in.text();
      if (parts.put(name, readValues(in)) != null) {
        throw new BoundedInput.InvalidException(
            "expected part %s once".formatted(Excerpt.of(name)));
      }
    }
    in.requireEnd();
    return new Checkpoint(fingerprint, progress, parts);
  }

  private static void writeProgress(
      TrainingProgress<ParameterValues> progress, DataOutputStream out) throws IOException {
    out.writeInt(progress.epoch());
    out.writeInt(progress.step());
    out.writeLong(progress.number());
    out.writeDouble(progress.lossSum());
    out.writeLong(progress.tokens());
    out.writeDouble(progress.seconds());
    out.writeInt(progress.reports().size());
    for (EpochReport report : progress.reports()) {
      out.writeInt(report.epoch());
      out.writeDouble(report.meanLoss());
      out.writeBoolean(report.devScore().isPresent());
      out.writeDouble(report.devScore().orElse(0));
      out.writeBoolean(report.best());
      out.writeLong(report.tokens());
      out.writeDouble(report.seconds());
    }
    out.writeBoolean(progress.best().isPresent());
    if (progress.best().isPresent()) {
      writeValues(progress.best().get(), out);
    }
  }

  private static TrainingProgress<ParameterValues> readProgress(BoundedInput in)
      throws IOException {
    int epoch = in.number();
    int step = in.number();
    long number = in.longNumber();
    double lossSum = in.decimal();
    long tokens = in.longNumber();
    double seconds = in.decimal();
    List<EpochReport> reports = new ArrayList<>();
    for (int remaining = in.count("reports", REPORT_BYTES); remaining > 0; remaining--) {
      int finished = in.number();
      double meanLoss = in.decimal();
      boolean scored = in.flag();
      double score = in.decimal();
      reports.add(
          new EpochReport(
              finished,
              meanLoss,
              scored ? OptionalDouble.of(score) : OptionalDouble.empty(),
              in.flag(),
              in.longNumber(),
              in.decimal()));
    }
    if (epoch != reports.size() + 1 || step < 0 || number < step || tokens < 0) {
      throw new BoundedInput.InvalidException(
          "expected the progress of a run, got epoch %d after %d reports, step %d of %d, %d tokens"
              .formatted(epoch, reports.size(), step, number, tokens));
    }
    Optional<ParameterValues> best = in.flag() ? Optional.of(readValues(in)) : Optional.empty();
    return new TrainingProgress<>(epoch, step, number, lossSum, tokens, seconds, reports, best);
  }

  private static void writeValues(ParameterValues values, DataOutputStream out) throws IOException {
    out.writeInt(values.names().size());
    for (String name : values.names()) {
      writeText(name, out);
      long[] shape = values.shape(name).asArray();
      out.writeInt(shape.length);
      for (long size : shape) {
        out.writeLong(size);
      }
      writeFloats(values.values(name), out);
    }
  }

  private static ParameterValues readValues(BoundedInput in) throws IOException {
    ParameterValues.Builder values = ParameterValues.builder();
    Set<String> names = new HashSet<>();
    for (int remaining = in.count("parameters", MIN_PARAMETER_BYTES); remaining > 0; remaining--) {
      String name = in.text();
      if (!names.add(name)) {
        throw new BoundedInput.InvalidException("expected parameter %s once".formatted(name));
      }
      Shape shape = in.shape();
      values.add(name, shape, in.floats((int) shape.size()));
    }
    return values.build();
  }

  private static void writeFloats(float[] values, DataOutputStream out) throws IOException {
    ByteBuffer chunk = ByteBuffer.allocate(CHUNK_FLOATS * Float.BYTES);
    for (int from = 0; from < values.length; from += CHUNK_FLOATS) {
      int count = Math.min(CHUNK_FLOATS, values.length - from);
      chunk.asFloatBuffer().put(values, from, count);
      out.write(chunk.array(), 0, count * Float.BYTES);
    }
  }

  private static void writeText(String text, DataOutputStream out) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    out.writeInt(bytes.length);
    out.write(bytes);
  }
}
