package org.tributary.internal.network;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.types.TFloat32;
import org.tributary.head.DecodedSequence;
import org.tributary.head.HeadDecoder;
import org.tributary.head.LabelDistributions;
import org.tributary.head.LabelPath;
import org.tributary.runtime.Feed;
import org.tributary.runtime.TaskPool;
import org.tributary.sequence.PaddingStrategy;
import org.tributary.tagger.definition.FeatureSequence;

/** Batched inference: sequences of similar length share a batch; batches run in parallel. */
public final class BatchPredictor {
  private static final int MAX_ROWS = 64;

  /** Maximum number of positions of a batch; bounds native memory for long sequences. */
  private static final int MAX_POSITIONS = 8192;

  /** Maximum number of batches prepared at once. */
  private static final int MAX_PREPARED_BATCHES = 64;

  private final TaggerGraph network;
  private final List<HeadOutput> padded;
  private final List<HeadOutput> unpadded;
  private final Optional<LongSequencePredictor> longSequences;

  /** Creates a predictor that computes every sequence whole. */
  public BatchPredictor(TaggerGraph network) {
    this(network, Optional.empty());
  }

  /**
   * @param longSequences the predictor of long sequences; empty to compute them whole
   */
  public BatchPredictor(TaggerGraph network, Optional<LongSequencePredictor> longSequences) {
    this.network = network;
    this.longSequences = longSequences;
    this.padded = network.outputs();
    this.unpadded = network.outputsWithoutPadding();
  }

  /** Returns the main column's label distributions of each sequence, in the given order. */
  public List<LabelDistributions> distributions(
      LoadedWeights weights, List<FeatureSequence> sequences) {
    return predict(
        weights,
        sequences,
        1,
        HeadOutput::output,
        fetched -> fetched.get(0).decoder.distributions(fetched.get(0).values));
  }

  /** Returns the main column's best labels of each sequence. */
  public List<int[]> labels(LoadedWeights weights, List<FeatureSequence> sequences) {
    return predict(
        weights,
        sequences,
        1,
        HeadOutput::output,
        fetched -> fetched.get(0).decoder.best(fetched.get(0).values));
  }

  /** Decodes the first {@code columns} columns of each sequence. */
  public List<List<DecodedSequence>> decode(
      LoadedWeights weights, List<FeatureSequence> sequences, int columns) {
    return predict(
        weights,
        sequences,
        columns,
        HeadOutput::output,
        fetched -> fetched.stream().map(column -> column.decoder.decode(column.values)).toList());
  }

  /** Returns the main column's {@code n} best label sequences with their log-probabilities. */
  public List<List<LabelPath>> nBest(
      LoadedWeights weights, List<FeatureSequence> sequences, int n) {
    return predict(
        weights,
        sequences,
        1,
        HeadOutput::scores,
        fetched -> fetched.get(0).decoder.nBest(fetched.get(0).values, n));
  }

  /** The fetched values of a column for one sequence, [T, S], with the column's decoder. */
  private static final class Fetched {
    private final HeadDecoder decoder;
    private final float[] values;

    Fetched(HeadDecoder decoder, float[] values) {
      this.decoder = decoder;
      this.values = values;
    }
  }

  private <R> List<R> predict(
      LoadedWeights weights,
      List<FeatureSequence> sequences,
      int columns,
      Function<HeadOutput, Operand<TFloat32>> operand,
      Function<List<Fetched>, R> decode) {
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
    Collections.reverse(batches); // longest first, so that no thread starts a long batch last
    List<R> predicted = new ArrayList<>(Collections.nCopies(sequences.size(), null));
    for (int from = 0; from < batches.size(); from += MAX_PREPARED_BATCHES) {
      List<List<Integer>> group =
          batches.subList(from, Math.min(from + MAX_PREPARED_BATCHES, batches.size()));
      List<TaggerBatch> prepared =
          TaskPool.map(group, batch -> TaggerBatch.of(batch.stream().map(sequences::get).toList()));
      List<TaggerBatch> whole = prepared.stream().filter(batch -> !inChunks(batch)).toList();
      if (whole.size() > 1) {
        network.prefetch(weights.session(), whole);
      }
      List<List<R>> results =
          TaskPool.map(prepared, batch -> batch(weights, batch, columns, operand, decode));
      for (int b = 0; b < group.size(); b++) {
        for (int k = 0; k < group.get(b).size(); k++) {
          predicted.set(group.get(b).get(k), results.get(b).get(k));
        }
      }
    }
    return predicted;
  }

  private static boolean fits(int rows, FeatureSequence longest) {
    return rows <= MAX_ROWS && (long) rows * longest.steps() <= MAX_POSITIONS;
  }

  private <R> List<R> batch(
      LoadedWeights weights,
      TaggerBatch batch,
      int columns,
      Function<HeadOutput, Operand<TFloat32>> operand,
      Function<List<Fetched>, R> decode) {
    List<HeadOutput> outputs = (batch.unpadded() ? unpadded : padded).subList(0, columns);
    List<float[]> perToken =
        inChunks(batch)
            ? longSequences
                .get()
                .values(weights.session(), batch.sequences.get(0), columns, operand)
            : values(weights.session(), batch, outputs, operand);
    List<R> results = new ArrayList<>();
    int token = 0;
    for (FeatureSequence sequence : batch.sequences) {
      int steps = sequence.steps();
      List<Fetched> fetched = new ArrayList<>();
      for (int k = 0; k < columns; k++) {
        int size = outputs.get(k).size();
        fetched.add(
            new Fetched(
                weights.decoders().get(k),
                Arrays.copyOfRange(perToken.get(k), token * size, (token + steps) * size)));
      }
      results.add(decode.apply(fetched));
      token += steps;
    }
    return results;
  }

  private boolean inChunks(TaggerBatch batch) {
    return longSequences.isPresent() && LongSequencePredictor.isLong(batch.sequences.get(0));
  }

  private List<float[]> values(
      Session session,
      TaggerBatch batch,
      List<HeadOutput> outputs,
      Function<HeadOutput, Operand<TFloat32>> operand) {
    List<float[]> perToken = new ArrayList<>();
    try (Feed feed = new Feed(session);
        Result result = run(feed, batch, outputs, operand)) {
      for (int k = 0; k < outputs.size(); k++) {
        perToken.add(values(result.get(k)));
      }
    }
    return perToken;
  }

  private static float[] values(Tensor tensor) {
    float[] values = new float[Math.toIntExact(tensor.shape().size())];
    ((TFloat32) tensor).copyTo(DataBuffers.of(values, false, false));
    return values;
  }

  private Result run(
      Feed feed,
      TaggerBatch batch,
      List<HeadOutput> outputs,
      Function<HeadOutput, Operand<TFloat32>> operand) {
    network.feed(feed, batch, batch.unpadded() ? PaddingStrategy.MASKED : PaddingStrategy.PACKED);
    return feed.run(outputs.stream().map(operand).toList(), network.cost(batch));
  }
}
