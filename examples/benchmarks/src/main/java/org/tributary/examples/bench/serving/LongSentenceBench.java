package org.tributary.examples.bench.serving;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.tributary.examples.bench.measurement.ProcessMemory;
import org.tributary.examples.job.JobException;
import org.tributary.examples.text.NumberFormats;
import org.tributary.tagger.Tagger;

/**
 * The resident memory of this process before, during and after the tagging of one long sentence.
 * Run it in a JVM with {@link ProcessMemory#fixedHeap}.
 *
 * @param words number of words of the sentence
 * @param waitSeconds seconds from its answer to the last measurement
 * @param maxGrowth largest accepted growth in bytes
 */
public record LongSentenceBench(int words, int waitSeconds, long maxGrowth) {
  private static final int WARM_UP = 100;

  /**
   * Measures.
   *
   * @param tagger an open tagger
   * @param sentences the source of the words, at least one sentence
   * @return a line with the figures
   * @throws JobException if more memory stays resident than accepted
   */
  public String run(Tagger tagger, List<List<String>> sentences)
      throws IOException, InterruptedException {
    ProcessMemory.requireAvailable();
    sentences.stream().limit(WARM_UP).forEach(tagger::tag);
    List<String> sentence = new ArrayList<>(words);
    for (int k = 0; sentence.size() < words; k++) {
      List<String> next = sentences.get(k % sentences.size());
      sentence.addAll(next.subList(0, Math.min(next.size(), words - sentence.size())));
    }
    long before = ProcessMemory.resident();
    ProcessMemory.resetPeak();
    long start = System.nanoTime();
    tagger.tag(sentence);
    double seconds = (System.nanoTime() - start) / 1e9;
    long peak = ProcessMemory.peak();
    TimeUnit.SECONDS.sleep(waitSeconds);
    long growth = ProcessMemory.resident() - before;
    String figures =
        "memory: a sentence of %s words in %s: resident %s before, %s more at the peak, %s more %d s later"
            .formatted(
                NumberFormats.count(words),
                NumberFormats.seconds(seconds),
                NumberFormats.bytes(before),
                NumberFormats.bytes(peak - before),
                NumberFormats.bytes(growth),
                waitSeconds);
    if (growth > maxGrowth) {
      throw new JobException(
          "%s; expected at most %s".formatted(figures, NumberFormats.bytes(maxGrowth)));
    }
    return figures;
  }
}
