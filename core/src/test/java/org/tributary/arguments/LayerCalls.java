package org.tributary.arguments;

import static org.tributary.testing.Argument.fixed;
import static org.tributary.testing.Argument.intOperand;
import static org.tributary.testing.Argument.ints;
import static org.tributary.testing.Argument.operand;
import static org.tributary.testing.Argument.ops;
import static org.tributary.testing.Argument.parameter;
import static org.tributary.testing.Argument.parameters;
import static org.tributary.testing.Argument.spec;
import static org.tributary.testing.Argument.tensor;
import static org.tributary.testing.Argument.value;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;
import org.tributary.feature.CharacterCnn;
import org.tributary.feature.CharacterLstm;
import org.tributary.feature.CharacterPooling;
import org.tributary.graph.CellState;
import org.tributary.graph.Dropout;
import org.tributary.graph.EmbeddingLayer;
import org.tributary.graph.LinearLayer;
import org.tributary.graph.PaddingChoice;
import org.tributary.graph.RecurrentLayer;
import org.tributary.graph.SequenceLengths;
import org.tributary.graph.tagger.CharacterEncoders;
import org.tributary.layer.Embedding;
import org.tributary.layer.Linear;
import org.tributary.layer.Recurrent;
import org.tributary.param.ParameterSpec;
import org.tributary.runtime.ExecutionMode;
import org.tributary.testing.Argument;
import org.tributary.testing.ArgumentCall;
import org.tributary.testing.CallContext;

/**
 * Calls of layers and character encoders in graphs: an LSTM over 5 steps of 3 rows, input size 2,
 * hidden size 4.
 */
final class LayerCalls {
  private static final Recurrent LSTM = Recurrent.lstm(2).hidden(4);
  private static final Linear LINEAR = new Linear(4, 6);
  private static final Embedding EMBEDDING = new Embedding(7, 2, 1);

  private LayerCalls() {}

  static List<ArgumentCall> all() {
    List<ArgumentCall> calls = new ArrayList<>();
    calls.addAll(
        List.of(
            ArgumentCall.of(Linear.class, "forward(FloatTensor, ParameterValues)")
                .on(LINEAR)
                .with(
                    tensor(4).named("linear").allowing("rank one more"),
                    parameters(LINEAR.parameters())),
            ArgumentCall.of(LinearLayer.class, "forward(Ops, Operand, Operand)")
                .on(new LinearLayer(LINEAR))
                .with(ops(), operand(3, 4).allowing("dimension 0", "rank"), parameter(6, 4)),
            ArgumentCall.of(LinearLayer.class, "forward(Ops, Operand, Operand, Operand)")
                .on(new LinearLayer(LINEAR))
                .with(
                    ops(),
                    operand(3, 4).allowing("dimension 0", "rank"),
                    parameter(6, 4),
                    parameter(6)),
            ArgumentCall.of(LinearLayer.class, "forward(Ops, Operand, Variables, String)")
                .on(new LinearLayer(LINEAR))
                .with(
                    ops(),
                    operand(3, 4).allowing("dimension 0", "rank"),
                    variables(spec("l.weight", 6, 4), spec("l.bias", 6)),
                    fixed("l")),
            ArgumentCall.of(EmbeddingLayer.class, "lookup(Ops, Variables, String, Operand)")
                .on(new EmbeddingLayer(EMBEDDING))
                .with(
                    ops(),
                    variables(spec("e", 7, 2)),
                    fixed("e"),
                    intOperand(new long[] {2, 3}, 0, 1, 6).allowing("dimension", "rank", "shape")),
            ArgumentCall.of(
                    EmbeddingLayer.class, "sum(Ops, Variables, String, Bags, Operand, Operand)")
                .on(new EmbeddingLayer(EMBEDDING))
                .with(
                    ops(),
                    variables(spec("e", 7, 2)),
                    fixed("e"),
                    bags(),
                    intOperand(new long[0], 2).named("steps"),
                    intOperand(new long[0], 3).named("batch")),
            ArgumentCall.of(EmbeddingLayer.Bags.class, "new(Operand, Operand, Operand)")
                .with(
                    intOperand(new long[] {5}, 0, 6, 1),
                    operand(5),
                    intOperand(new long[] {5}, 0, 5, 2)),
            ArgumentCall.of(EmbeddingLayer.class, "rowGradients(Ops, Bags, Operand)")
                .on(new EmbeddingLayer(EMBEDDING))
                .with(ops(), bags(), operand(2, 3, 2).allowing("dimension 0", "dimension 1")),
            ArgumentCall.of(PaddingChoice.class, "of(Recurrent, ExecutionMode, int[], int)")
                .with(
                    fixed(LSTM),
                    fixed(ExecutionMode.INFERENCE),
                    ints(5, 2, 0)
                        .ofAnyLength()
                        .refusing("negative", new int[] {5, -2, 0})
                        .refusing("too long", new int[] {5, 6, 0}),
                    value(5).refusing("too few", 4).named("steps")),
            layer("forward(Operand, Dropout)")
                .with(batch("input").allowing("dimension 0", "dimension 1"), fixed(Dropout.off())),
            layer("forward(Operand, SequenceLengths, Dropout)")
                .with(batch("input"), lengths(), fixed(Dropout.off())),
            layer("forward(Operand, SequenceLengths, CellState, Dropout)")
                .with(batch("input"), lengths(), state(), fixed(Dropout.off())),
            ArgumentCall.of(
                    CharacterEncoders.class,
                    "forward(CharacterEncoder, Ops, Function, Operand, SequenceLengths)")
                .about("of an LSTM")
                .with(
                    fixed(new CharacterLstm(4, CharacterPooling.MAX)),
                    ops(),
                    weights(new CharacterLstm(4, CharacterPooling.MAX).parameters(2)),
                    batch("embedded", "input", "weight_ih"),
                    lengths()),
            ArgumentCall.of(
                    CharacterEncoders.class,
                    "encode(CharacterEncoder, Ops, Function, Operand, SequenceLengths)")
                .with(
                    fixed(new CharacterCnn(4, List.of(3))),
                    ops(),
                    weights(new CharacterCnn(4, List.of(3)).parameters(2)),
                    batch("embedded", "input", "cnn3.weight"),
                    lengths()),
            ArgumentCall.of(
                    CharacterEncoders.class,
                    "forward(CharacterEncoder, Ops, Function, Operand, SequenceLengths)")
                .about("of a CNN")
                .with(
                    fixed(new CharacterCnn(4, List.of(3))),
                    ops(),
                    weights(new CharacterCnn(4, List.of(3)).parameters(2)),
                    batch("embedded", "input", "cnn3.weight"),
                    lengths())));
    for (String method : List.of("mask", "lockedMask")) {
      calls.add(
          ArgumentCall.of(Dropout.class, method + "(Operand, double)")
              .inGraph(context -> Dropout.seeded(context.ops(), context.ops().constant(3L)))
              .with(
                  method.equals("mask")
                      ? operand(5, 3, 2).allowing("dimension", "rank", "shape")
                      : operand(5, 3, 2).allowing("dimension"),
                  value(0.5)
                      .refusing("below", -0.1)
                      .refusing("1", 1.0)
                      .refusing("NaN", Double.NaN)));
    }
    return calls;
  }

  private static ArgumentCall layer(String signature) {
    return ArgumentCall.of(RecurrentLayer.class, signature).inGraph(LayerCalls::newLayer);
  }

  private static RecurrentLayer newLayer(CallContext context) {
    return new RecurrentLayer(context.ops(), LSTM, context.variables(LSTM.parameters())::read);
  }

  private static Argument batch(String... names) {
    return operand(5, 3, 2).named(names);
  }

  private static Argument lengths() {
    return Argument.inGraph(
        context ->
            new SequenceLengths(
                context.ops(),
                context.ops().constant(new int[] {5, 2, 0}),
                context.ops().constant(5)));
  }

  private static Argument variables(ParameterSpec... specs) {
    return Argument.inGraph(context -> context.variables(List.of(specs)));
  }

  private static Argument weights(List<ParameterSpec> specs, String... only) {
    List<ParameterSpec> read =
        specs.stream()
            .filter(spec -> only.length == 0 || List.of(only).contains(spec.name()))
            .toList();
    Argument[] parts =
        read.stream()
            .map(
                spec ->
                    parameter(spec.shape().asArray())
                        .named(
                            spec.name(), spec.name().replace("lstm.", "").replaceAll("_l0.*", "")))
            .toArray(Argument[]::new);
    return Argument.of(
        values -> {
          Map<String, Object> byName = new LinkedHashMap<>();
          for (int k = 0; k < read.size(); k++) {
            byName.put(read.get(k).name(), values.get(k));
          }
          return (Function<String, Object>) byName::get;
        },
        parts);
  }

  private static Argument bags() {
    return Argument.of(
        parts ->
            new EmbeddingLayer.Bags(cast(parts.get(0)), cast(parts.get(1)), cast(parts.get(2))),
        intOperand(new long[] {5}, 0, 6, 1).named("rows", "bags"),
        operand(5).named("weights", "bags"),
        intOperand(new long[] {5}, 0, 5, 2).named("positions", "bags"));
  }

  private static Argument state() {
    return Argument.of(
        parts -> CellState.of(LayerCalls.<Operand<TFloat32>>cast(parts.get(0)), cast(parts.get(1))),
        operand(1, 3, 4).named("state h", "initial state"),
        operand(1, 3, 4).named("state c", "initial state"));
  }

  @SuppressWarnings("unchecked") // the parts' types are those of the call
  private static <T> T cast(Object value) {
    return (T) value;
  }
}
