package org.tributary.arguments;

import static org.tributary.testing.Argument.filled;
import static org.tributary.testing.Argument.fixed;
import static org.tributary.testing.Argument.ints;
import static org.tributary.testing.Argument.list;
import static org.tributary.testing.Argument.shape;
import static org.tributary.testing.Argument.tensor;

import java.util.List;
import java.util.stream.IntStream;
import org.tributary.param.FloatTensor;
import org.tributary.param.TensorShape;
import org.tributary.sequence.BatchShape;
import org.tributary.sequence.Layout;
import org.tributary.sequence.PackedSequence;
import org.tributary.sequence.PaddedBatch;
import org.tributary.sequence.Padding;
import org.tributary.sequence.Sequences;
import org.tributary.testing.Argument;
import org.tributary.testing.ArgumentCall;

/** Calls of the package {@code sequence} on arrays. */
final class SequenceCalls {
  private SequenceCalls() {}

  static List<ArgumentCall> all() {
    return List.of(
        ArgumentCall.of(BatchShape.class, "with(TensorShape)")
            .on(BatchShape.sequenceFirst(5, 3))
            .with(shape(2, 4).allowing("dimension", "rank")),
        ArgumentCall.of(PackedSequence.class, "of(FloatTensor, List)")
            .with(
                tensor(6, 2).allowing("dimension 1").named("packed data"),
                list(3, 2, 1)
                    .named("batch sizes", "packed data")
                    .refusing("increasing", List.of(2, 3, 1))
                    .refusing("of 0", List.of(3, 3, 0))),
        pack("pack(FloatTensor, Layout, int[])")
            .with(padded(), fixed(Layout.SEQUENCE_FIRST), lengths()),
        pack("packSorted(FloatTensor, Layout, int[])")
            .with(
                padded(),
                fixed(Layout.SEQUENCE_FIRST),
                lengths().refusing("not sorted", new int[] {4, 5, 2})),
        ArgumentCall.of(PackedSequence.class, "withData(FloatTensor)")
            .on(PackedSequence.of(filled(6, 2), List.of(3, 2, 1)))
            .with(tensor(6, 2).allowing("dimension 1").named("packed data")),
        ArgumentCall.of(Sequences.class, "unpadSequence(PaddedBatch, Layout)")
            .with(
                Argument.of(
                    parts ->
                        new PaddedBatch(
                            (FloatTensor) parts.get(0),
                            IntStream.of((int[]) parts.get(1)).boxed().toList()),
                    padded(),
                    lengths().named("lengths")),
                fixed(Layout.SEQUENCE_FIRST)),
        ArgumentCall.of(Sequences.class, "packSequence(List)").with(sequences()),
        ArgumentCall.of(Sequences.class, "padSequence(List, Padding)")
            .with(sequences(), fixed(Padding.zeros())),
        ArgumentCall.of(Sequences.class, "padSequence(List, Padding)")
            .about("with a total length")
            .with(sequences(), paddingOf(5).refusing("shorter", Padding.zeros().totalLength(3))),
        ArgumentCall.of(PackedSequence.class, "pad(Padding)")
            .on(PackedSequence.of(filled(6, 2), List.of(3, 2, 1)))
            .with(paddingOf(3).refusing("shorter", Padding.zeros().totalLength(2))));
  }

  private static Argument paddingOf(int steps) {
    return Argument.value(Padding.zeros().totalLength(steps));
  }

  private static ArgumentCall pack(String signature) {
    return ArgumentCall.of(PackedSequence.class, signature);
  }

  private static Argument padded() {
    return tensor(5, 3, 2)
        .allowing("dimension 0 one more", "dimension 2")
        .named("padded", "padded batch", "lengths");
  }

  private static Argument lengths() {
    return ints(5, 4, 2)
        .refusing("negative", new int[] {5, 4, -1})
        .refusing("too long", new int[] {6, 4, 2});
  }

  private static Argument sequences() {
    return Argument.of(
            parts -> List.of((FloatTensor) parts.get(0), (FloatTensor) parts.get(1)),
            tensor(4, 2).allowing("dimension 0"),
            tensor(3, 2).allowing("dimension 0"))
        .refusing("empty", List.of())
        .refusing("of numbers", List.of(FloatTensor.of(TensorShape.scalar(), new float[] {1})))
        .named("sequences");
  }
}
