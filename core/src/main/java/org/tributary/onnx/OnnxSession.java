package org.tributary.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.tributary.internal.runtime.Closer;

/**
 * A model in ONNX Runtime. This class alone uses ONNX Runtime, which is an optional dependency; it
 * owns native memory until it is closed.
 */
final class OnnxSession implements AutoCloseable {
  /**
   * The stack of the thread that creates ONNX Runtime's environment, in bytes. ONNX Runtime 1.29
   * recurses in native code while it reads the process's command line: with a class path of a few
   * thousand characters the process ended with a segmentation fault on a stack of 1 MB.
   */
  private static final long STACK = 64L << 20;

  private final OrtEnvironment environment = environment();
  private final OrtSession session;

  /**
   * Loads a model.
   *
   * @throws IllegalStateException if ONNX Runtime refuses it
   */
  OnnxSession(byte[] model) {
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

  private static IllegalStateException failed(String what, OrtException cause) {
    return new IllegalStateException(
        "ONNX: expected ONNX Runtime to %s the exported model, got '%s'; please report the definition of the model"
            .formatted(what, cause.getMessage()),
        cause);
  }

  /**
   * Runs the model.
   *
   * @return the outputs by name, each {@code long[]} or {@code float[]}, row-major
   * @throws IllegalStateException if ONNX Runtime fails
   */
  Map<String, Object> run(Map<String, SequenceTensors.Values> inputs) {
    Closer closer = new Closer();
    try {
      Map<String, OnnxTensor> tensors = new LinkedHashMap<>();
      for (Map.Entry<String, SequenceTensors.Values> input : inputs.entrySet()) {
        tensors.put(input.getKey(), closer.register(tensor(input.getValue()), OnnxTensor::close));
      }
      Map<String, Object> outputs = new LinkedHashMap<>();
      try (OrtSession.Result result = session.run(tensors)) {
        for (Map.Entry<String, ai.onnxruntime.OnnxValue> output : result) {
          outputs.put(output.getKey(), values((OnnxTensor) output.getValue()));
        }
      }
      return outputs;
    } catch (OrtException e) {
      throw failed("run", e);
    } finally {
      closer.close();
    }
  }

  private OnnxTensor tensor(SequenceTensors.Values values) throws OrtException {
    long[] shape = values.shape().stream().mapToLong(Integer::longValue).toArray();
    return values.values() instanceof long[] numbers
        ? OnnxTensor.createTensor(environment, LongBuffer.wrap(numbers), shape)
        : OnnxTensor.createTensor(environment, FloatBuffer.wrap((float[]) values.values()), shape);
  }

  private static Object values(OnnxTensor tensor) {
    FloatBuffer floats = tensor.getFloatBuffer();
    if (floats != null) {
      float[] values = new float[floats.remaining()];
      floats.get(values);
      return values;
    }
    LongBuffer longs = tensor.getLongBuffer();
    long[] values = new long[longs.remaining()];
    longs.get(values);
    return values;
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
