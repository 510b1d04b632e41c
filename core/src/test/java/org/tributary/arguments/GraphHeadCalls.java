package org.tributary.arguments;

import static org.tributary.testing.Argument.fixed;
import static org.tributary.testing.Argument.intOperand;
import static org.tributary.testing.Argument.operand;
import static org.tributary.testing.Argument.ops;
import static org.tributary.testing.Argument.parameter;
import static org.tributary.testing.Argument.value;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.tributary.graph.tagger.HeadBatch;
import org.tributary.graph.tagger.HeadLosses;
import org.tributary.graph.tagger.SoftTargets;
import org.tributary.graph.tagger.Softmax;
import org.tributary.head.Head;
import org.tributary.head.LabelSet;
import org.tributary.param.ParameterSpec;
import org.tributary.testing.Argument;
import org.tributary.testing.ArgumentCall;

/**
 * Calls of the package {@code head} in graphs: 4 tokens of 2 sequences of at most 3 steps, 5
 * labels.
 */
final class GraphHeadCalls {
  private static final LabelSet LABELS = LabelSet.ofSize(5);

  private GraphHeadCalls() {}

  static List<ArgumentCall> all() {
    List<ArgumentCall> calls = new ArrayList<>();
    for (Head head : List.of(Head.softmax(), Head.crf())) {
      for (boolean soft : new boolean[] {false, true}) {
        for (boolean differentiable : new boolean[] {false, true}) {
          calls.add(
              ArgumentCall.of(
                      HeadLosses.class,
                      (differentiable ? "differentiable" : "of")
                          + "(Head, Ops, LabelSet, HeadBatch, Function)")
                  .about("of " + head + (soft ? " with soft targets" : ""))
                  .with(
                      fixed(head),
                      ops(),
                      value(LABELS)
                          .refusing("fewer", LabelSet.ofSize(4))
                          .refusing("more", LabelSet.ofSize(6))
                          .named("labels", "logits"),
                      batch(soft, head.parameters(LABELS).isEmpty()),
                      head.parameters(LABELS).isEmpty()
                          ? weights(List.of()).unused()
                          : weights(head.parameters(LABELS))));
        }
      }
    }
    calls.add(
        ArgumentCall.of(Softmax.class, "loss(Ops, Operand, Operand)")
            .with(
                ops(),
                logits().allowing("dimension 1").named("logits", "labels"),
                labels().allowing("shape")));
    calls.add(
        ArgumentCall.of(Softmax.class, "loss(Ops, Operand, Operand, Operand, int)")
            .with(
                ops(),
                logits().allowing("shape").named("logits", "labels"),
                labels().allowing("shape"),
                operand(4).allowing("shape"),
                value(5).refusing("fewer", 4).refusing("more", 6).named("logits")));
    return calls;
  }

  private static Argument logits() {
    return operand(4, 5);
  }

  private static Argument labels() {
    return intOperand(new long[] {4}, 0, 1, -1, 3);
  }

  private static Argument batch(boolean soft, boolean isSoftmax) {
    List<Argument> parts =
        new ArrayList<>(
            List.of(
                logits().named("logits"),
                labels().named("labels"),
                read(isSoftmax, operand(4).named("weights")),
                read(!isSoftmax, intOperand(new long[] {4}, 0, 2, 4, 1).named("positions")),
                intOperand(new long[0], 3).named("steps"),
                read(!isSoftmax, intOperand(new long[] {2}, 3, 1).named("lengths")),
                read(!isSoftmax, operand(2).named("sequenceWeights", "weights"))));
    if (soft) {
      parts.add(operand(4, 5).named("soft targets' probabilities", "soft targets", "logits"));
      parts.add(
          read(isSoftmax, operand(4).named("soft targets' weights", "weights of soft targets")));
      parts.add(
          read(
              !isSoftmax,
              operand(2).named("soft targets' sequenceWeights", "weights of soft targets")));
    }
    return Argument.of(
        values ->
            new HeadBatch(
                cast(values.get(0)),
                cast(values.get(1)),
                cast(values.get(2)),
                cast(values.get(3)),
                cast(values.get(4)),
                cast(values.get(5)),
                cast(values.get(6)),
                soft
                    ? Optional.of(
                        new SoftTargets(
                            cast(values.get(7)), cast(values.get(8)), cast(values.get(9))))
                    : Optional.empty()),
        parts.toArray(Argument[]::new));
  }

  private static Argument read(boolean isRead, Argument operand) {
    return isRead ? operand : operand.unread();
  }

  private static Argument weights(List<ParameterSpec> specs) {
    Argument[] parts =
        specs.stream()
            .map(spec -> parameter(spec.shape().asArray()).named(spec.name()))
            .toArray(Argument[]::new);
    return Argument.of(
        values -> {
          Map<String, Object> byName = new LinkedHashMap<>();
          for (int k = 0; k < specs.size(); k++) {
            byName.put(specs.get(k).name(), values.get(k));
          }
          return (Function<String, Object>) byName::get;
        },
        parts);
  }

  @SuppressWarnings("unchecked") // the parts' types are those of the call
  private static <T> T cast(Object value) {
    return (T) value;
  }
}
