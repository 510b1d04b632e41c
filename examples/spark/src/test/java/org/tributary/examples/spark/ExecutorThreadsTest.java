package org.tributary.examples.spark;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;

class ExecutorThreadsTest {
  private static int cores(String master, String... cores) {
    SparkConf conf = new SparkConf(false).set("spark.master", master);
    for (String each : cores) {
      conf.set("spark.executor.cores", each);
    }
    return SharedModel.ExecutorThreads.cores(conf, 16);
  }

  @Test
  void threadsAreTheCoresThatSparkGivesAnExecutor() {
    assertThat(cores("yarn", "4")).isEqualTo(4);
    assertThat(cores("spark://host:7077", "3")).isEqualTo(3);
    assertThat(cores("yarn")).isEqualTo(1);
    assertThat(cores("k8s://https://host")).isEqualTo(1);
    assertThat(cores("spark://host:7077")).isEqualTo(16);
    assertThat(cores("local[2]")).isEqualTo(2);
    assertThat(cores("local[3,4]")).isEqualTo(3);
    assertThat(cores("local[*]")).isEqualTo(16);
    assertThat(cores("local")).isEqualTo(1);
  }
}
