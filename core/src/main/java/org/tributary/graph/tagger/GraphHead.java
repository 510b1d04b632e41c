package org.tributary.graph.tagger;

import java.util.function.Function;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tributary.head.Head;
import org.tributary.head.LabelSet;

/**
 * An output head with its loss in a graph, so that it can be trained. A head of your own implements
 * this interface.
 */
public interface GraphHead extends Head {

  /**
   * Adds the loss of a batch and its gradients to the graph. {@link HeadLoss#differentiated} adds
   * the gradients of a loss that TensorFlow can differentiate. The value alone may not be
   * differentiable by TensorFlow: see {@link HeadLosses#differentiable}.
   *
   * @param weights the head's own parameters, by the names of {@link #parameters}
   */
  HeadLoss loss(
      Ops tf, LabelSet labels, HeadBatch batch, Function<String, Operand<TFloat32>> weights);
}
