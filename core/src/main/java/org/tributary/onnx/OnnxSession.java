package org.tributary.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.tributary.internal.Closer;

/** The session of a model. This class alone uses ONNX Runtime, which is an optional dependency. */
final class OnnxSession extends OnnxModel {
  /**
   * The stack of the thread that creates ONNX Runtime's environment, in bytes. ONNX Runtime 1.29,
   * which a user may have, recurses in native code while it reads the process's command line: with
   * a class path of a few thousand characters the process ended with a segmentation fault on a
   * stack of 1 MB.
   */
  private static final long STACK = 64L << 20;

  private final OrtEnvironment environment = environment();
  private final OrtSession session;
  private final Use use;

  /**
   * Loads a model.
   *
   * @throws IllegalStateException if ONNX Runtime refuses it
   */
  OnnxSession(ByteBuffer model, Use use) {
    this.use = use;
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(1);
      options.setInterOpNumThreads(1);
      options.addConfigEntry("session.intra_op.allow_spinning", "0");
      this.session = environment.createSession(model, options);
    } catch (OrtException e) {
      throw failed("load", e);
    }
  }

  /** Returns the process-wide environment, with telemetry off. */
  private static OrtEnvironment environment() {
    FutureTask<OrtEnvironment> creation =
        new FutureTask<>(
            () -> {
              OrtEnvironment created = OrtEnvironment.getEnvironment();
              created.setTelemetry(false);
              return created;
            });
    new Thread(null, creation, "tributary-onnx", STACK).start();
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return creation.get();
        } catch (InterruptedException e) {
          interrupted = true; // the creation cannot be stopped
        }
      }
    } catch (ExecutionException e) {
      if (e.getCause() instanceof LinkageError missing) {
        throw missing;
      }
      throw new IllegalStateException("ONNX Runtime: " + e.getCause().getMessage(), e);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private IllegalStateException failed(String what, OrtException cause) {
    return new IllegalStateException(
        "ONNX: expected ONNX Runtime to %s %s, got '%s'; %s"
            .formatted(what, use.model(), cause.getMessage().replaceAll("\\s+", " "), use.advice()),
        cause);
  }

  /**
   * Runs the model.
   *
   * @param outputs the names of the wanted outputs; none for all
   * @return the outputs by name, each {@code long[]} or {@code float[]}, row-major
   * @throws IllegalStateException if ONNX Runtime fails
   */
  @Override
  public Map<String, Values> run(Map<String, Values> inputs, Collection<String> outputs) {
    Closer closer = new Closer();
    try {
      Map<String, OnnxTensor> tensors = new LinkedHashMap<>();
      for (Map.Entry<String, Values> input : inputs.entrySet()) {
        tensors.put(input.getKey(), closer.register(tensor(input.getValue()), OnnxTensor::close));
      }
      Map<String, Values> found = new LinkedHashMap<>();
      try (OrtSession.Result result =
          outputs.isEmpty()
              ? session.run(tensors)
              : session.run(tensors, new LinkedHashSet<>(outputs))) {
        for (Map.Entry<String, OnnxValue> output : result) {
          found.put(output.getKey(), values((OnnxTensor) output.getValue()));
        }
      }
      return found;
    } catch (OrtException e) {
      throw failed("run", e);
    } finally {
      closer.close();
    }
  }

  private OnnxTensor tensor(Values values) throws OrtException {
    long[] shape = values.shape().stream().mapToLong(Integer::longValue).toArray();
    return values.values() instanceof long[] numbers
        ? OnnxTensor.createTensor(environment, LongBuffer.wrap(numbers), shape)
        : OnnxTensor.createTensor(environment, FloatBuffer.wrap((float[]) values.values()), shape);
  }

  private static Values values(OnnxTensor tensor) {
    List<Integer> shape =
        Arrays.stream(tensor.getInfo().getShape()).mapToObj(Math::toIntExact).toList();
    FloatBuffer floats = tensor.getFloatBuffer();
    if (floats != null) {
      float[] values = new float[floats.remaining()];
      floats.get(values);
      return new Values(values, shape);
    }
    LongBuffer longs = tensor.getLongBuffer();
    long[] values = new long[longs.remaining()];
    longs.get(values);
    return new Values(values, shape);
  }

  @Override
  public void close() {
    try {
      session.close();
    } catch (OrtException e) {
      throw new IllegalStateException("ONNX Runtime: " + e.getMessage(), e);
    }
  }
}
