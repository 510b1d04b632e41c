package org.tributary.examples.spark;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.network.util.JavaUtils;

/**
 * A Spark master and the memory of its processes, checked before Spark starts: Spark reports wrong
 * ones by stack traces, or after a minute.
 *
 * @param url the master, such as {@code local[2]} or {@code spark://host:7077}
 */
record SparkMaster(String url) {
  /** The smallest Java heap with which Spark starts a driver or an executor. */
  public static final int MIN_HEAP_MIB = 450;

  private static final int CONNECT_MILLIS = 5_000;

  private static final Pattern LOCAL =
      Pattern.compile("local(\\[\\s*([1-9][0-9]*|\\*)\\s*(,\\s*[0-9]+\\s*)?])?");
  private static final Pattern LOCAL_CLUSTER =
      Pattern.compile(
          "local-cluster\\[\\s*[1-9][0-9]{0,6}\\s*,\\s*([1-9][0-9]{0,6})\\s*,\\s*([1-9][0-9]{0,6})\\s*]");
  private static final Pattern STANDALONE = Pattern.compile("spark://(.+)");
  private static final Pattern HOST_AND_PORT = Pattern.compile("(.+):([0-9]{1,5})");
  private static final Pattern OTHER = Pattern.compile("yarn|k8s:.+");

  /** Returns whether this process starts the executors, as processes of this machine. */
  public boolean isLocalCluster() {
    return url.startsWith("local-cluster[");
  }

  /** Returns the cores of each executor of a local cluster. */
  public OptionalInt localCores() {
    return group(1);
  }

  /** Returns the MiB of each worker of a local cluster. */
  public OptionalInt localMemory() {
    return group(2);
  }

  private OptionalInt group(int group) {
    Matcher cluster = LOCAL_CLUSTER.matcher(url);
    return cluster.matches()
        ? OptionalInt.of(Integer.parseInt(cluster.group(group)))
        : OptionalInt.empty();
  }

  /**
   * Returns why a session cannot have this master.
   *
   * @param executorMemory the setting spark.executor.memory, if present
   * @return one line with the cure; empty if nothing is wrong as far as can be seen
   */
  public Optional<String> refusal(Optional<String> executorMemory) {
    Matcher standalone = STANDALONE.matcher(url);
    boolean known =
        standalone.matches()
            ? addresses(standalone.group(1)).isPresent()
            : LOCAL.matcher(url).matches()
                || LOCAL_CLUSTER.matcher(url).matches()
                || OTHER.matcher(url).matches();
    if (!known) {
      return Optional.of(
          "--master: expected local[N], local-cluster[EXECUTORS,CORES,MIB] or spark://HOST:PORT, got '%s'; use spark-submit for others"
              .formatted(url));
    }
    if (url.equals("yarn") || url.startsWith("k8s:")) {
      return Optional.of(
          "--master: expected a master that Spark's own jars reach, got %s, whose client is part of an installation of Spark; use spark-submit --master %s, and leave --master of this program out"
              .formatted(url, url));
    }
    if (localMemory().orElse(MIN_HEAP_MIB) < MIN_HEAP_MIB) {
      return Optional.of(
          "--master: expected at least %d MiB for an executor, got %d; raise the third number of local-cluster"
              .formatted(MIN_HEAP_MIB, localMemory().getAsInt()));
    }
    return executorMemory.flatMap(this::executorRefusal);
  }

  private Optional<String> executorRefusal(String memory) {
    long mib;
    try {
      mib = JavaUtils.byteStringAsMb(memory);
    } catch (NumberFormatException e) {
      return Optional.of(
          "--conf: expected spark.executor.memory such as 2g or 900m, got '%s'".formatted(memory));
    }
    if (mib < MIN_HEAP_MIB) {
      return Optional.of(
          "--conf: expected spark.executor.memory of at least %dm, got %s; raise it"
              .formatted(MIN_HEAP_MIB, memory));
    }
    if (mib > localMemory().orElse(Integer.MAX_VALUE)) {
      return Optional.of(
          "--conf: expected spark.executor.memory of at most %dm, the memory in %s, got %s; raise the third number of local-cluster"
              .formatted(localMemory().getAsInt(), url, memory));
    }
    return Optional.empty();
  }

  /**
   * Returns why a driver cannot run in this process.
   *
   * @param maxHeap the maximum Java heap in bytes
   */
  public static Optional<String> driverRefusal(long maxHeap) {
    long mib = maxHeap >> 20;
    return mib >= MIN_HEAP_MIB
        ? Optional.empty()
        : Optional.of(
            "memory: expected a Java heap of at least %d MiB for Spark's driver, got %d MiB; JAVA_OPTS=-Xmx1g tributary-spark ..., or spark-submit --driver-memory 1g ..."
                .formatted(MIN_HEAP_MIB, mib));
  }

  /** Returns why no standalone master can be reached; Spark itself would try for a minute. */
  public Optional<String> connectionRefusal() {
    Matcher standalone = STANDALONE.matcher(url);
    if (!standalone.matches()) {
      return Optional.empty();
    }
    List<String> reasons = new ArrayList<>();
    for (InetSocketAddress address : addresses(standalone.group(1)).orElse(List.of())) {
      try (Socket socket = new Socket()) {
        socket.connect(address, CONNECT_MILLIS);
        return Optional.empty();
      } catch (IOException e) {
        reasons.add(address.isUnresolved() ? "unknown host" : e.getMessage());
      }
    }
    return Optional.of(
        "--master: expected a Spark master at %s, got no connection (%s); start it, or correct host and port"
            .formatted(url, String.join(", ", reasons)));
  }

  /** Returns the addresses of {@code host:port,host:port}; empty if one is something else. */
  private static Optional<List<InetSocketAddress>> addresses(String hosts) {
    List<InetSocketAddress> addresses = new ArrayList<>();
    for (String host : hosts.split(",", -1)) {
      Matcher parts = HOST_AND_PORT.matcher(host);
      if (!parts.matches() || Integer.parseInt(parts.group(2)) > 65_535) {
        return Optional.empty();
      }
      addresses.add(new InetSocketAddress(parts.group(1), Integer.parseInt(parts.group(2))));
    }
    return Optional.of(addresses);
  }
}
