package org.tributary.arguments;

import static org.tributary.testing.Argument.filled;
import static org.tributary.testing.Argument.fixed;
import static org.tributary.testing.Argument.ints;
import static org.tributary.testing.Argument.list;
import static org.tributary.testing.Argument.value;

import java.util.Arrays;
import java.util.List;
import org.tributary.feature.EmbeddingInput;
import org.tributary.feature.FeatureColumn;
import org.tributary.feature.InputColumn;
import org.tributary.feature.Inputs;
import org.tributary.feature.NumberColumn;
import org.tributary.head.Head;
import org.tributary.head.LabelDistributions;
import org.tributary.head.LabelSet;
import org.tributary.span.TagScheme;
import org.tributary.tagger.definition.DevScore;
import org.tributary.tagger.definition.FeatureSequence;
import org.tributary.tagger.definition.LabelColumn;
import org.tributary.tagger.definition.LabelledSequence;
import org.tributary.tagger.definition.TaggerDefaults;
import org.tributary.tagger.definition.TaggerDefinition;
import org.tributary.tagger.definition.TaggerSizes;
import org.tributary.testing.Argument;
import org.tributary.testing.ArgumentCall;

/** Calls of the package {@code tagger.definition}: sequences of 3 steps over 2 labels. */
final class DefinitionCalls {
  private static final FeatureSequence FEATURES = FeatureSequence.ofWords(1, 2, 0);
  private static final LabelledSequence LABELLED = new LabelledSequence(FEATURES, 0, 1, 1);
  private static final FeatureColumn WORDS = FeatureColumn.ofWords(1, 2, 0);
  private static final NumberColumn NUMBERS = new NumberColumn(filled(3, 2));
  private static final TaggerDefinition DEFINITION =
      TaggerDefaults.definition()
          .inputs(Inputs.of(EmbeddingInput.of("word", 4)))
          .withoutAuxiliaryTasks();

  private DefinitionCalls() {}

  static List<ArgumentCall> all() {
    return List.of(
        ArgumentCall.of(DevScore.accuracy().getClass(), "of(List, List)")
            .on(DevScore.accuracy())
            .with(gold(), predicted()),
        ArgumentCall.of(
                DevScore.spanF1(List.of("O", "B-X"), List.of(List.of("O", "B-X", "O"))).getClass(),
                "of(List, List)")
            .on(DevScore.spanF1(List.of("O", "B-X"), List.of(List.of("O", "B-X", "O"))))
            .with(gold(), predicted()),
        ArgumentCall.of(DevScore.class, "spanF1(List, List)")
            .with(
                list("O", "B-X").ofAnyLength(),
                value(List.of(List.of("O", "B-X")))
                    .refusing("of another scheme", List.of(List.of("O", "NOUN")))
                    .named("gold", "label")),
        ArgumentCall.of(FeatureSequence.class, "of(InputColumn[])")
            .with(
                value(new InputColumn[] {WORDS, NUMBERS})
                    .refusing("empty", new InputColumn[0])
                    .refusing(
                        "one too short", new InputColumn[] {WORDS, new NumberColumn(filled(2, 2))})
                    .named("columns", "column")),
        ArgumentCall.of(FeatureSequence.class, "of(List)")
            .with(
                list(WORDS, NUMBERS)
                    .ofAnyLength()
                    .refusing("empty", List.of())
                    .refusing("without steps", List.of(FeatureColumn.ofWords()))
                    .refusing("one too short", List.of(WORDS, new NumberColumn(filled(2, 2))))
                    .refusing("one too long", List.of(WORDS, new NumberColumn(filled(4, 2))))
                    .named("columns", "column", "step", "steps")),
        ArgumentCall.of(FeatureSequence.class, "ofSteps(List)")
            .with(
                list(step(1), step(2))
                    .ofAnyLength()
                    .refusing("empty", List.of())
                    .refusing("of two steps", List.of(step(1), FeatureSequence.ofWords(1, 2)))
                    .refusing(
                        "of other columns",
                        List.of(step(1), FeatureSequence.of(List.of(FeatureColumn.ofWords(1)))))
                    .refusing(
                        "of another kind",
                        List.of(
                            step(1),
                            FeatureSequence.of(
                                List.of(new NumberColumn(filled(1, 2)), FeatureColumn.ofWords(1)))))
                    .named("steps", "step", "columns", "column")),
        ArgumentCall.of(LabelColumn.class, "linear(int, LabelSet)")
            .on(new LabelColumn("x", 1, Head.softmax()))
            .with(value(4).refusing("below", 0).named("input"), fixed(LabelSet.ofSize(2))),
        ArgumentCall.of(LabelledSequence.class, "new(FeatureSequence, int[])")
            .with(features(), labels()),
        ArgumentCall.of(LabelledSequence.class, "new(FeatureSequence, int[], float)")
            .with(
                features(),
                labels(),
                value(1f)
                    .refusing("below", 0f)
                    .refusing("NaN", Float.NaN)
                    .refusing("infinite", Float.POSITIVE_INFINITY)),
        ArgumentCall.of(LabelledSequence.class, "withColumn(int[])").on(LABELLED).with(labels()),
        ArgumentCall.of(LabelledSequence.class, "requireColumns(List)")
            .on(LABELLED)
            .with(
                list(LabelSet.ofSize(2))
                    .refusing("too small", List.of(LabelSet.ofSize(1)))
                    .named("columns", "labels")),
        ArgumentCall.of(LabelledSequence.class, "requireColumns(List)")
            .about("with soft targets")
            .on(LABELLED.withSoftTargets(distributions(3, 2), 0.5))
            .with(
                list(LabelSet.ofSize(2))
                    .refusing("too large", List.of(LabelSet.ofSize(3)))
                    .named("columns", "soft targets")),
        ArgumentCall.of(LabelledSequence.class, "withSoftTargets(LabelDistributions, double)")
            .on(LABELLED)
            .with(
                value(distributions(3, 2))
                    .refusing("one shorter", distributions(2, 2))
                    .refusing("one longer", distributions(4, 2))
                    .refusing("sum of 2", LabelDistributions.of(new float[] {1, 1, 1, 0, 1, 0}, 2))
                    .named("distributions", "probabilities"),
                value(0.5)
                    .refusing("below", 0.0)
                    .refusing("above", 1.1)
                    .refusing("NaN", Double.NaN)
                    .named("weight")),
        ArgumentCall.of(TaggerDefinition.class, "parameters(TaggerSizes)")
            .on(DEFINITION)
            .with(sizes()),
        ArgumentCall.of(TaggerDefinition.class, "resolved(TaggerSizes)")
            .on(DEFINITION)
            .with(fixed(new TaggerSizes(List.of(5), 2))),
        ArgumentCall.of(TaggerSizes.class, "new(List, List)")
            .with(
                list(3).allowing("one longer").named("input"),
                list(LabelSet.ofSize(2)).allowing("one longer").named("column")),
        ArgumentCall.of(TaggerSizes.class, "new(List, int)")
            .with(list(3).allowing("one longer").named("input"), value(2).refusing("below", 0)),
        ArgumentCall.of(TaggerSizes.class, "new(int, List)")
            .with(
                value(3).refusing("below", 0).named("feature"),
                list(LabelSet.ofSize(2)).allowing("one longer").named("column")),
        ArgumentCall.of(TaggerSizes.class, "requireMatch(List)")
            .on(new TaggerSizes(3, 2))
            .with(
                list(new LabelColumn("x", 1, Head.softmax()))
                    .refusing(
                        "of a scheme", List.of(new LabelColumn("y", 1, Head.crf(TagScheme.BIO))))
                    .named("columns", "labels")));
  }

  private static FeatureSequence step(int word) {
    return FeatureSequence.of(List.of(FeatureColumn.ofWords(word), new NumberColumn(filled(1, 2))));
  }

  private static Argument sizes() {
    return value(new TaggerSizes(List.of(5), 2))
        .refusing("one input more", new TaggerSizes(List.of(5, 5), 2))
        .refusing("no entries", new TaggerSizes(List.of(0), 2))
        .refusing(
            "one column more", new TaggerSizes(5, List.of(LabelSet.ofSize(2), LabelSet.ofSize(2))))
        .named("entries", "entry", "columns");
  }

  private static Argument features() {
    return value(FEATURES)
        .refusing("one shorter", FeatureSequence.ofWords(1, 2))
        .refusing("one longer", FeatureSequence.ofWords(1, 2, 0, 0))
        .named("labels");
  }

  private static Argument labels() {
    return ints(0, 1, 1).refusing("below", new int[] {0, 1, -3});
  }

  private static Argument gold() {
    return list(LABELLED)
        .refusing(
            "of fewer steps", List.of(new LabelledSequence(FeatureSequence.ofWords(1, 2), 0, 1)))
        .named("gold", "predicted");
  }

  private static Argument predicted() {
    return Argument.of(parts -> List.of(parts.get(0)), ints(0, 1, 1).named("predicted"))
        .refusing("one sequence fewer", List.of())
        .refusing("one sequence more", List.of(new int[] {0, 1, 1}, new int[] {0, 1, 1}));
  }

  private static LabelDistributions distributions(int steps, int labels) {
    float[] values = new float[steps * labels];
    Arrays.fill(values, 1f / labels);
    return LabelDistributions.of(values, labels);
  }
}
