package org.tributary.examples.bench.serving;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.DoubleStream;
import org.tributary.examples.job.JobException;

/**
 * A closed loop of clients: each sends its next call when it has the answer to the last one.
 *
 * @param clients number of concurrent clients
 * @param sentencesPerCall number of sentences of a call
 */
record ClosedLoop(int clients, int sentencesPerCall) {

  /**
   * The speed of a loop.
   *
   * @param sentencesPerSecond answered sentences per second of all clients together
   * @param latencies latencies of the calls
   */
  record Speed(double sentencesPerSecond, Latencies latencies) {}

  /**
   * Runs the loop. The clients take the sentences of the text in turn, again from the start when it
   * ends.
   *
   * @param call the call; it may throw what fails the benchmark
   * @param sentences the text
   * @param seconds duration in seconds
   */
  Speed run(TagCall call, List<List<String>> sentences, double seconds) {
    ExecutorService threads = Executors.newFixedThreadPool(clients);
    try {
      long start = System.nanoTime();
      long end = start + (long) (seconds * 1e9);
      List<Callable<double[]>> loops = new ArrayList<>();
      AtomicInteger taken = new AtomicInteger();
      for (int k = 0; k < clients; k++) {
        loops.add(() -> client(call, sentences, taken, end));
      }
      List<Future<double[]>> ended = threads.invokeAll(loops);
      double elapsed = (System.nanoTime() - start) / 1e9;
      DoubleStream all = DoubleStream.empty();
      for (Future<double[]> each : ended) {
        all = DoubleStream.concat(all, DoubleStream.of(each.get()));
      }
      double[] ms = all.toArray();
      return new Speed(ms.length * (double) sentencesPerCall / elapsed, Latencies.of(ms));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new JobException("clients: interrupted");
    } catch (ExecutionException e) {
      throw new JobException("client: a call failed: " + e.getCause().getMessage());
    } finally {
      threads.shutdownNow();
    }
  }

  private double[] client(TagCall call, List<List<String>> sentences, AtomicInteger taken, long end)
      throws Exception {
    DoubleStream.Builder ms = DoubleStream.builder();
    long before = System.nanoTime();
    do {
      List<List<String>> list = new ArrayList<>(sentencesPerCall);
      int from = taken.getAndAdd(sentencesPerCall);
      for (int k = 0; k < sentencesPerCall; k++) {
        list.add(sentences.get(Math.floorMod(from + k, sentences.size())));
      }
      call.tag(list);
      long after = System.nanoTime();
      ms.add((after - before) / 1e6);
      before = after;
    } while (before < end);
    return ms.build().toArray();
  }
}
