package org.tributary.tagger.definition;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.tributary.head.Head;
import org.tributary.head.LabelSet;
import org.tributary.internal.NullChecks;
import org.tributary.layer.Linear;
import org.tributary.param.ParameterSpec;

/**
 * The definition of one task: a label column that a tagger predicts from the shared encoder.
 *
 * @param name letters, digits and underscores, a letter first; part of the parameter names
 * @param lossWeight the weight of the column's loss in training, above 0 and finite
 * @param head the output head
 */
public record LabelColumn(String name, double lossWeight, Head head) {
  /** The name of the main column: the first one, on which development data are scored. */
  public static final String MAIN = "tag";

  private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_]*");

  /**
   * Checks the name and the weight.
   *
   * @throws IllegalArgumentException if the name has other characters or the weight is out of range
   */
  public LabelColumn {
    NullChecks.require("head", "a value", head);
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "label column: expected a name of letters, digits and underscores, a letter first, got \"%s\""
              .formatted(name));
    }
    if (!(lossWeight > 0) || Double.isInfinite(lossWeight)) {
      throw new IllegalArgumentException(
          "label column %s: expected a finite loss weight above 0, got %s"
              .formatted(name, lossWeight));
    }
  }

  /** Returns the parameter prefix of the linear layer, as in {@code hidden2tag}. */
  public String linearName() {
    return "hidden2" + name;
  }

  /** Returns the parameter prefix of the head, as in {@code crf.tag}. */
  public String headName() {
    return head.name() + "." + name;
  }

  /**
   * Returns the linear layer from an encoder's output, [M, {@code encoderSize}] for M tokens, to
   * the head's logits, [M, C] with C from {@link Head#logitCount}.
   */
  public Linear linear(int encoderSize, LabelSet labels) {
    return new Linear(encoderSize, head.logitCount(labels));
  }

  /** Returns the parameters of the linear layer and the head. */
  List<ParameterSpec> parameters(int encoderSize, LabelSet labels) {
    return Stream.concat(
            linear(encoderSize, labels).parameters().stream().map(p -> p.within(linearName())),
            head.parameters(labels).stream().map(p -> p.within(headName())))
        .toList();
  }
}
