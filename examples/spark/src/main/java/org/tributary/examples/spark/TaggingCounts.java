package org.tributary.examples.spark;

import java.io.Serializable;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.function.BinaryOperator;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import org.apache.spark.util.CollectionAccumulator;

/**
 * Counts of sentences, words and refused rows. Of a partition that Spark computes again, wholly or
 * in part, the larger counts stay.
 */
public final class TaggingCounts {
  private final CollectionAccumulator<TaskCount> tasks;

  TaggingCounts(CollectionAccumulator<TaskCount> tasks) {
    this.tasks = tasks;
  }

  /** Returns the accumulator to which the tasks add. */
  CollectionAccumulator<TaskCount> ofTasks() {
    return tasks;
  }

  /** Returns the number of tagged sentences. */
  public long sentences() {
    return sum(TaskCount::sentences);
  }

  /** Returns the number of words of the tagged sentences. */
  public long words() {
    return sum(TaskCount::words);
  }

  /** Returns the number of refused rows. */
  public long refused() {
    return sum(TaskCount::refused);
  }

  /** Returns the sum over the partitions; a task may have computed several parts of one. */
  private long sum(ToLongFunction<TaskCount> count) {
    Map<String, TaskCount> byTask =
        tasks.value().stream().collect(Collectors.toMap(TaskCount::task, c -> c, TaskCount::plus));
    BinaryOperator<TaskCount> larger =
        BinaryOperator.maxBy(Comparator.comparing(c -> c.sentences() + c.refused()));
    return byTask.values().stream()
        .collect(Collectors.toMap(TaskCount::partition, c -> c, larger))
        .values()
        .stream()
        .mapToLong(count)
        .sum();
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT, "%,d sentences, %,d words, %,d rows refused", sentences(), words(), refused());
  }

  /**
   * The counts of a part of a partition.
   *
   * @param partition the call and the partition, unique within one {@link SparkTagging}
   * @param attempt the number of the task that computed it
   * @param sentences the number of tagged sentences
   * @param words the number of their words
   * @param refused the number of rows that were refused
   */
  record TaskCount(String partition, long attempt, long sentences, long words, long refused)
      implements Serializable {
    private String task() {
      return partition + " " + attempt;
    }

    private TaskCount plus(TaskCount other) {
      return new TaskCount(
          partition,
          attempt,
          sentences + other.sentences,
          words + other.words,
          refused + other.refused);
    }
  }
}
