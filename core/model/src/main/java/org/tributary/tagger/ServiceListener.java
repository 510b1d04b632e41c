package org.tributary.tagger;

import java.time.Duration;

/**
 * A listener of a tagging service, the place to connect a metrics library. Methods are called from
 * many threads at once, on the caller's or the service's thread, and should return quickly. The
 * first exception that they throw is logged as a warning; they change nothing else.
 */
public interface ServiceListener {

  /** Returns a listener that does nothing. */
  static ServiceListener none() {
    return new ServiceListener() {};
  }

  /**
   * A request was queued.
   *
   * @param sentences the number of its sentences
   * @param tokens the number of its tokens
   */
  default void accepted(int sentences, int tokens) {}

  /** A request was refused because the queue is full or the service is closed. */
  default void refused(int sentences, int tokens) {}

  /**
   * A request was answered.
   *
   * @param queued the time from its submission to the start of its batch
   * @param computed the time from the start of its batch to the answer
   */
  default void answered(Duration queued, Duration computed) {}

  /** A request was not answered before its deadline. */
  default void expired() {}

  /** A request was cancelled by its caller before it was answered. */
  default void cancelled() {}

  /** The tagger threw an exception for a request. */
  default void failed(Throwable cause) {}

  /**
   * A batch was computed.
   *
   * @param sentences the number of its sentences
   * @param tokens the number of its tokens
   * @param waiting the number of sentences in the queue when the batch started
   */
  default void batch(int sentences, int tokens, int waiting, Duration computed) {}

  /** The tagger was replaced. */
  default void replaced() {}
}
