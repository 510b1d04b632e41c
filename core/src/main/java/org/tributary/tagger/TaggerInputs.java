package org.tributary.tagger;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TType;

/** The placeholders through which a {@link TaggerBatch} enters the graph. */
record TaggerInputs(
    Placeholder<TInt32> steps,
    Placeholder<TInt32> lengths,
    Placeholder<TInt32> positions,
    Placeholder<TInt32> features,
    Placeholder<TFloat32> featureWeights,
    Placeholder<TInt32> featurePositions,
    List<Placeholder<TInt32>> labels,
    Placeholder<TFloat32> labelWeights,
    Placeholder<TFloat32> rowWeights) {

  /**
   * Places them.
   *
   * @param columns how many columns of labels there are
   */
  static TaggerInputs place(Ops tf, int columns) {
    return new TaggerInputs(
        placeholder(tf, TInt32.class, Shape.scalar()),
        placeholder(tf, TInt32.class, Shape.of(-1)),
        placeholder(tf, TInt32.class, Shape.of(-1)),
        placeholder(tf, TInt32.class, Shape.of(-1)),
        placeholder(tf, TFloat32.class, Shape.of(-1)),
        placeholder(tf, TInt32.class, Shape.of(-1)),
        IntStream.range(0, columns)
            .mapToObj(k -> placeholder(tf, TInt32.class, Shape.of(-1)))
            .toList(),
        placeholder(tf, TFloat32.class, Shape.of(-1)),
        placeholder(tf, TFloat32.class, Shape.of(-1)));
  }

  private static <T extends TType> Placeholder<T> placeholder(Ops tf, Class<T> type, Shape shape) {
    return tf.placeholder(type, Placeholder.shape(shape));
  }

  /** Feeds {@code batch}; the caller closes the tensors after the run. */
  List<Tensor> feed(Session.Runner runner, TaggerBatch batch) {
    List<Tensor> fed = new ArrayList<>();
    feed(runner, fed, steps, TInt32.scalarOf(batch.steps));
    feed(runner, fed, lengths, TInt32.vectorOf(batch.lengths));
    feed(runner, fed, positions, TInt32.vectorOf(batch.positions));
    feed(runner, fed, features, TInt32.vectorOf(batch.features));
    feed(runner, fed, featureWeights, TFloat32.vectorOf(batch.featureWeights));
    feed(runner, fed, featurePositions, TInt32.vectorOf(batch.featurePositions));
    if (batch.labels != null) {
      for (int k = 0; k < labels.size(); k++) {
        feed(runner, fed, labels.get(k), TInt32.vectorOf(batch.labels[k]));
      }
      feed(runner, fed, labelWeights, TFloat32.vectorOf(batch.labelWeights));
      feed(runner, fed, rowWeights, TFloat32.vectorOf(batch.rowWeights));
    }
    return fed;
  }

  private static void feed(
      Session.Runner runner, List<Tensor> fed, Operand<?> placeholder, Tensor tensor) {
    fed.add(tensor);
    runner.feed(placeholder, tensor);
  }
}
