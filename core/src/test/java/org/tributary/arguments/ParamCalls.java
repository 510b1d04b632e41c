package org.tributary.arguments;

import static org.tributary.testing.Argument.filled;
import static org.tributary.testing.Argument.fixed;
import static org.tributary.testing.Argument.floats;
import static org.tributary.testing.Argument.index;
import static org.tributary.testing.Argument.ints;
import static org.tributary.testing.Argument.list;
import static org.tributary.testing.Argument.longs;
import static org.tributary.testing.Argument.made;
import static org.tributary.testing.Argument.parameters;
import static org.tributary.testing.Argument.shape;
import static org.tributary.testing.Argument.spec;
import static org.tributary.testing.Argument.tensor;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tributary.param.FloatTensor;
import org.tributary.param.ParameterSpec;
import org.tributary.param.ParameterValues;
import org.tributary.param.TensorShape;
import org.tributary.param.TorchRandom;
import org.tributary.testing.ArgumentCall;

/** Calls of the package {@code param}. */
final class ParamCalls {
  private static final FloatTensor TENSOR = filled(2, 3);
  private static final ParameterSpec W = spec("w", 2, 3);
  private static final ParameterSpec B = spec("b", 4);
  private static final ParameterValues VALUES = values();

  private ParamCalls() {}

  private static ParameterValues values() {
    Map<String, FloatTensor> values = new LinkedHashMap<>();
    values.put("w", TENSOR);
    values.put("b", filled(4));
    return ParameterValues.of(values);
  }

  static List<ArgumentCall> all() {
    return List.of(
        ArgumentCall.of(FloatTensor.class, "of(TensorShape, float[])")
            .with(shape(2, 3).allowing("rank one more"), floats(6)),
        ArgumentCall.of(FloatTensor.class, "copy(int, float[], int, int)")
            .on(TENSOR)
            .throwing(IndexOutOfBoundsException.class)
            .with(
                index(2, 0, 2),
                floats(5).allowing("one longer").named("destination"),
                index(1, 0, 1).named("destination"),
                index(4, 0, 4)),
        ArgumentCall.of(FloatTensor.class, "get(int[])")
            .on(TENSOR)
            .throwing(IndexOutOfBoundsException.class)
            .with(
                ints(1, 2)
                    .refusing("negative", new int[] {-1, 0})
                    .refusing("too large", new int[] {0, 3})
                    .named("indices")),
        ArgumentCall.of(FloatTensor.class, "reshape(long[])")
            .on(TENSOR)
            .with(
                longs(3, 2)
                    .refusing("too few", new long[] {5})
                    .refusing("too many", new long[] {7})
                    .refusing("negative", new long[] {-6, -1})),
        ArgumentCall.of(ParameterValues.Builder.class, "add(String, TensorShape, float[])")
            .onNew(ParameterValues::builder)
            .with(fixed("w"), shape(2, 3).allowing("rank one more"), floats(6)),
        ArgumentCall.of(ParameterValues.class, "draw(List, TorchRandom)")
            .with(
                list(W, B)
                    .allowing("one shorter")
                    .named("b")
                    .refusing(
                        "initializer of too few values",
                        List.of(
                            new ParameterSpec("w", TensorShape.of(2, 3), (s, r) -> new float[5])))
                    .named("b", "w"),
                made(() -> TorchRandom.seeded(1))),
        ArgumentCall.of(ParameterValues.class, "requireMatch(List)")
            .on(VALUES)
            .with(
                list(W, B)
                    .refusing("shorter w", List.of(spec("w", 2, 2), B))
                    .refusing("flat w", List.of(spec("w", 6), B))
                    .named("w", "b")),
        ArgumentCall.of(ParameterValues.class, "only(List)")
            .on(VALUES)
            .with(list(W, B).ofAnyLength().refusing("other", List.of(spec("x", 2))).named("x")),
        ArgumentCall.of(ParameterValues.class, "with(String, FloatTensor)")
            .on(VALUES)
            .with(fixed("w"), tensor(2, 3).named("w")),
        ArgumentCall.of(ParameterValues.class, "withAll(ParameterValues)")
            .on(VALUES)
            .with(parameters(List.of(W, B)).allowing("without", "one more")));
  }
}
