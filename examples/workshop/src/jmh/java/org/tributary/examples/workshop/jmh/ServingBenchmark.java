package org.tributary.examples.workshop.jmh;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;
import org.tributary.examples.tagging.SentenceReader;
import org.tributary.tagger.Tagger;
import org.tributary.tagger.Tagging;
import org.tributary.tagger.TaggingService;

/**
 * A benchmark of single sentences of a text from 16 threads, which take them in turn: sentences per
 * second, and percentiles of a call. {@code -p model=M -p input=F} names the saved tagger and the
 * text.
 */
@State(Scope.Benchmark)
@BenchmarkMode({Mode.Throughput, Mode.SampleTime})
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 5)
@Measurement(iterations = 5, time = 5)
@Fork(1)
public class ServingBenchmark {
  private static final int CALLERS = 16;
  private static final int LIST = 16;

  @Param("../../models/en/src/main/resources/org/tributary/models/en/upos.tributary")
  private String model;

  @Param("../../README.md")
  private String input;

  private final AtomicInteger taken = new AtomicInteger();
  private List<List<String>> sentences;
  private Tagger tagger;
  private TaggingService service;

  /** Opens the tagger. */
  @Setup
  public void open() throws IOException {
    sentences = SentenceReader.words(Path.of(input));
    tagger = Tagger.load(Path.of(model));
    service = TaggingService.of(tagger).start();
  }

  private List<String> next() {
    return sentences.get(Math.floorMod(taken.getAndIncrement(), sentences.size()));
  }

  /** Calls the tagger. */
  @Benchmark
  @Threads(CALLERS)
  public Tagging tag() {
    return tagger.tag(next());
  }

  /** Calls a service, which gathers sentences into batches. */
  @Benchmark
  @Threads(CALLERS)
  public Tagging service() throws InterruptedException, TimeoutException {
    return service.tag(next());
  }

  /** Tags lists from one thread. */
  @Benchmark
  @Threads(1)
  @OperationsPerInvocation(LIST)
  public List<Tagging> lists() {
    List<List<String>> list = new ArrayList<>();
    for (int k = 0; k < LIST; k++) {
      list.add(next());
    }
    return tagger.tagAll(list);
  }

  /** Closes the tagger. */
  @TearDown
  public void close() {
    service.close();
  }
}
