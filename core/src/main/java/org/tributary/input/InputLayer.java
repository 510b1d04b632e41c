package org.tributary.input;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tributary.train.Gradients;

/** All inputs of a network in a graph: what they give stands side by side, in their order. */
public final class InputLayer {
  private final Ops tf;
  private final Inputs inputs;
  private final List<Integer> entries;
  private final List<PlacedInput> placed = new ArrayList<>();

  /**
   * Places the inputs' placeholders.
   *
   * @param entries for each input, see {@link Input#parameters}
   */
  public InputLayer(InputContext site, Inputs inputs, List<Integer> entries) {
    this.tf = site.tf();
    this.inputs = inputs;
    this.entries = List.copyOf(entries);
    for (int k = 0; k < inputs.all().size(); k++) {
      placed.add(inputs.all().get(k).place(site, entries.get(k)));
    }
  }

  /**
   * Checks that the inputs can read {@code columns}.
   *
   * @throws IllegalArgumentException if they are not one for each input, of its kind and range
   */
  public void require(List<InputColumn> columns) {
    inputs.require(columns, entries);
  }

  /**
   * Feeds a batch.
   *
   * @param rows what each row's inputs read, in the order of the inputs
   * @param hiding for each input, what training hides of it
   */
  public void feed(
      InputFeed feed, List<List<InputColumn>> rows, BatchShape shape, List<UnkReplacement> hiding) {
    for (int k = 0; k < placed.size(); k++) {
      int at = k;
      placed.get(k).feed(feed, rows.stream().map(r -> r.get(at)).toList(), shape, hiding.get(k));
    }
  }

  /** Places the forward pass; its output is [T, N, sum of the inputs' sizes]. */
  public InputRun run() {
    List<InputRun> runs = placed.stream().map(PlacedInput::run).toList();
    List<Operand<TFloat32>> outputs =
        runs.stream().<Operand<TFloat32>>map(InputRun::output).toList();
    Operand<TFloat32> all =
        outputs.size() == 1 ? outputs.get(0) : tf.concat(outputs, tf.constant(2));
    return new InputRun() {
      @Override
      public Operand<TFloat32> output() {
        return all;
      }

      @Override
      public Gradients backward(Operand<TFloat32> gradient) {
        Map<String, Operand<TFloat32>> dense = new LinkedHashMap<>();
        Map<String, Gradients.Rows> rows = new LinkedHashMap<>();
        int from = 0;
        for (int k = 0; k < runs.size(); k++) {
          int size = inputs.all().get(k).outputSize();
          Gradients part = runs.get(k).backward(slice(gradient, from, size));
          dense.putAll(part.dense());
          rows.putAll(part.rows());
          from += size;
        }
        return new Gradients(dense, rows);
      }
    };
  }

  private Operand<TFloat32> slice(Operand<TFloat32> all, int from, int size) {
    return inputs.all().size() == 1
        ? all
        : tf.slice(all, tf.array(0, 0, from), tf.array(-1, -1, size));
  }
}
