package org.tributary.examples.spark;

import com.oracle.labs.mlrg.olcut.config.Configurable;
import com.oracle.labs.mlrg.olcut.config.ConfigurationData;
import com.oracle.labs.mlrg.olcut.config.ConfigurationManager;
import com.oracle.labs.mlrg.olcut.provenance.ConfiguredObjectProvenance;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.hadoop.fs.FileUtil;
import org.apache.spark.SparkEnv;
import org.apache.spark.broadcast.Broadcast;
import org.tributary.examples.command.Failure;
import org.tributary.examples.console.Console;
import org.tributary.examples.job.Training;
import org.tributary.examples.job.TrainingFiles;
import org.tributary.tribuo.LstmTaggerTrainer;
import org.tributary.tribuo.data.TokenFeatureExtractor;
import org.tributary.tribuo.reproduction.RecordedPaths;

/**
 * One training of a search: a point of the grid with a seed. The trainer and the feature extractor
 * are those of {@code train}, by their configuration.
 *
 * @param point the index of the point
 * @param seed the seed
 * @param trainer the configuration of the trainer
 * @param extractor the configuration of the feature extractor
 * @param sentences the choice of the sentences in the files
 * @param files the bytes of the files, by option
 * @param names the driver's absolute paths of the files, by option, which the provenance of the
 *     model has
 */
record SearchTask(
    int point,
    long seed,
    List<ConfigurationData> trainer,
    List<ConfigurationData> extractor,
    TrainingFiles.Choice sentences,
    Broadcast<Map<String, byte[]>> files,
    Map<String, String> names)
    implements Serializable {
  /**
   * A finished training.
   *
   * @param model the bytes of its model's file; none if it failed
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Trained(Finished finished, byte[] model) implements Serializable {}

  /**
   * The result of a training, also of a failed one.
   *
   * @param point the index of its point
   * @param seed its seed
   * @param score the dev score of its saved weights; NaN if it failed
   * @param provenance the model's provenance; empty if it failed
   * @param failure the reason in one line if the training failed; else empty
   */
  record Finished(int point, long seed, double score, String provenance, String failure)
      implements Serializable {
    boolean failed() {
      return !failure.isEmpty();
    }
  }

  /** Returns the configuration of an object, with absolute paths for other working folders. */
  static List<ConfigurationData> configuration(ConfiguredObjectProvenance object) {
    return RecordedPaths.configuration(object, path -> path.toAbsolutePath().normalize());
  }

  private static <T extends Configurable> T create(
      List<ConfigurationData> components, Map<String, String> paths, Class<T> type) {
    try (ConfigurationManager manager = new ConfigurationManager()) {
      manager.addConfiguration(RecordedPaths.replace(components, paths));
      return type.cast(manager.lookup(components.get(0).getName()));
    }
  }

  /**
   * Trains in this process, with the threads of an executor. A training that fails, such as one
   * that diverges, is not tried again: its result is the reason. An executor that cannot copy the
   * files or the trained model fails the task, which Spark tries again.
   */
  Trained train() throws IOException {
    SharedModel.setThreads(SparkEnv.get().conf());
    Path folder = Files.createTempDirectory("tributary-search").toAbsolutePath().normalize();
    try {
      Map<String, String> paths = new HashMap<>();
      for (Map.Entry<String, byte[]> file : files.value().entrySet()) {
        Path own = folder.resolve(file.getKey().substring("--".length()));
        String name = names.get(file.getKey());
        paths.put(name, local(own, name, file.getValue()).toString());
      }
      Path model = folder.resolve("trained");
      Finished finished = finish(paths, model);
      return new Trained(
          finished,
          finished.failed()
              ? new byte[0]
              : RecordedPaths.replace(Files.readAllBytes(model), originals(paths)));
    } finally {
      FileUtil.fullyDelete(folder.toFile());
    }
  }

  /** Trains and saves the model, or returns the reason why the training failed. */
  private Finished finish(Map<String, String> paths, Path model) {
    try {
      return save(paths, model);
    } catch (Exception | OutOfMemoryError | LinkageError e) {
      return new Finished(point, seed, Double.NaN, "", Failure.line(e));
    }
  }

  /** Returns the driver's paths by the paths of their copies on this machine. */
  private static Map<String, String> originals(Map<String, String> paths) {
    Map<String, String> originals = new TreeMap<>();
    paths.forEach(
        (name, path) -> {
          if (!name.equals(path)) {
            originals.put(path, name);
          }
        });
    return originals;
  }

  /**
   * @param paths the path on this machine by the driver's
   */
  private Finished save(Map<String, String> paths, Path model) throws IOException {
    TokenFeatureExtractor features = create(extractor, paths, TokenFeatureExtractor.class);
    TrainingFiles read =
        sentences.read(
            Path.of(paths.get(names.get("--train"))),
            Optional.ofNullable(names.get("--dev")).map(dev -> Path.of(paths.get(dev))),
            features);
    Console quiet =
        Console.of(
                new ByteArrayInputStream(new byte[0]),
                OutputStream.nullOutputStream(),
                new PrintStream(OutputStream.nullOutputStream()))
            .quiet();
    AtomicReference<String> saved = new AtomicReference<>("");
    Training run =
        new Training(
            read,
            quiet,
            () -> false,
            best -> {
              best.save(model);
              saved.set(best.getProvenance().toString());
            });
    double score = run.score(create(trainer, paths, LstmTaggerTrainer.class), "", Optional.empty());
    String provenance = saved.get();
    for (Map.Entry<String, String> copy : originals(paths).entrySet()) {
      provenance = provenance.replace(copy.getKey(), copy.getValue());
    }
    return new Finished(point, seed, score, provenance, "");
  }

  /** Returns the driver's file if this machine has it, else a copy of the same name in a folder. */
  private static Path local(Path folder, String name, byte[] bytes) throws IOException {
    Path original = Path.of(name);
    if (Files.isRegularFile(original)
        && Files.size(original) == bytes.length
        && Arrays.equals(Files.readAllBytes(original), bytes)) {
      return original;
    }
    return Files.write(Files.createDirectory(folder).resolve(original.getFileName()), bytes);
  }
}
