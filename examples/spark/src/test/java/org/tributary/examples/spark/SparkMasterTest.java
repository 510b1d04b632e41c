package org.tributary.examples.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One line at once for masters that Spark answers with a stack trace, or after a minute. */
class SparkMasterTest {
  private static final String FORMS =
      "--master: expected local[N], local-cluster[EXECUTORS,CORES,MIB] or spark://HOST:PORT, got"
          + " '%s'; use spark-submit for others";

  private static Optional<String> refusal(String url) {
    return new SparkMaster(url).refusal();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "local",
        "local[2]",
        "local[*]",
        "local[*,3]",
        "local-cluster[2,1,450]",
        "local-cluster[ 2 , 1 , 1024 ]",
        "spark://host:7077",
        "spark://one:7077,two:7077"
      })
  void sparkMasterUrlsAreAccepted(String url) {
    assertThat(refusal(url)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"yarn", "k8s://https://host:443"})
  void mastersOfAnInstallationNeedSparkSubmit(String url) {
    assertThat(refusal(url).orElseThrow())
        .startsWith("--master: expected a master that Spark's own jars reach, got " + url + ", ")
        .contains("use spark-submit --master " + url);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "foo",
        "",
        "local[0]",
        "local-cluster[2,1]",
        "local-cluster[2,0,1024]",
        "spark://host",
        "spark://one:7077,two",
        "http://host:7077"
      })
  void malformedMasterUrlsAreRefused(String url) {
    assertThat(refusal(url)).contains(FORMS.formatted(url));
  }

  @Test
  void executorsOfALocalClusterHaveItsCoresAndMemory() {
    assertThat(new SparkMaster("local-cluster[ 2 , 3 , 512 ]").executorSettings())
        .isEqualTo(Map.of("spark.executor.cores", "3", "spark.executor.memory", "512m"));
    assertThat(new SparkMaster("local[2]").executorSettings()).isEmpty();
  }

  @Test
  void masterThatDoesNotAnswerIsFoundAtOnce() throws IOException {
    String closed;
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      closed = "spark://127.0.0.1:" + server.getLocalPort();
      assertThat(new SparkMaster(closed).connectionRefusal()).isEmpty();
      assertThat(
              new SparkMaster("spark://127.0.0.1:1,127.0.0.1:" + server.getLocalPort())
                  .connectionRefusal())
          .isEmpty();
    }
    assertThat(new SparkMaster(closed).connectionRefusal().orElseThrow())
        .startsWith("--master: expected a Spark master at " + closed + ", got no connection (")
        .endsWith("); start it, or correct host and port");
    assertThat(new SparkMaster("local[2]").connectionRefusal()).isEmpty();
    assertThat(new SparkMaster("spark://host:70770").connectionRefusal().orElseThrow())
        .contains("port out of range:70770");
  }

  private static int cores(String master, String... cores) {
    SparkConf conf = new SparkConf(false).set("spark.master", master);
    for (String each : cores) {
      conf.set("spark.executor.cores", each);
    }
    return SparkMaster.executorCores(conf, 16);
  }

  @Test
  void coresAreThoseThatSparkGivesAnExecutor() {
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
