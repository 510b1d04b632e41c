package org.tributary.examples.bench.serving;

import java.util.List;

/** A call that tags sentences and waits for the answer. Thread-safe. */
@FunctionalInterface
interface TagCall {

  /** Tags the sentences. */
  void tag(List<List<String>> sentences) throws Exception;
}
