package org.tributary.arguments;

import static org.tributary.testing.Argument.fixed;
import static org.tributary.testing.Argument.floats;
import static org.tributary.testing.Argument.index;
import static org.tributary.testing.Argument.ints;
import static org.tributary.testing.Argument.value;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.tributary.head.CrfHead;
import org.tributary.head.DecodedSequence;
import org.tributary.head.Head;
import org.tributary.head.HeadDecoder;
import org.tributary.head.LabelDistributions;
import org.tributary.head.LabelSet;
import org.tributary.head.TransitionConstraints;
import org.tributary.span.TagScheme;
import org.tributary.testing.Argument;
import org.tributary.testing.ArgumentCall;

/** Calls of the package {@code head} on arrays: sequences of 4 steps over 3 labels. */
final class HeadCalls {
  private static final LabelSet LABELS = LabelSet.of(List.of("O", "B-X", "I-X"));
  private static final Function<String, float[]> CRF =
      name -> new float[name.equals("transitions") ? 9 : 3];

  private HeadCalls() {}

  static List<ArgumentCall> all() {
    List<ArgumentCall> calls = new ArrayList<>();
    calls.addAll(
        List.of(
            ArgumentCall.of(CrfHead.class, "decoder(LabelSet, Function)")
                .on(Head.crf())
                .with(
                    value(LABELS)
                        .refusing("fewer", LabelSet.ofSize(2))
                        .refusing("more", LabelSet.ofSize(4)),
                    weights()),
            ArgumentCall.of(CrfHead.class, "decoder(LabelSet, Function)")
                .about("of a scheme")
                .on(Head.crf(TagScheme.BIO))
                .with(
                    value(LABELS)
                        .refusing("fewer", LabelSet.of(List.of("O", "B-X")))
                        .refusing("unnamed", LabelSet.ofSize(3)),
                    weights()),
            ArgumentCall.of(CrfHead.class, "parameters(LabelSet)")
                .on(Head.crf())
                .with(fixed(LABELS)),
            ArgumentCall.of(CrfHead.class, "require(LabelSet)")
                .on(Head.crf(TagScheme.BIO))
                .with(
                    value(LABELS)
                        .refusing("of another scheme", LabelSet.of(List.of("O", "S-X")))
                        .refusing("unnamed", LabelSet.ofSize(3))),
            ArgumentCall.of(DecodedSequence.class, "of(int[], LabelDistributions)")
                .with(
                    labels().named("label", "labels"),
                    value(distributions(4, 3))
                        .refusing("one shorter", distributions(3, 3))
                        .refusing("one longer", distributions(5, 3))
                        .refusing("of fewer labels", distributions(4, 2))
                        .named("steps", "labels")),
            ArgumentCall.of(DecodedSequence.class, "probabilityOf(int, int[])")
                .on(DecodedSequence.of(new int[] {0, 1, 2, 1}, distributions(4, 3)))
                .with(
                    index(2, 0, 2).named("from"),
                    ints(1, 2)
                        .allowing("one shorter")
                        .refusing("empty", new int[0])
                        .refusing("below", new int[] {-1, 2})
                        .refusing("above", new int[] {1, 3})
                        .named("range", "labels")),
            ArgumentCall.of(LabelDistributions.class, "of(float[], int)")
                .with(
                    floats(12).named("label distributions"),
                    value(3).refusing("of no divisor", 5).refusing("below", 0)),
            ArgumentCall.of(LabelSet.class, "new(int, Optional)")
                .with(
                    index(3, 3, 3).named("labels"),
                    value(Optional.of(List.of("a", "b", "c")))
                        .refusing("one shorter", Optional.of(List.of("a", "b")))
                        .refusing("one longer", Optional.of(List.of("a", "b", "c", "d")))
                        .refusing("twice", Optional.of(List.of("a", "b", "b")))
                        .named("names", "name")),
            ArgumentCall.of(TransitionConstraints.class, "allow(int[])")
                .on(TransitionConstraints.of(TagScheme.BIO, List.of("O", "B", "I")))
                .with(
                    labels()
                        .ofAnyLength()
                        .refusing("empty", new int[0])
                        .refusing("last above", new int[] {0, 3})
                        .refusing("first below", new int[] {-1, 0})
                        .refusing("middle above", new int[] {0, 3, 0})
                        .named("label", "labels"))));
    for (Head head : List.of(Head.softmax(), Head.crf(), Head.crf(TagScheme.BIO))) {
      HeadDecoder decoder = head.decoder(LABELS, CRF);
      for (String method : List.of("best", "distributions")) {
        calls.add(
            ArgumentCall.of(HeadDecoder.class, method + "(float[])")
                .about("of " + head)
                .on(decoder)
                .with(scores()));
      }
      calls.add(
          ArgumentCall.of(HeadDecoder.class, "nBest(float[], int)")
              .about("of " + head)
              .on(decoder)
              .with(scores(), index(2, 1, Integer.MAX_VALUE - 1).allowing("above")));
    }
    return calls;
  }

  private static Argument weights() {
    return Argument.of(
        parts ->
            (Function<String, float[]>)
                name ->
                    (float[])
                        parts.get(
                            name.equals("start_transitions")
                                ? 0
                                : name.equals("end_transitions") ? 1 : 2),
        floats(3).named("start"),
        floats(3).named("end"),
        floats(9).named("transitions"));
  }

  private static Argument labels() {
    return ints(0, 1, 2, 1)
        .refusing("below", new int[] {0, 1, 2, -1})
        .refusing("above", new int[] {0, 1, 2, 3});
  }

  private static Argument scores() {
    return floats(12)
        .refusing("empty", new float[0])
        .refusing("NaN", new float[] {1, Float.NaN, 3})
        .named("scores", "output");
  }

  private static LabelDistributions distributions(int steps, int labels) {
    float[] values = new float[steps * labels];
    Arrays.fill(values, 1f / labels);
    return LabelDistributions.of(values, labels);
  }
}
