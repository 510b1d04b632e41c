package org.tributary.arguments;

import static org.tributary.testing.Argument.filled;
import static org.tributary.testing.Argument.fixed;
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
import java.util.function.Consumer;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.family.TType;
import org.tributary.graph.Gradients;
import org.tributary.graph.LossGradients;
import org.tributary.graph.ParameterGradients;
import org.tributary.graph.Variables;
import org.tributary.layer.Recurrent;
import org.tributary.nn.GraphFeed;
import org.tributary.nn.GraphTrainer;
import org.tributary.nn.ParameterOptimizer;
import org.tributary.nn.RecurrentModule;
import org.tributary.param.FloatTensor;
import org.tributary.param.ParameterSpec;
import org.tributary.param.ParameterValues;
import org.tributary.param.TorchRandom;
import org.tributary.testing.Argument;
import org.tributary.testing.ArgumentCall;
import org.tributary.testing.CallContext;
import org.tributary.train.optimizer.Optimizer;
import org.tributary.train.optimizer.Schedule;

/** Calls of the packages {@code train} and {@code train.optimizer}. */
final class TrainCalls {
  private static final List<ParameterSpec> SPECS = List.of(spec("w", 2, 3), spec("e", 7, 2));
  private static final RecurrentModule MODULE =
      RecurrentModule.of(Recurrent.gru(2).hidden(4), TorchRandom.seeded(1));

  private TrainCalls() {}

  static void close() {
    MODULE.close();
  }

  static List<ArgumentCall> all() {
    List<ArgumentCall> calls = new ArrayList<>(feeds());
    calls.addAll(
        List.of(
            ArgumentCall.of(
                    GraphTrainer.class, "builder(Ops, Variables, ParameterGradients, Optimizer)")
                .with(
                    ops(),
                    Argument.inGraph(context -> new Variables(context.ops(), SPECS)),
                    gradients(),
                    fixed(Optimizer.sgd())),
            lossGradients("frozen(String[])")
                .throwing(NullPointerException.class)
                .with(value(new String[] {"w"}).refusing("a null", new String[] {null})),
            ArgumentCall.of(GraphTrainer.Builder.class, "open(ParameterValues)")
                .inGraph(TrainCalls::builder)
                .with(parameters(SPECS)),
            ArgumentCall.of(GraphTrainer.class, "step(double, Consumer, Operand)")
                .inGraph(TrainCalls::trainer)
                .with(
                    rate(),
                    fixed((Consumer<GraphFeed>) feed -> {}),
                    operand().named("loss", "feed")),
            optimizer("updated(ParameterValues, ParameterValues, double)", SPECS)
                .with(
                    parameters(SPECS),
                    parameters(SPECS).allowing("without").named("w", "e", "other"),
                    rate()),
            optimizer("step(RecurrentModule, Gradients, double)", MODULE.definition().parameters())
                .with(
                    fixed(MODULE),
                    Argument.of(
                        parts ->
                            new Gradients<>(
                                filled(1, 1, 2), Map.of("bias_ih_l0", (FloatTensor) parts.get(0))),
                        tensor(12).named("bias_ih_l0")),
                    rate()),
            ArgumentCall.of(ParameterOptimizer.class, "builder(List, Optimizer)")
                .with(
                    list(SPECS.toArray())
                        .ofAnyLength()
                        .refusing("empty", List.of())
                        .named("parameter", "parameters"),
                    fixed(Optimizer.sgd())),
            ArgumentCall.of(Schedule.Progress.class, "new(long, long, List)")
                .with(
                    value(2L).refusing("below", -1L).refusing("above", 10L),
                    value(10L).refusing("too few", 2L),
                    list(0.5).ofAnyLength())));
    return calls;
  }

  private static ArgumentCall lossGradients(String signature) {
    return ArgumentCall.of(LossGradients.class, signature)
        .inGraph(context -> LossGradients.of(context.ops(), context.ops().constant(1f)));
  }

  private static ArgumentCall optimizer(String signature, List<ParameterSpec> specs) {
    return ArgumentCall.of(ParameterOptimizer.class, signature)
        .onNew(() -> ParameterOptimizer.builder(specs, Optimizer.sgd()).open());
  }

  private static Argument rate() {
    return value(0.1)
        .refusing("below", -0.1)
        .refusing("NaN", Double.NaN)
        .refusing("infinite", Double.POSITIVE_INFINITY)
        .named("learning rate");
  }

  private static Argument gradients() {
    return Argument.of(
        parts ->
            new ParameterGradients(
                Map.of("w", cast(parts.get(0))),
                Map.of("e", new ParameterGradients.Rows(cast(parts.get(1)), cast(parts.get(2))))),
        operand(2, 3).allowing("shape").named("gradient of w"),
        intOperand(new long[] {4}, 0, 1, 2, 6)
            .allowing("shape")
            .named("row indices of e", "row gradients of e"),
        operand(4, 2).allowing("shape").named("row gradients of e"));
  }

  private static GraphTrainer.Builder builder(CallContext context) {
    return GraphTrainer.builder(
        context.ops(),
        new Variables(context.ops(), SPECS),
        (ParameterGradients) gradients().in(context),
        Optimizer.sgd());
  }

  private static GraphTrainer trainer(CallContext context) {
    return context.closing(builder(context).open((ParameterValues) parameters(SPECS).in(context)));
  }

  private static List<ArgumentCall> feeds() {
    return List.of(
        feed("put(Operand, FloatTensor)")
            .with(placeholder(TFloat32.class, 2, 3), tensor(2, 3).named("feed")),
        feed("put(Operand, float[])")
            .with(placeholder(TFloat32.class, 3), Argument.floats(3).named("feed")),
        feed("put(Operand, float[][])")
            .with(
                placeholder(TFloat32.class, 2, 3),
                value(new float[2][3])
                    .refusing("one row fewer", new float[1][3])
                    .refusing("one row more", new float[3][3])
                    .refusing("one shorter", new float[2][2])
                    .refusing("one longer", new float[2][4])
                    .refusing("ragged", new float[][] {{1, 2, 3}, {1, 2}})
                    .named("feed")),
        feed("put(Operand, float[][][])")
            .with(
                placeholder(TFloat32.class, 2, 3, 1),
                value(new float[2][3][1])
                    .refusing("one row fewer", new float[2][2][1])
                    .refusing("one longer", new float[2][3][2])
                    .refusing("ragged", new float[][][] {{{1}, {2}, {3}}, {{1}, {2}, {}}})
                    .named("feed")),
        feed("put(Operand, int[])")
            .with(placeholder(TInt32.class, 3), Argument.ints(1, 2, 3).named("feed")),
        feed("put(Operand, int[][])")
            .with(
                placeholder(TInt32.class, 2, 3),
                value(new int[2][3])
                    .refusing("one shorter", new int[2][2])
                    .refusing("one longer", new int[2][4])
                    .refusing("ragged", new int[][] {{1, 2, 3}, {1, 2}})
                    .named("feed")),
        feed("put(Operand, float)").with(scalar(TFloat32.class), fixed(1f)),
        feed("put(Operand, long)").with(scalar(TInt64.class), fixed(1L)),
        feed("put(Operand, TType)")
            .with(
                placeholder(TFloat32.class, 2, 3),
                value(TFloat32.tensorOf(Shape.of(2, 3)))
                    .refusing("one longer", TFloat32.tensorOf(Shape.of(2, 4)))
                    .refusing("of another rank", TFloat32.tensorOf(Shape.of(6)))
                    .named("feed")));
  }

  /** Calls a method of the feed that a trainer passes to its caller. */
  private static ArgumentCall feed(String signature) {
    return ArgumentCall.of(GraphFeed.class, signature)
        .within(
            (context, call) ->
                trainer(context).evaluate(feed -> call.accept(feed), context.ops().constant(1f)));
  }

  private static Argument placeholder(Class<? extends TType> type, long... shape) {
    return Argument.inGraph(
        context -> context.ops().placeholder(type, Placeholder.shape(Shape.of(shape))));
  }

  /** A placeholder of a scalar; wrong is one of another shape. */
  private static Argument scalar(Class<? extends TType> type) {
    return Argument.of(
            (context, parts) ->
                context.ops().placeholder(type, Placeholder.shape(cast(parts.get(0)))),
            value(Shape.scalar())
                .refusing("of a vector", Shape.of(1))
                .refusing("of a matrix", Shape.of(1, 1)))
        .named("feed");
  }

  @SuppressWarnings("unchecked") // the parts' types are those of the call
  private static <T> T cast(Object value) {
    return (T) value;
  }
}
