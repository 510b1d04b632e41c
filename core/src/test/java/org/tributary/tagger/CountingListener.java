package org.tributary.tagger;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/** A listener that counts events. */
final class CountingListener implements ServiceListener {
  final AtomicInteger accepted = new AtomicInteger();
  final AtomicInteger refused = new AtomicInteger();
  final AtomicInteger answered = new AtomicInteger();
  final AtomicInteger expired = new AtomicInteger();
  final AtomicInteger cancelled = new AtomicInteger();
  final AtomicInteger failed = new AtomicInteger();
  final AtomicInteger batchSentences = new AtomicInteger();
  final AtomicInteger replaced = new AtomicInteger();

  @Override
  public void accepted(int sentences, int tokens) {
    accepted.addAndGet(sentences);
  }

  @Override
  public void refused(int sentences, int tokens) {
    refused.addAndGet(sentences);
  }

  @Override
  public void answered(Duration queued, Duration computed) {
    answered.incrementAndGet();
  }

  @Override
  public void expired() {
    expired.incrementAndGet();
  }

  @Override
  public void cancelled() {
    cancelled.incrementAndGet();
  }

  @Override
  public void failed(Throwable cause) {
    failed.incrementAndGet();
  }

  @Override
  public void batch(int sentences, int tokens, int waiting, Duration computed) {
    batchSentences.addAndGet(sentences);
  }

  @Override
  public void replaced() {
    replaced.incrementAndGet();
  }
}
