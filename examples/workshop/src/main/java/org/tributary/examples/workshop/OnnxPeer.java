package org.tributary.examples.workshop;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.LongBuffer;
import java.util.HashMap;
import java.util.Map;

/** A model in ONNX Runtime whose inputs are whole numbers. */
abstract class OnnxPeer implements AnyTagger {
  private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
  private final OrtSession session;

  /**
   * A tensor.
   *
   * @param values the values, row-major
   */
  @SuppressWarnings("ArrayRecordComponent") // compared by no one
  record Numbers(long[] values, long... shape) {}

  /**
   * Loads a model.
   *
   * @param threads the number of threads of a run
   * @throws IllegalStateException if ONNX Runtime refuses it
   */
  OnnxPeer(byte[] model, int threads) {
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(threads);
      session = environment.createSession(model, options);
    } catch (OrtException e) {
      throw failed(e);
    }
  }

  static IllegalStateException failed(OrtException cause) {
    return new IllegalStateException("ONNX Runtime: " + cause.getMessage(), cause);
  }

  /** Returns what the file says of itself. */
  final Map<String, String> metadata() {
    try {
      return session.getMetadata().getCustomMetadata();
    } catch (OrtException e) {
      throw failed(e);
    }
  }

  /**
   * Runs the model; the caller closes the result.
   *
   * @param inputs the inputs by name; the model may lack some
   */
  final OrtSession.Result run(Map<String, Numbers> inputs) {
    Map<String, OnnxTensor> tensors = new HashMap<>();
    try {
      for (String name : session.getInputNames()) {
        Numbers input = inputs.get(name);
        LongBuffer values = LongBuffer.wrap(input.values());
        tensors.put(name, OnnxTensor.createTensor(environment, values, input.shape()));
      }
      return session.run(tensors);
    } catch (OrtException e) {
      throw failed(e);
    } finally {
      tensors.values().forEach(OnnxTensor::close);
    }
  }

  @Override
  public final void close() {
    try {
      session.close();
    } catch (OrtException e) {
      throw failed(e);
    }
  }
}
