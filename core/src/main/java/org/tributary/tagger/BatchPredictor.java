package org.tributary.tagger;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.types.TFloat32;
import org.tributary.head.LabelPath;
import org.tributary.head.LinearChain;
import org.tributary.input.InputFeed;
import org.tributary.runtime.TaskPool;
import org.tributary.sequence.PaddingStrategy;

/** Predicts with a network, in batches of sequences of about one length, side by side. */
final class BatchPredictor {
  private static final int ROWS = 64;

  /** Bounds the native memory that a batch of long sequences takes. */
  private static final int POSITIONS = 8192;

  /** How many batches are made ready at once. */
  private static final int TOGETHER = 64;

  private final TaggerGraph network;
  private final List<ColumnDecoder> padded;
  private final List<ColumnDecoder> full;

  BatchPredictor(TaggerGraph network) {
    this.network = network;
    this.padded = network.readers();
    this.full = network.readersWithoutPadding();
  }

  /** The main column's distributions of each sequence, in the order given. */
  List<LabelDistributions> distributions(LoadedWeights weights, List<FeatureSequence> sequences) {
    ColumnDecoder main = padded.get(0);
    return read(
        weights,
        sequences,
        1,
        ColumnDecoder::output,
        fetched -> main.distributions(fetched.get(0).chain, fetched.get(0).values));
  }

  /** The main column's best labels of each sequence. */
  List<int[]> labels(LoadedWeights weights, List<FeatureSequence> sequences) {
    ColumnDecoder main = padded.get(0);
    return read(
        weights,
        sequences,
        1,
        ColumnDecoder::output,
        fetched -> main.best(fetched.get(0).chain, fetched.get(0).values));
  }

  /** The first {@code columns} columns of each sequence. */
  List<List<DecodedSequence>> decode(
      LoadedWeights weights, List<FeatureSequence> sequences, int columns) {
    return read(
        weights,
        sequences,
        columns,
        ColumnDecoder::output,
        fetched ->
            IntStream.range(0, columns)
                .mapToObj(k -> padded.get(k).decode(fetched.get(k).chain, fetched.get(k).values))
                .toList());
  }

  /** The main column's {@code n} best sequences of labels with their log-probabilities. */
  List<List<LabelPath>> nBest(LoadedWeights weights, List<FeatureSequence> sequences, int n) {
    return read(
        weights,
        sequences,
        1,
        ColumnDecoder::logits,
        fetched -> {
          LinearChain chain = fetched.get(0).chain;
          float[] logits = fetched.get(0).values;
          double logPartition = chain.logPartition(logits);
          return chain.nBest(logits, n).stream().map(p -> p.relativeTo(logPartition)).toList();
        });
  }

  /** What was taken of a column for one sequence: [T, K], and the chain over it. */
  private static final class Fetched {
    private final LinearChain chain;
    private final float[] values;

    Fetched(LinearChain chain, float[] values) {
      this.chain = chain;
      this.values = values;
    }
  }

  private <R> List<R> read(
      LoadedWeights weights,
      List<FeatureSequence> sequences,
      int columns,
      Function<ColumnDecoder, Operand<TFloat32>> taken,
      Function<List<Fetched>, R> reading) {
    List<Integer> byLength =
        IntStream.range(0, sequences.size())
            .boxed()
            .sorted(Comparator.comparingInt(k -> sequences.get(k).steps()))
            .toList();
    List<List<Integer>> batches = new ArrayList<>();
    int to;
    for (int from = 0; from < byLength.size(); from = to) {
      to = from + 1;
      while (to < byLength.size() && fits(to - from + 1, sequences.get(byLength.get(to)))) {
        to++;
      }
      batches.add(byLength.subList(from, to));
    }
    Collections.reverse(batches); // the largest first, so that no thread is left alone with it
    List<R> predicted = new ArrayList<>(Collections.nCopies(sequences.size(), null));
    for (int from = 0; from < batches.size(); from += TOGETHER) {
      List<List<Integer>> some = batches.subList(from, Math.min(from + TOGETHER, batches.size()));
      List<TaggerBatch> made =
          TaskPool.map(some, batch -> TaggerBatch.of(batch.stream().map(sequences::get).toList()));
      if (made.size() > 1) {
        network.readAhead(weights.session(), made);
      }
      List<List<R>> read =
          TaskPool.map(made, batch -> batch(weights, batch, columns, taken, reading));
      for (int b = 0; b < some.size(); b++) {
        for (int k = 0; k < some.get(b).size(); k++) {
          predicted.set(some.get(b).get(k), read.get(b).get(k));
        }
      }
    }
    return predicted;
  }

  private static boolean fits(int rows, FeatureSequence longest) {
    return rows <= ROWS && (long) rows * longest.steps() <= POSITIONS;
  }

  private <R> List<R> batch(
      LoadedWeights weights,
      TaggerBatch batch,
      int columns,
      Function<ColumnDecoder, Operand<TFloat32>> taken,
      Function<List<Fetched>, R> reading) {
    List<ColumnDecoder> readers = (batch.full() ? full : padded).subList(0, columns);
    List<float[]> perToken = new ArrayList<>();
    try (InputFeed feed = new InputFeed(weights.session());
        Result result = run(feed, batch, readers, taken)) {
      for (int k = 0; k < columns; k++) {
        perToken.add(values(result.get(k)));
      }
    }

    List<R> read = new ArrayList<>();
    int token = 0;
    for (FeatureSequence sequence : batch.sequences) {
      int steps = sequence.steps();
      List<Fetched> fetched = new ArrayList<>();
      for (int k = 0; k < columns; k++) {
        int labels = readers.get(k).labels();
        fetched.add(
            new Fetched(
                weights.chains().get(k),
                Arrays.copyOfRange(perToken.get(k), token * labels, (token + steps) * labels)));
      }
      read.add(reading.apply(fetched));
      token += steps;
    }
    return read;
  }

  private static float[] values(Tensor tensor) {
    float[] values = new float[Math.toIntExact(tensor.shape().size())];
    ((TFloat32) tensor).copyTo(DataBuffers.of(values, false, false));
    return values;
  }

  private Result run(
      InputFeed feed,
      TaggerBatch batch,
      List<ColumnDecoder> readers,
      Function<ColumnDecoder, Operand<TFloat32>> taken) {
    for (ColumnDecoder reader : readers) {
      feed.runner().fetch(taken.apply(reader));
    }
    network.feed(feed, batch, batch.full() ? PaddingStrategy.MASKED : PaddingStrategy.PACKED);
    return feed.run(network.work(batch));
  }
}
