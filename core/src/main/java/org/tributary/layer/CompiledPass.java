package org.tributary.layer;

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
import org.tributary.cell.CellState;
import org.tributary.kernel.Purpose;
import org.tributary.param.FloatTensor;
import org.tributary.param.ParameterValues;
import org.tributary.param.Variables;
import org.tributary.sequence.FedSequenceLengths;
import org.tributary.sequence.Layout;
import org.tributary.sequence.PaddingStrategy;
import org.tributary.sequence.SequenceLengths;

/** One way through a layer's graph, with dropout or without, from placeholders to results. */
final class CompiledPass {
  private final Recurrent definition;
  private final Placeholder<TFloat32> input;
  private final Optional<PaddingStrategy> padded;
  private final Optional<FedSequenceLengths> lengths;
  private final List<Placeholder<TFloat32>> initial = new ArrayList<>();
  private final Optional<Placeholder<TInt64>> seed;
  private final Ops tf;
  private final long steps;
  private final RecurrentRun run;
  private final List<Operand<TFloat32>> results = new ArrayList<>();
  private final List<Placeholder<TFloat32>> upstream = new ArrayList<>();
  private final List<Operand<TFloat32>> gradients = new ArrayList<>();

  /**
   * What a pass is placed for.
   *
   * @param purpose whether its way back is asked for
   * @param dropout whether it drops elements
   * @param padded how rows are run that are shorter than the batch; empty where there are none
   * @param steps L, or -1 for any number
   */
  record Route(Purpose purpose, boolean dropout, Optional<PaddingStrategy> padded, long steps) {}

  /** Places a pass, which no other may do meanwhile in the same graph. */
  CompiledPass(Ops tf, Recurrent definition, Variables variables, Route route) {
    this.tf = tf;
    this.steps = route.steps();
    this.definition = definition;
    this.seed =
        route.dropout()
            ? Optional.of(tf.placeholder(TInt64.class, Placeholder.shape(Shape.scalar())))
            : Optional.empty();
    int stepsAt = definition.layout() == Layout.BATCH_FIRST ? 1 : 0;
    input = sequence(definition.inputSize());
    for (int size : definition.cell().stateSizes()) {
      initial.add(state(tf, size));
    }
    // where it is known it is said, or TensorFlow would not know how many steps a mask leaves
    Operand<TInt32> count =
        steps == Shape.UNKNOWN_SIZE
            ? Transpose.size(tf, input, stepsAt)
            : tf.constant(Math.toIntExact(steps));
    this.padded = route.padded();
    lengths = padded.map(way -> new FedSequenceLengths(tf, count));
    RecurrentLayer trained = new RecurrentLayer(tf, definition, variables::read);
    RecurrentLayer layer = route.purpose() == Purpose.INFERENCE ? trained.forInference() : trained;
    run =
        layer.run(
            input,
            lengths
                .map(fed -> fed.lengths(padded.orElseThrow()))
                .orElseGet(
                    () -> SequenceLengths.full(tf, count, Transpose.size(tf, input, 1 - stepsAt))),
            CellState.of(initial),
            seed.map(s -> Dropout.seeded(tf, s)).orElseGet(Dropout::off));
    results.add(run.output());
    results.addAll(run.finalState().parts());
    results.replaceAll(tf::identity);
    if (route.purpose() == Purpose.TRAINING) {
      placeBackward();
    }
  }

  private void placeBackward() {
    upstream.add(sequence(definition.outputSize()));
    definition.cell().stateSizes().forEach(size -> upstream.add(state(tf, size)));
    OutputGradients<Operand<TFloat32>> loss =
        OutputGradients.<Operand<TFloat32>>ofOutput(upstream.get(0)).hidden(upstream.get(1));
    RecurrentRun.Gradients back =
        run.backward(upstream.size() > 2 ? loss.cell(upstream.get(2)) : loss);
    gradients.add(back.input());
    gradients.addAll(back.initial().parts());
    gradients.addAll(back.parameters().values());
  }

  RecurrentOutput forward(Session session, Batch batch, OptionalLong dropoutSeed) {
    List<FloatTensor> values;
    try (Feed feed = new Feed(session)) {
      feed(feed, batch, dropoutSeed);
      values = feed.fetch(results, batch.work(Purpose.INFERENCE));
    }
    return batch.output(values.get(0), values.subList(1, values.size()));
  }

  RecurrentGradients backward(
      Session session,
      Batch batch,
      OptionalLong dropoutSeed,
      List<FloatTensor> loss,
      Set<String> frozen) {
    int first = 1 + definition.cell().stateSizes().size();
    List<String> names = definition.parameters().stream().map(p -> p.name()).toList();
    List<String> wanted = names.stream().filter(name -> !frozen.contains(name)).toList();
    List<Operand<TFloat32>> fetched = new ArrayList<>(gradients.subList(0, first));
    wanted.forEach(name -> fetched.add(gradients.get(first + names.indexOf(name))));
    List<FloatTensor> values;
    try (Feed feed = new Feed(session)) {
      feed(feed, batch, dropoutSeed);
      for (int k = 0; k < upstream.size(); k++) {
        feed.floats(upstream.get(k), loss.get(k));
      }
      values = feed.fetch(fetched, batch.work(Purpose.TRAINING));
    }
    ParameterValues.Builder parameters = ParameterValues.builder();
    for (int k = 0; k < wanted.size(); k++) {
      FloatTensor value = values.get(first + k);
      parameters.add(wanted.get(k), value.shape(), value.values());
    }
    return new RecurrentGradients(
        batch.unbatched(values.get(0)),
        RecurrentState.ofParts(
            values.subList(1, first).stream().map(batch::unbatchedState).toList()),
        parameters.build());
  }

  private void feed(Feed feed, Batch batch, OptionalLong dropoutSeed) {
    feed.floats(input, batch.values());
    lengths.ifPresent(
        l -> l.feed(padded.orElseThrow(), batch.lengths(), batch.steps(), feed::ints));
    for (int k = 0; k < initial.size(); k++) {
      feed.floats(initial.get(k), batch.initial().get(k));
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
