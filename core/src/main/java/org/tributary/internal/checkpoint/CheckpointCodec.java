package org.tributary.internal.checkpoint;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.tensorflow.ndarray.Shape;
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

  static Checkpoint read(DataInputStream in) throws IOException {
    List<String> fingerprint = new ArrayList<>();
    for (int remaining = in.readInt(); remaining > 0; remaining--) {
      fingerprint.add(readText(in));
    }
    TrainingProgress<ParameterValues> progress = readProgress(in);
    Map<String, ParameterValues> parts = new LinkedHashMap<>();
    for (int remaining = in.readInt(); remaining > 0; remaining--) {
      String name = readText(in);
      parts.put(name, readValues(in));
    }
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

  private static TrainingProgress<ParameterValues> readProgress(DataInputStream in)
      throws IOException {
    int epoch = in.readInt();
    int step = in.readInt();
    long number = in.readLong();
    double lossSum = in.readDouble();
    long tokens = in.readLong();
    double seconds = in.readDouble();
    List<EpochReport> reports = new ArrayList<>();
    for (int remaining = in.readInt(); remaining > 0; remaining--) {
      int finished = in.readInt();
      double meanLoss = in.readDouble();
      boolean scored = in.readBoolean();
      double score = in.readDouble();
      reports.add(
          new EpochReport(
              finished,
              meanLoss,
              scored ? OptionalDouble.of(score) : OptionalDouble.empty(),
              in.readBoolean(),
              in.readLong(),
              in.readDouble()));
    }
    Optional<ParameterValues> best =
        in.readBoolean() ? Optional.of(readValues(in)) : Optional.empty();
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

  private static ParameterValues readValues(DataInputStream in) throws IOException {
    ParameterValues.Builder builder = ParameterValues.builder();
    for (int remaining = in.readInt(); remaining > 0; remaining--) {
      String name = readText(in);
      long[] dimensions = new long[in.readInt()];
      for (int k = 0; k < dimensions.length; k++) {
        dimensions[k] = in.readLong();
      }
      Shape shape = Shape.of(dimensions);
      builder.add(name, shape, readFloats(Math.toIntExact(shape.size()), in));
    }
    return builder.build();
  }

  private static void writeFloats(float[] values, DataOutputStream out) throws IOException {
    ByteBuffer chunk = ByteBuffer.allocate(CHUNK_FLOATS * Float.BYTES);
    for (int from = 0; from < values.length; from += CHUNK_FLOATS) {
      int count = Math.min(CHUNK_FLOATS, values.length - from);
      chunk.asFloatBuffer().put(values, from, count);
      out.write(chunk.array(), 0, count * Float.BYTES);
    }
  }

  private static float[] readFloats(int length, DataInputStream in) throws IOException {
    float[] values = new float[length];
    ByteBuffer chunk = ByteBuffer.allocate(CHUNK_FLOATS * Float.BYTES);
    for (int from = 0; from < length; from += CHUNK_FLOATS) {
      int count = Math.min(CHUNK_FLOATS, length - from);
      in.readFully(chunk.array(), 0, count * Float.BYTES);
      chunk.asFloatBuffer().get(values, from, count);
    }
    return values;
  }

  private static void writeText(String text, DataOutputStream out) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  private static String readText(DataInputStream in) throws IOException {
    byte[] bytes = new byte[in.readInt()];
    in.readFully(bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
