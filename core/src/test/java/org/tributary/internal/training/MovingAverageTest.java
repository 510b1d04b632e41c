package org.tributary.internal.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.tensorflow.Graph;
import org.tensorflow.Session;
import org.tensorflow.op.Ops;
import org.tributary.graph.Variables;
import org.tributary.param.FloatTensor;
import org.tributary.param.Initializer;
import org.tributary.param.ParameterSpec;
import org.tributary.param.ParameterValues;
import org.tributary.param.TensorShape;
import org.tributary.runtime.TensorFlowRuntime;

class MovingAverageTest {
  private static ParameterSpec spec(String name, int size) {
    return new ParameterSpec(name, TensorShape.of(size), Initializer.constant(0));
  }

  /** The optimizer's moments, several times as large as the model, stay where they are. */
  @Test
  void onlyTheAveragesAreRead() {
    List<ParameterSpec> trained =
        List.of(
            new ParameterSpec("table", TensorShape.of(2, 1), Initializer.constant(0)),
            spec("weight", 1));
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      List<ParameterSpec> state = new ArrayList<>(List.of(spec("weight.exp_avg", 1)));
      state.addAll(MovingAverage.specs(trained));
      Variables all = new Variables(tf, state);
      MovingAverage average = new MovingAverage(tf, 0.5, new Variables(tf, trained), all);
      try (Session session = TensorFlowRuntime.open(graph)) {
        all.assignSome( // weight.exp_avg has no value, so that it cannot be read
            session,
            ParameterValues.of(
                Map.of(
                    "table.average", tensor(TensorShape.of(2, 1), 1, 2),
                    "weight.average", tensor(TensorShape.of(1), 3))));
        ParameterValues now =
            ParameterValues.of(
                Map.of(
                    "table", tensor(TensorShape.of(2, 1), 4, 8),
                    "weight", tensor(TensorShape.of(1), 5),
                    "frozen", tensor(TensorShape.of(1), 7)));
        ParameterValues values = average.values(session, now, 2);
        // 1 - 0.5² = 0.75
        assertThat(values.values("table")).containsExactly((float) (1 / 0.75), (float) (2 / 0.75));
        assertThat(values.values("weight")).containsExactly(4);
        assertThat(values.values("frozen")).containsExactly(7);
      }
    }
  }

  private static FloatTensor tensor(TensorShape shape, float... values) {
    return FloatTensor.of(shape, values);
  }
}
