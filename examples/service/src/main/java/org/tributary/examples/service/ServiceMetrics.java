package org.tributary.examples.service;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.function.IntSupplier;
import org.tributary.tagger.ServiceListener;

/** The metrics of a tagging service for Prometheus. */
final class ServiceMetrics implements ServiceListener {
  static final String CONTENT_TYPE = PrometheusTextFormatWriter.CONTENT_TYPE;

  private static final double NANOS_PER_SECOND = 1e9;

  private final PrometheusRegistry registry = new PrometheusRegistry();
  private final Counter requests = counter("requests", "Requests by outcome.", "outcome");
  private final Counter sentences = counter("sentences", "Accepted sentences.");
  private final Counter tokens = counter("tokens", "Accepted tokens.");
  private final Counter replacements = counter("replacements", "Replacements of the model.");
  private final Counter responses =
      counter("http_responses", "HTTP responses by status.", "status");
  private final Histogram queueSeconds =
      histogram("queue_seconds", "Time of requests in the queue.", 0.0005, 2, 14);
  private final Histogram computeSeconds =
      histogram("compute_seconds", "Time of requests in a batch.", 0.0005, 2, 14);
  private final Histogram batchSentences =
      histogram("batch_sentences", "Sentences of a batch.", 1, 2, 8);

  private Counter counter(String name, String help, String... labels) {
    return Counter.builder()
        .name("tributary_" + name)
        .help(help)
        .labelNames(labels)
        .register(registry);
  }

  private Histogram histogram(String name, String help, double start, double factor, int count) {
    return Histogram.builder()
        .name("tributary_" + name)
        .help(help)
        .classicOnly()
        .classicExponentialUpperBounds(start, factor, count)
        .register(registry);
  }

  /** Adds a gauge of the sentences in the queue. */
  void gaugeWaiting(IntSupplier waiting) {
    GaugeWithCallback.builder()
        .name("tributary_waiting_sentences")
        .help("Sentences in the queue.")
        .callback(callback -> callback.call(waiting.getAsInt()))
        .register(registry);
  }

  /** Counts an HTTP response. */
  void responded(int status) {
    responses.labelValues(Integer.toString(status)).inc();
  }

  /** Returns all metrics in Prometheus's text format. */
  byte[] text() {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    try {
      PrometheusTextFormatWriter.create().write(text, registry.scrape());
    } catch (IOException e) {
      throw new UncheckedIOException("memory can be written", e);
    }
    return text.toByteArray();
  }

  @Override
  public void accepted(int sentenceCount, int tokenCount) {
    sentences.inc(sentenceCount);
    tokens.inc(tokenCount);
  }

  @Override
  public void refused(int sentenceCount, int tokenCount) {
    requests.labelValues("refused").inc();
  }

  @Override
  public void answered(Duration queued, Duration computed) {
    requests.labelValues("answered").inc();
    queueSeconds.observe(queued.toNanos() / NANOS_PER_SECOND);
    computeSeconds.observe(computed.toNanos() / NANOS_PER_SECOND);
  }

  @Override
  public void expired() {
    requests.labelValues("expired").inc();
  }

  @Override
  public void cancelled() {
    requests.labelValues("cancelled").inc();
  }

  @Override
  public void failed(Throwable cause) {
    requests.labelValues("failed").inc();
  }

  @Override
  public void batch(int sentenceCount, int tokenCount, int waiting, Duration computed) {
    batchSentences.observe(sentenceCount);
  }

  @Override
  public void replaced() {
    replacements.inc();
  }
}
