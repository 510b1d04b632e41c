package org.tributary.nn;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;
import org.tributary.graph.CellState;
import org.tributary.graph.Dropout;
import org.tributary.graph.FedSequenceLengths;
import org.tributary.graph.Gradients;
import org.tributary.graph.NativeTensors;
import org.tributary.graph.OutputGradients;
import org.tributary.graph.RecurrentForward;
import org.tributary.graph.RecurrentLayer;
import org.tributary.graph.SequenceLengths;
import org.tributary.graph.Variables;
import org.tributary.internal.ByName;
import org.tributary.internal.graph.Axes;
import org.tributary.layer.Recurrent;
import org.tributary.param.FloatTensor;
import org.tributary.runtime.ExecutionMode;
import org.tributary.runtime.Feed;
import org.tributary.sequence.Layout;
import org.tributary.sequence.PaddingStrategy;

/**
 * The graph of a pass of a layer, built once for a signature and run many times: from placeholders
 * to outputs and, in training, gradients.
 */
final class PassGraph {
  private final Recurrent definition;
  private final Placeholder<TFloat32> input;
  private final Optional<PaddingStrategy> padding;
  private final Optional<FedSequenceLengths> lengths;
  private final List<Placeholder<TFloat32>> initial = new ArrayList<>();
  private final Optional<Placeholder<TInt64>> seed;
  private final Ops tf;
  private final long steps;
  private final RecurrentForward run;
  private final List<Operand<TFloat32>> results = new ArrayList<>();
  private final List<Placeholder<TFloat32>> upstream = new ArrayList<>();
  private final List<Operand<TFloat32>> gradients = new ArrayList<>();

  /**
   * The signature of a pass.
   *
   * @param purpose inference, or training with a backward pass
   * @param dropout true if the pass drops elements
   * @param padding the padding strategy; empty if every row has all steps
   * @param steps L, or -1 for any number
   */
  record Signature(
      ExecutionMode purpose, boolean dropout, Optional<PaddingStrategy> padding, long steps) {}

  /** Adds a pass to the graph. No other thread may add to the graph meanwhile. */
  PassGraph(Ops tf, Recurrent definition, Variables variables, Signature signature) {
    this.tf = tf;
    this.steps = signature.steps();
    this.definition = definition;
    this.seed =
        signature.dropout()
            ? Optional.of(tf.placeholder(TInt64.class, Placeholder.shape(Shape.scalar())))
            : Optional.empty();
    int stepsAxis = definition.layout().stepsAxis();
    input = sequence(definition.inputSize());
    for (int size : definition.cell().stateSizes()) {
      initial.add(state(tf, size));
    }
    // a known count must be a constant, or TensorFlow loses the static number of steps in a mask
    Operand<TInt32> count =
        steps == Shape.UNKNOWN_SIZE
            ? Axes.size(tf, input, stepsAxis)
            : tf.constant(Math.toIntExact(steps));
    this.padding = signature.padding();
    lengths = padding.map(strategy -> FedSequenceLengths.unchecked(tf, count));
    RecurrentLayer training = new RecurrentLayer(tf, definition, variables::read).forBackward();
    RecurrentLayer layer =
        signature.purpose() == ExecutionMode.INFERENCE ? training.forInference() : training;
    run =
        layer.forward(
            input,
            lengths
                .map(fed -> fed.lengths(padding.orElseThrow()))
                .orElseGet(
                    () ->
                        SequenceLengths.fullUnchecked(
                            tf, count, Axes.size(tf, input, 1 - stepsAxis))),
            CellState.of(definition.cell(), initial),
            seed.map(s -> Dropout.seeded(tf, s)).orElseGet(Dropout::off));
    results.add(run.output());
    results.addAll(run.finalState().parts());
    results.replaceAll(tf::identity);
    if (signature.purpose() == ExecutionMode.TRAINING) {
      buildBackward();
    }
  }

  private void buildBackward() {
    upstream.add(sequence(definition.outputSize()));
    definition.cell().stateSizes().forEach(size -> upstream.add(state(tf, size)));
    Gradients<Operand<TFloat32>> back =
        run.backward(
            new OutputGradients<>(
                Optional.of(upstream.get(0)),
                ByName.of(definition.cell().stateNames(), upstream.subList(1, upstream.size()))));
    gradients.add(back.input());
    gradients.addAll(back.initial().values());
    gradients.addAll(back.parameters().values());
  }

  RecurrentOutput forward(Session session, BatchedInput batch, OptionalLong dropoutSeed) {
    List<FloatTensor> values;
    try (Feed feed = new Feed(session)) {
      feed(feed, batch, dropoutSeed);
      values = feed.fetch(results, batch.work(ExecutionMode.INFERENCE), NativeTensors::copyOf);
    }
    return batch.output(values.get(0), values.subList(1, values.size()));
  }

  Gradients<FloatTensor> backward(
      Session session,
      BatchedInput batch,
      OptionalLong dropoutSeed,
      List<FloatTensor> upstreamValues,
      Set<String> frozen) {
    int first = 1 + definition.cell().stateSizes().size();
    List<String> names = definition.parameters().stream().map(p -> p.name()).toList();
    List<String> trained = names.stream().filter(name -> !frozen.contains(name)).toList();
    List<Operand<TFloat32>> fetched = new ArrayList<>(gradients.subList(0, first));
    trained.forEach(name -> fetched.add(gradients.get(first + names.indexOf(name))));
    List<FloatTensor> values;
    try (Feed feed = new Feed(session)) {
      feed(feed, batch, dropoutSeed);
      for (int k = 0; k < upstream.size(); k++) {
        feed.tensor(upstream.get(k), NativeTensors.of(upstreamValues.get(k)));
      }
      values = feed.fetch(fetched, batch.work(ExecutionMode.TRAINING), NativeTensors::copyOf);
    }
    return new Gradients<>(
        batch.unbatched(values.get(0)),
        ByName.of(
            definition.cell().stateNames(),
            values.subList(1, first).stream().map(batch::unbatchedState).toList()),
        ByName.of(trained, values.subList(first, values.size())));
  }

  private void feed(Feed feed, BatchedInput batch, OptionalLong dropoutSeed) {
    feed.tensor(input, NativeTensors.of(batch.values()));
    lengths.ifPresent(
        l -> l.feed(padding.orElseThrow(), batch.lengths(), batch.steps(), feed::ints));
    for (int k = 0; k < initial.size(); k++) {
      feed.tensor(initial.get(k), NativeTensors.of(batch.initial().get(k)));
    }
    seed.ifPresent(s -> feed.number(s, dropoutSeed.getAsLong()));
  }

  private Placeholder<TFloat32> sequence(int size) {
    Shape shape =
        definition.layout() == Layout.BATCH_FIRST
            ? Shape.of(-1, steps, size)
            : Shape.of(steps, -1, size);
    return tf.placeholder(TFloat32.class, Placeholder.shape(shape));
  }

  private Placeholder<TFloat32> state(Ops tf, int size) {
    return tf.placeholder(
        TFloat32.class, Placeholder.shape(Shape.of(definition.stateCount(), -1, size)));
  }
}
