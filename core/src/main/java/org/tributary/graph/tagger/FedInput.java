package org.tributary.graph.tagger;

import java.util.List;
import org.tributary.feature.Input;
import org.tributary.feature.InputColumn;
import org.tributary.feature.UnkReplacement;
import org.tributary.graph.Forward;
import org.tributary.graph.ParameterGradients;
import org.tributary.runtime.Feed;
import org.tributary.sequence.BatchShape;

/**
 * An input whose placeholders are in a graph.
 *
 * @param <C> the type of the input's columns
 */
public interface FedInput<C extends InputColumn> {

  /**
   * Adds a forward pass to the graph. Each call adds another one on the same placeholders.
   *
   * @return the forward pass: its output is [T, N, S], undefined in the padding, and depends at a
   *     step on the column at that step alone; its upstream gradient is zero in the padding; its
   *     gradients are those with respect to the input's parameters, except for {@link
   *     Input#frozenParameters}, by full name. {@link Forward#differentiated} serves an output that
   *     TensorFlow can differentiate
   */
  Forward<ParameterGradients> forward();

  /**
   * Feeds a batch.
   *
   * @param columns one per sequence, each checked by {@link Input#require}
   * @param replacement the replacement of rare entries
   */
  void feed(Feed feed, List<C> columns, BatchShape shape, UnkReplacement replacement);
}
