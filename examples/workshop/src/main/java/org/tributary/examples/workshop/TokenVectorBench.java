package org.tributary.examples.workshop;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.io.IOException;
import java.nio.LongBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.tributary.examples.job.JobException;
import org.tributary.onnx.EncoderModel;
import org.tributary.onnx.TransformerEncoder;
import org.tributary.onnx.TransformerVectors;
import org.tributary.tagger.Tagger;
import org.tributary.tribuo.LstmTaggerModel;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Times a saved tagger with token vectors beside its encoder alone. */
@Command(
    name = "token-vectors",
    description =
        "Time a saved tagger with token vectors, and its encoder alone in ONNX Runtime on the same"
            + " pieces, in alternating passes: throughput in words/s for all sentences, and latency in"
            + " ms of single sentences.",
    footer = {
      "",
      "Each run of the encoder uses one thread; --threads is the number of runs at once.",
      "",
      "Examples:",
      "  bench token-vectors --model contextual.tribuo --input en_ewt-ud-dev.conllu --threads 1",
    })
final class TokenVectorBench extends Bench.Benchmark {
  private static final int PASSES = 5;
  private static final double WARM_UP = 8; // seconds

  /** The pieces of a batch of the encoder alone, the fastest of 256, 512, 1,024 and 2,048. */
  private static final int BATCH_PIECES = 512;

  @Option(names = "--model", required = true, paramLabel = "FILE", description = "Saved model.")
  private Path model;

  @Option(
      names = "--sentence-by-sentence",
      description =
          "Run the encoder alone on one sentence at a time, as a tagger must whose 8-bit encoder has"
              + " scales that depend on the batch. Default: batches of 512 pieces.")
  private boolean oneByOne;

  @Mixin private Bench.Text text;

  private List<List<String>> sentences;

  @Override
  void check() throws IOException {
    sentences = text.sentences();
  }

  @Override
  void run() throws IOException {
    try (LstmTaggerModel loaded = LstmTaggerModel.load(model)) {
      TransformerEncoder encoder;
      Path file;
      try (var words = loaded.toWordTagger()) {
        TransformerVectors vectors =
            words.definition().inputs().all().stream()
                .filter(TransformerVectors.class::isInstance)
                .map(TransformerVectors.class::cast)
                .findFirst()
                .orElseThrow(
                    () ->
                        new JobException(
                            "%s: expected a tagger with token vectors, got one without; train it with --token-vectors"
                                .formatted(model)));
        encoder = vectors.encoder();
        file = vectors.files().get(0).path().orElseThrow();
      }
      try (Tagger tagger = loaded.tagger(loaded.extractor());
          EncoderAlone alone = new EncoderAlone(file)) {
        compare(tagger, alone, inputIds(EncoderModel.read(encoder)));
      }
    }
  }

  /** Returns the pieces of each sentence, with those around it. */
  private List<int[]> inputIds(EncoderModel encoder) {
    return sentences.stream()
        .map(
            words ->
                Stream.of(
                        encoder.before().stream(),
                        encoder.pieces(words).stream().flatMap(List::stream),
                        encoder.after().stream())
                    .flatMap(ids -> ids)
                    .mapToInt(Integer::intValue)
                    .toArray())
        .toList();
  }

  private void compare(Tagger tagger, EncoderAlone alone, List<int[]> pieces) {
    int longest = pieces.stream().mapToInt(ids -> ids.length).max().orElseThrow();
    if (longest > BATCH_PIECES) {
      throw new JobException(
          "expected sentences of at most %d pieces, got one of %d; the tagger reads it in windows"
              .formatted(BATCH_PIECES, longest));
    }
    List<int[]> byLength = new ArrayList<>(pieces);
    byLength.sort(Comparator.comparingInt(ids -> -ids.length));
    List<List<int[]>> batches = new ArrayList<>();
    for (int from = 0; from < byLength.size(); ) {
      int rows = oneByOne ? 1 : Math.max(1, BATCH_PIECES / byLength.get(from).length);
      int to = Math.min(from + rows, byLength.size());
      batches.add(byLength.subList(from, to));
      from = to;
    }
    long words = sentences.stream().mapToLong(List::size).sum();
    fact("words", words);
    fact("pieces", pieces.stream().mapToLong(ids -> ids.length).sum());
    Rounds lists =
        Rounds.of(
            Rounds.areBrief() ? 1 : PASSES,
            WARM_UP,
            List.of(
                () -> {
                  long start = System.nanoTime();
                  tagger.cache().clear();
                  var unused = tagger.tagAll(sentences);
                  return words * 1e9 / (System.nanoTime() - start);
                },
                () -> {
                  long start = System.nanoTime();
                  var unused =
                      Bench.onAllThreads(
                          batches,
                          batch -> {
                            alone.run(batch);
                            return batch.size();
                          });
                  return words * 1e9 / (System.nanoTime() - start);
                }));
    double[][] ms =
        Rounds.latencies(
            pieces.size(),
            List.of(n -> tagger.tag(sentences.get(n)), n -> alone.run(List.of(pieces.get(n)))));
    String[] names = {"Tributary", "ONNX Runtime, encoder alone"};
    for (int k = 0; k < names.length; k++) {
      double[] ratios = lists.ratios(1, k);
      row(
          new Row()
              .with("program", names[k])
              .with("wordsPerSecond", lists.median(k))
              .with("timeOverEncoder", Rounds.median(ratios))
              .with("sentenceMedianMs", Rounds.median(ms[k]))
              .with("sentenceP99Ms", Rounds.quantile(ms[k], 0.99))
              .with("medianOverEncoder", Rounds.median(ms[k]) / Rounds.median(ms[1])));
    }
  }

  /** An encoder in ONNX Runtime, with one thread a run; computes its own outputs. */
  private static final class EncoderAlone implements AutoCloseable {
    private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
    private final OrtSession session;

    EncoderAlone(Path file) {
      try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
        options.setIntraOpNumThreads(1);
        options.setInterOpNumThreads(1);
        session = environment.createSession(file.toString(), options);
      } catch (OrtException e) {
        throw failed(e);
      }
    }

    private static IllegalStateException failed(OrtException cause) {
      return new IllegalStateException("ONNX Runtime: " + cause.getMessage(), cause);
    }

    /** Runs the encoder on a batch, padded to its longest sentence. */
    void run(List<int[]> batch) {
      int length = batch.stream().mapToInt(ids -> ids.length).max().orElseThrow();
      long[] ids = new long[batch.size() * length];
      long[] mask = new long[ids.length];
      for (int n = 0; n < batch.size(); n++) {
        for (int k = 0; k < batch.get(n).length; k++) {
          ids[n * length + k] = batch.get(n)[k];
          mask[n * length + k] = 1;
        }
      }
      Map<String, long[]> values =
          Map.of("input_ids", ids, "attention_mask", mask, "token_type_ids", new long[ids.length]);
      long[] shape = {batch.size(), length};
      Map<String, OnnxTensor> tensors = new HashMap<>();
      try {
        for (String input : session.getInputNames()) {
          LongBuffer buffer = LongBuffer.wrap(values.get(input));
          tensors.put(input, OnnxTensor.createTensor(environment, buffer, shape));
        }
        session.run(tensors).close();
      } catch (OrtException e) {
        throw failed(e);
      } finally {
        tensors.values().forEach(OnnxTensor::close);
      }
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
}
