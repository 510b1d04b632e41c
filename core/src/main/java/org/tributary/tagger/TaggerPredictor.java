package org.tributary.tagger;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tributary.head.Softmax;
import org.tributary.input.InputFeed;

/** Predicts with a network, in batches of sequences of about one length. */
final class TaggerPredictor {
  private static final int ROWS = 64;

  /** Bounds the native memory that a batch of long sequences takes. */
  private static final int POSITIONS = 8192;

  private final TaggerNetwork network;
  private final Operand<TFloat32> probabilities;

  TaggerPredictor(Ops tf, TaggerNetwork network) {
    this.network = network;
    this.probabilities = Softmax.probabilities(tf, network.logits());
  }

  /** The distributions of each sequence, in the order given. */
  List<LabelDistributions> predict(Session session, List<FeatureSequence> sequences) {
    List<Integer> byLength =
        IntStream.range(0, sequences.size())
            .boxed()
            .sorted(Comparator.comparingInt(k -> sequences.get(k).steps()))
            .toList();
    LabelDistributions[] predicted = new LabelDistributions[sequences.size()];
    int to;
    for (int from = 0; from < byLength.size(); from = to) {
      to = from + 1;
      while (to < byLength.size() && fits(to - from + 1, sequences.get(byLength.get(to)))) {
        to++;
      }
      List<Integer> chosen = byLength.subList(from, to);
      List<LabelDistributions> batch = batch(session, chosen.stream().map(sequences::get).toList());
      for (int k = 0; k < chosen.size(); k++) {
        predicted[chosen.get(k)] = batch.get(k);
      }
    }
    return Arrays.asList(predicted);
  }

  private static boolean fits(int rows, FeatureSequence longest) {
    return rows <= ROWS && (long) rows * longest.steps() <= POSITIONS;
  }

  private List<LabelDistributions> batch(Session session, List<FeatureSequence> sequences) {
    TaggerBatch batch = TaggerBatch.of(sequences);
    Session.Runner runner = session.runner().fetch(probabilities);
    try (InputFeed feed = new InputFeed(runner);
        Result result = run(runner, feed, batch)) {
      TFloat32 tensor = (TFloat32) result.get(0); // [M, K]
      int labels = Math.toIntExact(tensor.shape().get(1));
      float[] all = new float[batch.positions.length * labels];
      tensor.copyTo(DataBuffers.of(all, false, false));
      List<LabelDistributions> distributions = new ArrayList<>();
      int from = 0;
      for (FeatureSequence sequence : sequences) {
        int to = from + sequence.steps() * labels;
        distributions.add(new LabelDistributions(Arrays.copyOfRange(all, from, to), labels));
        from = to;
      }
      return distributions;
    }
  }

  private Result run(Session.Runner runner, InputFeed feed, TaggerBatch batch) {
    network.feed(feed, batch);
    return runner.run();
  }
}
