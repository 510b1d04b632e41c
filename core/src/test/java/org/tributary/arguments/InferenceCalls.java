package org.tributary.arguments;

import static org.tributary.testing.Argument.filled;
import static org.tributary.testing.Argument.fixed;
import static org.tributary.testing.Argument.floats;
import static org.tributary.testing.Argument.parameters;
import static org.tributary.testing.Argument.value;

import java.util.List;
import org.tributary.layer.FloatMath;
import org.tributary.layer.Matrix;
import org.tributary.layer.Recurrent;
import org.tributary.layer.RecurrentInference;
import org.tributary.param.ParameterValues;
import org.tributary.testing.Argument;
import org.tributary.testing.ArgumentCall;

/** Calls of the arithmetic on arrays: input size 2, hidden size 4. */
final class InferenceCalls {
  private static final Recurrent LSTM = Recurrent.lstm(2).hidden(4);

  private InferenceCalls() {}

  static List<ArgumentCall> all() {
    RecurrentInference layers = layers(LSTM);
    return List.of(
        ArgumentCall.of(Recurrent.class, "inference(ParameterValues)")
            .on(LSTM)
            .with(parameters(LSTM.parameters())),
        ArgumentCall.of(FloatMath.class, "tanh(float[], int)")
            .with(floats(3).ofAnyLength(), count()),
        ArgumentCall.of(FloatMath.class, "logistic(float[], int)")
            .with(floats(3).ofAnyLength(), count()),
        ArgumentCall.of(Matrix.class, "vectors(int, int)")
            .with(
                value(3).refusing("below", -1).named("count"),
                value(2).refusing("below", -1).named("size")),
        ArgumentCall.of(Matrix.class, "addProducts(float[][], float[][], int)")
            .on(Matrix.of(filled(3, 2)))
            .with(
                vectors(4, 2).allowing("one more", "longer"),
                vectors(4, 3).allowing("one more", "longer"),
                value(4).refusing("below", -1).refusing("above", 5).named("x")),
        ArgumentCall.of(RecurrentInference.class, "forward(StepSource, int[], List, Progress)")
            .on(layers)
            .with(
                fixed((RecurrentInference.StepSource) (direction, steps, count, projected) -> {}),
                value(new int[] {3, 0, 2}).refusing("negative", new int[] {3, -1, 3}),
                value(List.of(new float[12], new float[12]))
                    .refusing("shorter", List.of(new float[12], new float[11]))
                    .refusing("longer", List.of(new float[13], new float[12])),
                fixed(RecurrentInference.Progress.IGNORED)),
        ArgumentCall.of(RecurrentInference.Stream.class, "load(List)")
            .onNew(() -> layers.stream(3))
            .with(
                value(List.of(new float[12], new float[12]))
                    .refusing("shorter", List.of(new float[12], new float[11]))
                    .refusing("longer", List.of(new float[13], new float[12]))),
        ArgumentCall.of(RecurrentInference.Stream.class, "store(List)")
            .onNew(() -> layers.stream(3))
            .with(
                value(List.of(new float[12], new float[12]))
                    .refusing("shorter", List.of(new float[12], new float[11]))
                    .refusing("longer", List.of(new float[13], new float[12]))),
        ArgumentCall.of(RecurrentInference.Stream.class, "step(float[][])")
            .onNew(() -> layers.stream(3))
            .with(vectors(3, 2)));
  }

  private static RecurrentInference layers(Recurrent definition) {
    return definition.inference(values(definition)).orElseThrow();
  }

  private static ParameterValues values(Recurrent definition) {
    return (ParameterValues) parameters(definition.parameters()).in(null);
  }

  private static Argument count() {
    return value(2).refusing("below", -1).refusing("above", 5);
  }

  private static Argument vectors(int count, int size) {
    return value(new float[count][size])
        .refusing("one fewer", new float[count - 1][size])
        .refusing("one more", new float[count + 1][size])
        .refusing("shorter", new float[count][size - 1])
        .refusing("longer", new float[count][size + 1]);
  }
}
