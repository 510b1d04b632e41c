package org.tributary.arguments;

import static org.tributary.testing.Argument.filled;
import static org.tributary.testing.Argument.fixed;
import static org.tributary.testing.Argument.inGraph;
import static org.tributary.testing.Argument.intOperand;
import static org.tributary.testing.Argument.list;
import static org.tributary.testing.Argument.operand;
import static org.tributary.testing.Argument.ops;
import static org.tributary.testing.Argument.parameters;
import static org.tributary.testing.Argument.spec;
import static org.tributary.testing.Argument.tensor;
import static org.tributary.testing.Argument.value;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tributary.graph.FedSequenceLengths;
import org.tributary.graph.ParameterGradients;
import org.tributary.graph.SequenceLengths;
import org.tributary.graph.Variables;
import org.tributary.param.ParameterSpec;
import org.tributary.runtime.Feed;
import org.tributary.sequence.PaddingStrategy;
import org.tributary.testing.Argument;
import org.tributary.testing.ArgumentCall;
import org.tributary.testing.CallContext;

/** Calls of the packages {@code sequence}, {@code param} and {@code runtime} in graphs. */
final class GraphSequenceCalls {
  private static final List<ParameterSpec> SPECS = List.of(spec("w", 2, 3), spec("e", 7, 2));

  private static final BiConsumer<Placeholder<TInt32>, int[]> SINK = (placeholder, vector) -> {};

  private GraphSequenceCalls() {}

  static List<ArgumentCall> all() {
    List<ArgumentCall> calls = new ArrayList<>();
    calls.addAll(lengths());
    calls.addAll(variables());
    calls.addAll(feeds());
    return calls;
  }

  private static List<ArgumentCall> lengths() {
    return List.of(
        ArgumentCall.of(SequenceLengths.class, "new(Ops, Operand, Operand)")
            .with(
                ops(),
                intOperand(new long[] {3}, 5, 2, 0).allowing("dimension"),
                intOperand(new long[0], 5)),
        ArgumentCall.of(SequenceLengths.class, "full(Ops, Operand, Operand)")
            .with(ops(), intOperand(new long[0], 5), intOperand(new long[0], 3)),
        ArgumentCall.of(SequenceLengths.class, "fullUnchecked(Ops, Operand, Operand)")
            .with(ops(), intOperand(new long[0], 5), intOperand(new long[0], 3)),
        onLengths("checked(Operand)", false).with(batch().named("x", "lengths")),
        onLengths("checked(Operand)", true)
            .about("of full lengths")
            .with(batch().named("x", "lengths")),
        onLengths("withRows(String, Operand)", false)
            .with(
                fixed("state"),
                operand(3, 2).allowing("dimension 1", "shape").named("state", "name")),
        ArgumentCall.of(FedSequenceLengths.class, "feed(PaddingStrategy, int[], int, BiConsumer)")
            .inGraph(GraphSequenceCalls::fed)
            .with(fixed(PaddingStrategy.PACKED), fedLengths(), fedSteps(), fixed(SINK)),
        ArgumentCall.of(FedSequenceLengths.class, "feed(int[], int, BiConsumer)")
            .inGraph(GraphSequenceCalls::fed)
            .with(fedLengths(), fedSteps(), fixed(SINK)),
        onLengths("masked(Operand)", false).with(batch().named("x", "lengths")),
        onLengths("reversed(Operand)", false).with(batch().named("x", "lengths")),
        onLengths("withCleanPadding(Operand)", false).with(batch().named("x", "lengths")),
        onLengths("last(Operand, Operand)", false)
            .with(
                operand(5, 3, 2).named("x", "lengths", "initial"),
                operand(3, 2).allowing("shape")));
  }

  private static FedSequenceLengths fed(CallContext context) {
    return new FedSequenceLengths(context.ops(), context.ops().constant(5));
  }

  private static Argument fedLengths() {
    return Argument.ints(5, 2, 0)
        .ofAnyLength() // of other numbers than the batch's rows, a run is refused
        .refusing("negative", new int[] {5, -2, 0})
        .refusing("too long", new int[] {5, 6, 0})
        .named("fed lengths");
  }

  private static Argument fedSteps() {
    return value(5).refusing("too few", 4).refusing("negative", -1).named("fed lengths");
  }

  private static ArgumentCall onLengths(String signature, boolean full) {
    return ArgumentCall.of(SequenceLengths.class, signature)
        .inGraph(
            context ->
                full
                    ? SequenceLengths.full(
                        context.ops(), context.ops().constant(5), context.ops().constant(3))
                    : new SequenceLengths(
                        context.ops(),
                        context.ops().constant(new int[] {5, 2, 0}),
                        context.ops().constant(5)));
  }

  private static Argument batch() {
    return operand(5, 3, 2).allowing("dimension 2");
  }

  private static List<ArgumentCall> variables() {
    return List.of(
        ArgumentCall.of(Variables.class, "new(Ops, List)")
            .with(ops(), list(SPECS.toArray()).allowing("one shorter").named("e")),
        onVariables("assign(Session, ParameterValues)").with(session(), parameters(SPECS)),
        onVariables("assignSome(Session, ParameterValues)")
            .with(session(), parameters(SPECS).allowing("without")),
        onVariables("assign(Session, String, FloatTensor)")
            .with(session(), fixed("w"), tensor(2, 3).named("parameter w")),
        ArgumentCall.of(Variables.class, "values(Session, List)")
            .inGraph(
                context -> {
                  Variables variables = new Variables(context.ops(), SPECS);
                  variables.assignZeros(context.session());
                  return variables;
                })
            .with(
                session(),
                list("w", "e")
                    .ofAnyLength()
                    .refusing("unknown", List.of("x"))
                    .named("parameter x")),
        ArgumentCall.of(ParameterGradients.class, "requireMatch(Variables)")
            .inGraph(
                context ->
                    new ParameterGradients(
                        Map.of("w", context.operand(filled(2, 3))),
                        Map.of(
                            "e",
                            new ParameterGradients.Rows(
                                context.operand(Shape.of(4), 0, 1, 2, 6),
                                context.operand(filled(4, 2))))))
            .with(
                Argument.of(
                        (context, parts) -> new Variables(context.ops(), cast(parts.get(0))),
                        value(SPECS)
                            .refusing("of another w", List.of(spec("w", 2, 2), SPECS.get(1)))
                            .refusing("of flat w", List.of(spec("w", 6), SPECS.get(1)))
                            .refusing("of another e", List.of(SPECS.get(0), spec("e", 7, 3)))
                            .refusing("of flat e", List.of(SPECS.get(0), spec("e", 7)))
                            .refusing("without w", List.of(SPECS.get(1))))
                    .named("gradient of w", "rows of e", "row gradients of e", "parameter w")));
  }

  private static ArgumentCall onVariables(String signature) {
    return ArgumentCall.of(Variables.class, signature)
        .inGraph(context -> new Variables(context.ops(), SPECS));
  }

  private static Argument session() {
    return inGraph(CallContext::session);
  }

  private static List<ArgumentCall> feeds() {
    return List.of(
        feed("floats(Operand, Shape, float[])")
            .with(
                placeholder(2, 3),
                Argument.operandShape(2, 3).named("shape", "feed"),
                Argument.floats(6).allowing("one longer")),
        feed("floats(Operand, float[])").with(placeholder(3), Argument.floats(3).named("feed")),
        feed("ints(Operand, int[])")
            .with(
                inGraph(
                    context ->
                        context.ops().placeholder(TInt32.class, Placeholder.shape(Shape.of(3)))),
                Argument.ints(1, 2, 3).named("feed")),
        feed("tensor(Operand, Tensor)")
            .with(
                placeholder(2, 3),
                value(TFloat32.tensorOf(Shape.of(2, 3)))
                    .refusing("one longer", TFloat32.tensorOf(Shape.of(2, 4)))
                    .refusing("of another rank", TFloat32.tensorOf(Shape.of(6)))
                    .named("feed")),
        feed("borrowed(Operand, Tensor)")
            .with(
                placeholder(2, 3),
                value(TFloat32.tensorOf(Shape.of(2, 3)))
                    .refusing("one longer", TFloat32.tensorOf(Shape.of(2, 4)))
                    .refusing("of another rank", TFloat32.tensorOf(Shape.of(6)))
                    .named("feed")));
  }

  private static ArgumentCall feed(String signature) {
    return ArgumentCall.of(Feed.class, signature).inGraph(context -> new Feed(context.session()));
  }

  private static Argument placeholder(long... shape) {
    return inGraph(
        context -> context.ops().placeholder(TFloat32.class, Placeholder.shape(Shape.of(shape))));
  }

  @SuppressWarnings("unchecked") // the parts' types are those of the call
  private static <T> T cast(Object value) {
    return (T) value;
  }
}
