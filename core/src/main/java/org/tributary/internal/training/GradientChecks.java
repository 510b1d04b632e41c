package org.tributary.internal.training;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.tensorflow.ndarray.Shape;
import org.tributary.feature.Input;
import org.tributary.graph.Forward;
import org.tributary.graph.ParameterGradients;
import org.tributary.graph.tagger.HeadLoss;
import org.tributary.head.Head;
import org.tributary.head.LabelSet;
import org.tributary.internal.ResultCheck;
import org.tributary.internal.graph.ResultShape;
import org.tributary.param.ParameterSpec;

/**
 * Checks of the graphs of inputs and heads: outputs of the declared sizes, and a gradient for each
 * trainable parameter.
 */
final class GradientChecks {
  private GradientChecks() {}

  /** Returns the forward pass of an input, after a check that its output is [T, N, S]. */
  static Forward<ParameterGradients> requireForward(
      Input<?> input, Forward<ParameterGradients> forward) {
    ResultCheck check = check("input", input.name(), input, "forward");
    check.present("a forward pass", forward);
    ResultShape.require(
        check,
        "an output",
        forward.output(),
        Shape.of(Shape.UNKNOWN_SIZE, Shape.UNKNOWN_SIZE, input.outputSize()),
        "[T, N, S]",
        "S is outputSize(), T the steps and N the sequences of the batch");
    return forward;
  }

  /** Returns the gradients of an input, after a check that each trainable parameter has one. */
  static ParameterGradients requireGradients(
      Input<?> input, int vocabularySize, ParameterGradients gradients) {
    ResultCheck check = check("input", input.name(), input, "backward");
    check.present("gradients", gradients);
    Set<String> actual = new TreeSet<>(gradients.dense().keySet());
    actual.addAll(gradients.rows().keySet());
    Set<String> expected = names(input.parameters(vocabularySize));
    input.frozenParameters().forEach(expected::remove);
    requireEqual(
        check,
        expected,
        actual,
        "pass each parameter to Forward.differentiated under its full name, or list it in frozenParameters");
    return gradients;
  }

  /** Returns the loss of a head, after a check of its shapes and of its parameters' gradients. */
  static HeadLoss requireLoss(Head head, String column, LabelSet labels, HeadLoss loss) {
    ResultCheck check = check("column", column, head, "loss");
    check.present("a loss", loss);
    ResultShape.require(
        check,
        "a loss",
        loss.value(),
        Shape.scalar(),
        "of a scalar",
        "sum the losses of the tokens, or take their mean");
    ResultShape.require(
        check,
        "a gradient of the logits",
        loss.gradients().input(),
        Shape.of(Shape.UNKNOWN_SIZE, head.logitCount(labels)),
        "[M, S]",
        "S is logitCount, and M the number of tokens");
    requireEqual(
        check,
        names(head.parameters(labels)),
        new TreeSet<>(loss.gradients().parameters().keySet()),
        "pass the head's own parameters to HeadLoss.differentiated by name");
    return loss;
  }

  private static ResultCheck check(String kind, String name, Object extension, String method) {
    return new ResultCheck(
        "%s %s: %s.%s".formatted(kind, name, extension.getClass().getName(), method));
  }

  private static Set<String> names(List<ParameterSpec> specs) {
    return specs.stream().map(ParameterSpec::name).collect(Collectors.toCollection(TreeSet::new));
  }

  private static void requireEqual(
      ResultCheck check, Set<String> expected, Set<String> actual, String hint) {
    if (!actual.equals(expected)) {
      throw new IllegalArgumentException(
          "%s: expected a gradient for each of the parameters %s, got %s; %s"
              .formatted(
                  check.method(),
                  expected,
                  actual.isEmpty() ? "none" : "those of " + actual,
                  hint));
    }
  }
}
