package org.tributary.feature;

import java.util.List;
import org.tributary.runtime.Feed;
import org.tributary.sequence.BatchShape;

/**
 * An input whose placeholders are in a graph.
 *
 * @param <C> the type of the input's columns
 */
public interface GraphInput<C extends InputColumn> {

  /**
   * Adds a forward pass to the graph. Each call adds another one on the same placeholders. The
   * output at a step depends on the column at that step alone.
   */
  InputForward forward();

  /**
   * Feeds a batch.
   *
   * @param columns one per sequence, each checked by {@link Input#require}
   * @param replacement the replacement of rare entries
   */
  void feed(Feed feed, List<C> columns, BatchShape shape, UnkReplacement replacement);
}
