package org.tributary.internal.training;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tributary.feature.Input;
import org.tributary.feature.InputColumn;
import org.tributary.feature.Inputs;
import org.tributary.feature.UnkReplacement;
import org.tributary.graph.Forward;
import org.tributary.graph.ParameterGradients;
import org.tributary.graph.tagger.FedInput;
import org.tributary.graph.tagger.InputContext;
import org.tributary.graph.tagger.InputGraphs;
import org.tributary.internal.ResultCheck;
import org.tributary.runtime.Feed;
import org.tributary.sequence.BatchShape;

/** The input layer of a network in a graph: the concatenated outputs of its inputs, in order. */
final class InputLayer {
  private final Ops tf;
  private final Inputs inputs;
  private final List<Integer> entries;
  private final List<FedInput<InputColumn>> fedInputs = new ArrayList<>();

  /**
   * Adds the placeholders of the inputs to the graph.
   *
   * @param entries the number of entries of each input, see {@link Input#parameters}
   */
  public InputLayer(InputContext context, Inputs inputs, List<Integer> entries) {
    this.tf = context.tf();
    this.inputs = inputs;
    this.entries = List.copyOf(entries);
    for (int k = 0; k < inputs.all().size(); k++) {
      fedInputs.add(fed(inputs.all().get(k), context, entries.get(k)));
    }
  }

  /** Adds an input to the graph. Its columns have been checked to be of the input's type. */
  @SuppressWarnings("unchecked")
  private static FedInput<InputColumn> fed(Input<?> input, InputContext context, int entries) {
    return (FedInput<InputColumn>)
        new ResultCheck("input %s: %s.build".formatted(input.name(), input.getClass().getName()))
            .present("the input's part of the graph", InputGraphs.build(input, context, entries));
  }

  /**
   * Checks that the inputs can read {@code columns}.
   *
   * @throws IllegalArgumentException if there is not one column for each input, of its kind and
   *     range
   */
  public void require(List<InputColumn> columns) {
    inputs.require(columns, entries);
  }

  /**
   * Feeds a batch.
   *
   * @param sequences the columns of each sequence, in the order of the inputs
   * @param replacements the replacement of rare entries, one per input
   */
  public void feed(
      Feed feed,
      List<List<InputColumn>> sequences,
      BatchShape shape,
      List<UnkReplacement> replacements) {
    for (int k = 0; k < fedInputs.size(); k++) {
      int index = k;
      fedInputs
          .get(k)
          .feed(
              feed, sequences.stream().map(s -> s.get(index)).toList(), shape, replacements.get(k));
    }
  }

  /** Adds the forward pass to the graph; its output is [T, N, sum of the inputs' sizes]. */
  public Forward<TFloat32, Operand<TFloat32>, ParameterGradients> run() {
    List<Forward<TFloat32, Operand<TFloat32>, ParameterGradients>> forwards = new ArrayList<>();
    for (int k = 0; k < fedInputs.size(); k++) {
      forwards.add(GradientChecks.requireForward(inputs.all().get(k), fedInputs.get(k).forward()));
    }
    List<Operand<TFloat32>> outputs =
        forwards.stream().<Operand<TFloat32>>map(Forward::output).toList();
    Operand<TFloat32> all =
        outputs.size() == 1 ? outputs.get(0) : tf.concat(outputs, tf.constant(2));
    return Forward.of(
        all,
        gradient -> {
          Map<String, Operand<TFloat32>> dense = new LinkedHashMap<>();
          Map<String, ParameterGradients.Rows> rows = new LinkedHashMap<>();
          int from = 0;
          for (int k = 0; k < forwards.size(); k++) {
            int size = inputs.all().get(k).outputSize();
            ParameterGradients part =
                GradientChecks.requireGradients(
                    inputs.all().get(k),
                    entries.get(k),
                    forwards.get(k).backward(slice(gradient, from, size)));
            dense.putAll(part.dense());
            rows.putAll(part.rows());
            from += size;
          }
          return new ParameterGradients(dense, rows);
        });
  }

  private Operand<TFloat32> slice(Operand<TFloat32> all, int from, int size) {
    return inputs.all().size() == 1
        ? all
        : tf.slice(all, tf.array(0, 0, from), tf.array(-1, -1, size));
  }
}
