package org.tributary.examples.taggers;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.tributary.concurrent.Threads;
import org.tributary.runtime.TensorFlowRuntime;

/**
 * An exported tagger in ONNX Runtime, from words to labels: sentences of similar length share a
 * batch of up to 64, and each run uses all processors.
 */
public final class OnnxTagger implements ComparedTagger {
  private static final int MAX_ROWS = 64;

  private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
  private final OrtSession session;
  private final List<OnnxWords> inputs = new ArrayList<>();
  private final List<String> labels;

  /**
   * Loads a model, to run with as many threads as TensorFlow has.
   *
   * @throws IllegalStateException if ONNX Runtime refuses it
   */
  public OnnxTagger(byte[] model) {
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      Threads threads = TensorFlowRuntime.threads();
      options.setIntraOpNumThreads(Math.max(threads.intraOp(), threads.interOp()));
      this.session = environment.createSession(model, options);
      Map<String, String> metadata = session.getMetadata().getCustomMetadata();
      OnnxWords.list(metadata.get("inputs"))
          .forEach(name -> inputs.add(OnnxWords.of(name, metadata)));
      this.labels = OnnxWords.list(metadata.get("labels"));
    } catch (OrtException e) {
      throw failed(e);
    }
  }

  private static IllegalStateException failed(OrtException cause) {
    return new IllegalStateException("ONNX Runtime: " + cause.getMessage(), cause);
  }

  @Override
  public List<List<String>> tag(List<List<String>> sentences) {
    List<Integer> byLength =
        IntStream.range(0, sentences.size())
            .boxed()
            .sorted(Comparator.comparingInt(k -> sentences.get(k).size()))
            .toList();
    List<List<String>> tagged = new ArrayList<>(sentences);
    for (int from = 0; from < byLength.size(); from += MAX_ROWS) {
      List<Integer> rows = byLength.subList(from, Math.min(from + MAX_ROWS, byLength.size()));
      long[][] best = run(rows.stream().map(sentences::get).toList());
      for (int n = 0; n < rows.size(); n++) {
        int length = sentences.get(rows.get(n)).size();
        tagged.set(
            rows.get(n),
            Arrays.stream(best[n], 0, length).mapToObj(k -> labels.get((int) k)).toList());
      }
    }
    return tagged;
  }

  private long[][] run(List<List<String>> batch) {
    Map<String, OnnxTensor> tensors = new HashMap<>();
    try {
      int steps = batch.stream().mapToInt(List::size).max().orElseThrow();
      for (OnnxWords input : inputs) {
        tensors.put(
            input.name(),
            input.readsCharacters() ? characters(input, batch, steps) : ids(input, batch, steps));
      }
      tensors.put(
          "lengths",
          OnnxTensor.createTensor(environment, batch.stream().mapToLong(List::size).toArray()));
      try (OrtSession.Result result = session.run(tensors)) {
        return (long[][]) result.get("labels").orElseThrow().getValue();
      }
    } catch (OrtException e) {
      throw failed(e);
    } finally {
      tensors.values().forEach(OnnxTensor::close);
    }
  }

  private OnnxTensor ids(OnnxWords input, List<List<String>> batch, int steps) throws OrtException {
    long[] ids = new long[batch.size() * steps];
    Arrays.fill(ids, input.none());
    for (int n = 0; n < batch.size(); n++) {
      for (int t = 0; t < batch.get(n).size(); t++) {
        ids[n * steps + t] = input.id(batch.get(n).get(t));
      }
    }
    return tensor(ids, batch.size(), steps);
  }

  private OnnxTensor characters(OnnxWords input, List<List<String>> batch, int steps)
      throws OrtException {
    List<List<long[]>> words =
        batch.stream().map(s -> s.stream().map(input::characters).toList()).toList();
    int longest = words.stream().flatMap(List::stream).mapToInt(w -> w.length).max().orElseThrow();
    long[] ids = new long[Math.multiplyExact(batch.size() * steps, longest)];
    Arrays.fill(ids, input.none());
    for (int n = 0; n < words.size(); n++) {
      for (int t = 0; t < words.get(n).size(); t++) {
        long[] word = words.get(n).get(t);
        System.arraycopy(word, 0, ids, (n * steps + t) * longest, word.length);
      }
    }
    return tensor(ids, batch.size(), steps, longest);
  }

  private OnnxTensor tensor(long[] values, long... shape) throws OrtException {
    return OnnxTensor.createTensor(environment, LongBuffer.wrap(values), shape);
  }

  @Override
  public void close() {
    try {
      session.close();
    } catch (OrtException e) {
      throw failed(e);
    }
  }
}
