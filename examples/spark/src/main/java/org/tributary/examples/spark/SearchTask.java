package org.tributary.examples.spark;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.apache.spark.SparkEnv;
import org.apache.spark.broadcast.Broadcast;
import org.tributary.examples.command.CommandRunner;
import org.tributary.examples.console.Console;
import org.tributary.examples.job.Training;
import org.tributary.examples.option.DebugOption;
import org.tributary.examples.option.training.TrainerOptions;
import org.tributary.train.search.ParameterGrid;
import org.tributary.tribuo.reproduction.RecordedPaths;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine;

/**
 * One training of a search: a point of the grid with a seed. It reads the driver's command line
 * again, so that the trainer is that of {@code train}.
 *
 * @param point the index of the point
 * @param seed the seed
 * @param arguments the options without files
 * @param files the bytes of the files, by option
 * @param names the driver's absolute paths of the files, by option, which the provenance of the
 *     model has
 */
record SearchTask(
    int point,
    long seed,
    List<String> arguments,
    Broadcast<Map<String, byte[]>> files,
    Map<String, String> names)
    implements Serializable {
  private static final String PROGRAM = "search";

  /** A finished training with the bytes of its model's file; of a failed one there are none. */
  public static final class Trained implements Serializable {
    private static final long serialVersionUID = 1L;

    private final Finished finished;
    private final byte[] model;

    private Trained(Finished finished, byte[] model) {
      this.finished = finished;
      this.model = model;
    }

    public Finished finished() {
      return finished;
    }

    public byte[] model() {
      return model;
    }
  }

  /**
   * The result of a training, also of a failed one.
   *
   * @param point the index of its point
   * @param seed its seed
   * @param score the dev score of its best epoch; NaN if it failed
   * @param provenance the model's provenance; empty if it failed
   * @param failure the reason in one line if the training failed; else empty
   */
  public record Finished(int point, long seed, double score, String provenance, String failure)
      implements Serializable {
    boolean failed() {
      return !failure.isEmpty();
    }
  }

  /**
   * Trains in this process, with the threads of an executor. A training that fails, such as one
   * that diverges, is not tried again: its result is the reason.
   */
  public Trained train() throws IOException {
    SharedModel.ExecutorThreads.set(SparkEnv.get().conf());
    Path folder = Files.createTempDirectory("tributary-search").toAbsolutePath().normalize();
    try {
      List<String> all = new ArrayList<>(List.of("task"));
      all.addAll(arguments);
      Map<String, String> copies = new LinkedHashMap<>();
      for (Map.Entry<String, byte[]> file : files.value().entrySet()) {
        Path own = folder.resolve(file.getKey().substring("--".length()));
        String name = names.get(file.getKey());
        Path local = local(own, name, file.getValue());
        all.add(file.getKey() + "=" + local);
        if (!local.equals(Path.of(name))) {
          copies.put(local.toString(), name);
        }
      }
      TaskCommand task = new TaskCommand(point, seed, folder.resolve("trained"), copies);
      ByteArrayOutputStream error = new ByteArrayOutputStream();
      Console console =
          Console.of(
                  new ByteArrayInputStream(new byte[0]),
                  new ByteArrayOutputStream(),
                  new PrintStream(error, true, StandardCharsets.UTF_8))
              .quiet();
      task.console = console;
      CommandLine program = new CommandLine(new Program()).addSubcommand(task);
      int exit = CommandRunner.run(console, program, new DebugOption(), all.toArray(new String[0]));
      if (exit != 0) {
        String reason = reason(error.toString(StandardCharsets.UTF_8));
        return new Trained(new Finished(point, seed, Double.NaN, "", reason), new byte[0]);
      }
      return task.trained.orElseThrow();
    } finally {
      delete(folder);
    }
  }

  /** Returns the message of a failed program without its name and without the hint at its help. */
  public static String reason(String error) {
    return error.lines().findFirst().orElse("").replaceFirst("^" + PROGRAM + ": ", "").strip();
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

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  /** The root of the task's command line; its name prefixes messages. */
  @Command(name = PROGRAM)
  private static final class Program {}

  /** The command line of the driver, run for one point and seed. */
  @Command(name = "task")
  private static final class TaskCommand implements Callable<Integer> {
    private final int index;
    private final long seed;
    private final Path file;
    private final Map<String, String> copies;
    private Console console;
    private Optional<Trained> trained = Optional.empty();
    private String provenance = "";

    @Mixin private SearchOptions options;

    /**
     * @param copies the driver's path of each file that is a copy on this machine
     */
    TaskCommand(int index, long seed, Path file, Map<String, String> copies) {
      this.index = index;
      this.seed = seed;
      this.file = file;
      this.copies = copies;
    }

    @Override
    public Integer call() throws IOException {
      ParameterGrid.Point<TrainerOptions> point = options.points().points().get(index);
      Training run =
          new Training(
              options.files(),
              console,
              model -> {
                model.save(file);
                provenance = model.getProvenance().toString();
              });
      double score = run.score(options.trainer(point.setting(), seed), "", Optional.empty());
      for (Map.Entry<String, String> copy : copies.entrySet()) {
        provenance = provenance.replace(copy.getKey(), copy.getValue());
      }
      byte[] model = RecordedPaths.replace(Files.readAllBytes(file), copies);
      trained = Optional.of(new Trained(new Finished(index, seed, score, provenance, ""), model));
      return 0;
    }
  }
}
