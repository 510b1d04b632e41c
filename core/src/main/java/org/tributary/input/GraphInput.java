package org.tributary.input;

import java.util.List;

/** An input whose placeholders are in a graph. */
public interface GraphInput {

  /** Adds a forward pass to the graph. Each call adds another one on the same placeholders. */
  InputForward forward();

  /**
   * Feeds a batch.
   *
   * @param columns one per row, each checked by {@link Input#require}
   * @param replacement the replacement of rare entries
   */
  void feed(
      InputFeed feed, List<InputColumn> columns, BatchShape shape, UnkReplacement replacement);
}
