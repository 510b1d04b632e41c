package org.tributary.runtime;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.tensorflow.Graph;
import org.tensorflow.Session;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TInt32;

class FeedTest {
  /** A refused value, of a user's own input for instance, leaves a feed that can be closed. */
  @Test
  void aFeedThatRefusedNullCloses() {
    try (Graph graph = new Graph();
        Session session = new Session(graph)) {
      Ops tf = Ops.create(graph);
      try (Feed feed = new Feed(session)) {
        assertThatThrownBy(() -> feed.tensor(tf.placeholder(TInt32.class), null))
            .isInstanceOf(NullPointerException.class)
            .hasMessageStartingWith("tensor: expected a value");
      }
    }
  }
}
