package org.tributary.examples.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One line at once for masters that Spark answers with a stack trace, or after a minute. */
class SparkMasterTest {
  private static final String FORMS =
      "--master: expected local[N], local-cluster[EXECUTORS,CORES,MIB] or spark://HOST:PORT, got"
          + " '%s'; use spark-submit for others";

  private static Optional<String> refusal(String url) {
    return new SparkMaster(url).refusal(Optional.empty());
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
        "spark://host:70770",
        "spark://one:7077,two",
        "http://host:7077"
      })
  void malformedMasterUrlsAreRefused(String url) {
    assertThat(refusal(url)).contains(FORMS.formatted(url));
  }

  @Test
  void memoryThatSparkRefusesIsRefused() {
    assertThat(refusal("local-cluster[2,1,100]"))
        .contains(
            "--master: expected at least 450 MiB for an executor, got 100; raise the third number"
                + " of local-cluster");
    SparkMaster two = new SparkMaster("local-cluster[2,1,1024]");
    assertThat(two.refusal(Optional.of("450m"))).isEmpty();
    assertThat(two.refusal(Optional.of("1g"))).isEmpty();
    assertThat(two.refusal(Optional.of("200m")))
        .contains("--conf: expected spark.executor.memory of at least 450m, got 200m; raise it");
    assertThat(two.refusal(Optional.of("2g")))
        .contains(
            "--conf: expected spark.executor.memory of at most 1024m, the memory in"
                + " local-cluster[2,1,1024], got 2g; raise the third number of local-cluster");
    assertThat(two.refusal(Optional.of("much")))
        .contains("--conf: expected spark.executor.memory such as 2g or 900m, got 'much'");
    assertThat(new SparkMaster("spark://host:7077").refusal(Optional.of("20g"))).isEmpty();
    assertThat(two.localCores()).hasValue(1);
    assertThat(two.localMemory()).hasValue(1024);
  }

  @ParameterizedTest
  @CsvSource({"64, false", "449, false", "450, true", "4096, true"})
  void driverNeedsTheHeapThatSparkAsksFor(long mib, boolean enough) {
    assertThat(SparkMaster.driverRefusal(mib << 20).isEmpty()).isEqualTo(enough);
    assertThat(SparkMaster.driverRefusal(64L << 20))
        .contains(
            "memory: expected a Java heap of at least 450 MiB for Spark's driver, got 64 MiB;"
                + " JAVA_OPTS=-Xmx1g tributary-spark ..., or spark-submit --driver-memory 1g ...");
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
  }
}
