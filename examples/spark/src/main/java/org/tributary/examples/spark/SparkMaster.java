package org.tributary.examples.spark;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.SparkConf;

/**
 * A Spark master, checked before Spark starts: Spark reports a wrong one by a stack trace, or after
 * a minute.
 *
 * @param url the master, such as {@code local[2]} or {@code spark://host:7077}
 */
record SparkMaster(String url) {
  /** The setting of an executor's cores. */
  static final String EXECUTOR_CORES = "spark.executor.cores";

  private static final int CONNECT_MILLIS = 5_000;

  private static final String NUMBER = "\\s*([1-9][0-9]{0,6})\\s*";
  private static final Pattern LOCAL =
      Pattern.compile("local(\\[\\s*([1-9][0-9]{0,6}|\\*)\\s*(,\\s*[0-9]+\\s*)?])?");
  private static final Pattern LOCAL_CLUSTER =
      Pattern.compile("local-cluster\\[" + NUMBER + "," + NUMBER + "," + NUMBER + "]");
  private static final Pattern STANDALONE = Pattern.compile("spark://([^,]+:[0-9]{1,5},?)+(?<!,)");

  /** Returns whether this process starts the executors, as processes of this machine. */
  boolean isLocalCluster() {
    return LOCAL_CLUSTER.matcher(url).matches();
  }

  /** Returns the settings of the executors of a local cluster; for other masters none. */
  Map<String, String> executorSettings() {
    Matcher cluster = LOCAL_CLUSTER.matcher(url);
    return cluster.matches()
        ? Map.of(EXECUTOR_CORES, cluster.group(2), "spark.executor.memory", cluster.group(3) + "m")
        : Map.of();
  }

  /**
   * Returns the number of an executor's cores: {@code spark.executor.cores}; else, as Spark does, N
   * of the master {@code local[N]}, 1 on YARN and Kubernetes, and all processors elsewhere.
   */
  static int executorCores(SparkConf conf, int processors) {
    String master = conf.get("spark.master", "");
    Matcher local = LOCAL.matcher(master);
    boolean one = master.startsWith("yarn") || master.startsWith("k8s") || master.equals("local");
    boolean counted = local.matches() && local.group(2) != null && !local.group(2).equals("*");
    int byMaster = counted ? Integer.parseInt(local.group(2)) : one ? 1 : processors;
    return conf.getInt(EXECUTOR_CORES, byMaster);
  }

  /**
   * Returns why a session cannot have this master.
   *
   * @return one line with the remedy; empty if nothing is wrong as far as can be seen
   */
  Optional<String> refusal() {
    if (url.equals("yarn") || url.startsWith("k8s:")) {
      return Optional.of(
          "--master: expected a master that Spark's own jars reach, got %s, whose client is part of an installation of Spark; use spark-submit --master %s, and leave --master of this program out"
              .formatted(url, url));
    }
    return LOCAL.matcher(url).matches() || isLocalCluster() || STANDALONE.matcher(url).matches()
        ? Optional.empty()
        : Optional.of(
            "--master: expected local[N], local-cluster[EXECUTORS,CORES,MIB] or spark://HOST:PORT, got '%s'; use spark-submit for others"
                .formatted(url));
  }

  /** Returns why no standalone master can be reached; Spark itself would try for a minute. */
  Optional<String> connectionRefusal() {
    if (!STANDALONE.matcher(url).matches()) {
      return Optional.empty();
    }
    List<String> reasons = new ArrayList<>();
    for (String address : url.substring("spark://".length()).split(",", -1)) {
      int colon = address.lastIndexOf(':');
      try (Socket socket = new Socket()) {
        int port = Integer.parseInt(address.substring(colon + 1));
        socket.connect(new InetSocketAddress(address.substring(0, colon), port), CONNECT_MILLIS);
        return Optional.empty();
      } catch (IOException | IllegalArgumentException e) {
        reasons.add(e.toString());
      }
    }
    return Optional.of(
        "--master: expected a Spark master at %s, got no connection (%s); start it, or correct host and port"
            .formatted(url, String.join(", ", reasons)));
  }
}
