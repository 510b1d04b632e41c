package org.tributary.input;

import java.util.List;

/** An input whose placeholders stand in a graph. */
public interface PlacedInput {

  /** Places the forward pass; each call places it anew, on the same placeholders. */
  InputRun run();

  /**
   * Feeds the rows of a batch.
   *
   * @param columns one a row, each checked by {@link Input#require}
   * @param hiding what training hides
   */
  void feed(InputFeed feed, List<InputColumn> columns, BatchShape shape, UnkReplacement hiding);
}
