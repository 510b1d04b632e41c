package org.tributary.examples.spark;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.commons.codec.digest.DigestUtils;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;
import org.apache.spark.SparkEnv;
import org.apache.spark.SparkFiles;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.tributary.Threads;
import org.tributary.feature.InputFile;
import org.tributary.runtime.TensorFlowRuntime;
import org.tributary.tagger.Tagger;

/**
 * A model file that is sent to each executor once, as its bytes. Files beside it, such as the
 * encoder of token vectors, are Spark's files of the application.
 *
 * @param name the file, for messages
 * @param sha256 the hash of its bytes, by which the tasks of an executor share one tagger
 * @param hasFiles whether it has files beside it
 * @param bytes the broadcast bytes
 */
record SharedModel(String name, String sha256, boolean hasFiles, Broadcast<byte[]> bytes)
    implements Serializable {
  /** The open taggers of this process by hash; the lock of its tasks. */
  private static final Map<String, OpenTagger> OPEN = new HashMap<>();

  private static final Pattern LOCAL =
      Pattern.compile("local\\[\\s*([0-9]+|\\*)\\s*(,\\s*[0-9]+\\s*)?]");

  private static long opened;

  /**
   * Reads a file and broadcasts its bytes.
   *
   * @param beside the tagger's files
   * @throws IOException with a one-line reason if the file cannot be read, or its bytes and those
   *     files are no tagger, such as those of a model whose vectors are in a file beside it
   */
  static SharedModel broadcast(SparkContext context, Path file, List<InputFile> beside)
      throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    Path ofApplication = Path.of(SparkFiles.getRootDirectory());
    for (InputFile each : beside) { // copied: an executor that starts later asks for it, too
      each.copyTo(ofApplication);
      context.addFile(ofApplication.resolve(each.name()).toString());
    }
    open(file.toString(), bytes, !beside.isEmpty()).close();
    return new SharedModel(
        file.toString(),
        DigestUtils.sha256Hex(bytes),
        !beside.isEmpty(),
        JavaSparkContext.fromSparkContext(context).broadcast(bytes));
  }

  private static Tagger open(String name, byte[] bytes, boolean hasFiles) throws IOException {
    try {
      if (hasFiles) { // they are found in the folder of the tagger
        Path folder = Path.of(SparkFiles.getRootDirectory());
        return Tagger.load(Files.write(folder.resolve(DigestUtils.sha256Hex(bytes)), bytes));
      }
      return Tagger.load(new ByteArrayInputStream(bytes));
    } catch (IOException e) {
      throw new IOException("model %s: %s".formatted(name, e.getMessage()), e);
    }
  }

  /** An open tagger of this process, which is not closed while a task uses it. */
  static final class OpenTagger {
    private final Tagger tagger;
    private int users; // guarded by OPEN

    private OpenTagger(Tagger tagger) {
      this.tagger = tagger;
    }

    Tagger tagger() {
      return tagger;
    }

    /** Ends the use by one task. */
    void release() {
      synchronized (OPEN) {
        users--;
      }
    }
  }

  /**
   * Returns the tagger of this model, which is opened if no task of this process has opened it; the
   * caller releases it. It stays open between tasks; it is closed when a task needs another model
   * while no task uses it, and when the process ends.
   *
   * @throws IOException with a one-line reason if the bytes cannot be read as a tagger
   */
  OpenTagger acquire() throws IOException {
    synchronized (OPEN) {
      OpenTagger shared = OPEN.get(sha256);
      if (shared == null) {
        closeWhere(each -> each.users == 0);
        setThreads(SparkEnv.get().conf());
        shared = new OpenTagger(open(name, bytes.value(), hasFiles));
        if (opened++ == 0) {
          Thread closing = new Thread(() -> closeWhere(each -> true), "close-taggers");
          Runtime.getRuntime().addShutdownHook(closing);
        }
        OPEN.put(sha256, shared);
      }
      shared.users++;
      return shared;
    }
  }

  /** Returns the number of taggers that this process has opened. */
  static long opened() {
    synchronized (OPEN) {
      return opened;
    }
  }

  /** Closes taggers; a call that runs ends first. */
  private static void closeWhere(Predicate<OpenTagger> closed) {
    synchronized (OPEN) {
      List<OpenTagger> closing = OPEN.values().stream().filter(closed).toList();
      OPEN.values().removeAll(closing); // first, so that no task gets a tagger whose close failed
      closing.forEach(shared -> shared.tagger.close());
    }
  }

  /**
   * Sets TensorFlow's threads of this process, one for each core of an executor, unless they are in
   * force already, as in the single process of the master {@code local}.
   */
  static void setThreads(SparkConf conf) {
    int cores = executorCores(conf, Runtime.getRuntime().availableProcessors());
    try {
      TensorFlowRuntime.use(Threads.of(Math.min(Threads.MAX, cores)));
    } catch (IllegalStateException e) {
      TensorFlowRuntime.threads(); // those of an earlier model stay in force
    }
  }

  /**
   * Returns the number of an executor's cores: {@code spark.executor.cores}; else, as Spark does, N
   * of the master {@code local[N]}, 1 on YARN and Kubernetes, and all processors elsewhere.
   */
  static int executorCores(SparkConf conf, int processors) {
    String master = conf.get("spark.master", "");
    Matcher local = LOCAL.matcher(master);
    boolean one = master.startsWith("yarn") || master.startsWith("k8s") || master.equals("local");
    boolean counted = local.matches() && !local.group(1).equals("*");
    int byMaster = counted ? Integer.parseInt(local.group(1)) : one ? 1 : processors;
    return conf.getInt("spark.executor.cores", byMaster);
  }
}
