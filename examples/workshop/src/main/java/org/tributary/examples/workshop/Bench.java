package org.tributary.examples.workshop;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ForkJoinPool;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.tensorflow.TensorFlow;
import org.tributary.Threads;
import org.tributary.examples.command.AppCommand;
import org.tributary.examples.command.RootCommand;
import org.tributary.examples.console.Console;
import org.tributary.examples.console.ProcessSetup;
import org.tributary.examples.io.OutputFile;
import org.tributary.examples.option.RuntimeOptions;
import org.tributary.runtime.TensorFlowRuntime;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The program {@code bench}. */
@Command(
    name = "bench",
    description = "Measure Tributary's speed, alone or against a peer in the same run.",
    synopsisSubcommandLabel = "BENCHMARK",
    footer = {"", "bench is short for: java -jar examples/workshop/target/bench.jar"})
public final class Bench extends RootCommand {

  private Bench() {}

  /** Returns the result of each item, in order, computed on the threads of {@code --threads}. */
  static <A, R> List<R> onAllThreads(List<A> items, Function<? super A, ? extends R> work) {
    ForkJoinPool pool = new ForkJoinPool(Threads.current().interOp());
    try {
      return pool.submit(() -> items.parallelStream().<R>map(work).toList()).join();
    } finally {
      pool.shutdown();
    }
  }

  /**
   * Runs a benchmark and exits with its code.
   *
   * @param arguments the command line; see {@code --help}
   */
  public static void main(String[] arguments) {
    System.exit(run(ProcessSetup.open(), arguments));
  }

  /** Runs a benchmark; returns 0 for success, 1 for a failure, 2 for wrong usage. */
  static int run(Console console, String... arguments) {
    Bench program = new Bench();
    CommandLine line = new CommandLine(program);
    List.of(new LayerBench(), new TaggerBench.Taggers(), new TaggerBench.Tagging())
        .forEach(line::addSubcommand);
    return program.run(console, line, arguments);
  }

  /** A benchmark: prints a table row by row and writes it as JSON with the machine. */
  abstract static class Benchmark extends AppCommand {
    private static final int NAME_WIDTH = 32;
    private static final int TEXT_WIDTH = 14;
    private static final int NUMBER_WIDTH = 10;

    /** A row of a table: values by column, null for none. */
    static final class Row extends LinkedHashMap<String, Object> {
      private static final long serialVersionUID = 1L;

      private boolean named;

      /** Puts a name in the first column, which is wider than others. */
      Row withName(String column, String name) {
        named = true;
        return with(column, name);
      }

      Row with(String column, Object value) {
        put(column, value);
        return this;
      }
    }

    @Option(
        names = "--json",
        paramLabel = "FILE",
        description = "Output file for the results as JSON. Default: none.")
    private Path json;

    @Mixin private RuntimeOptions runtime;

    private final List<Row> rows = new ArrayList<>();
    private final Row facts = new Row();

    /** Checks the arguments and reads small files, before TensorFlow is loaded. */
    void check() throws IOException {}

    abstract void run() throws Exception;

    @Override
    public final Integer call() throws Exception {
      check();
      runtime.check();
      OutputFile file = json == null ? null : OutputFile.atFileOrDevice(json);
      runtime.apply();
      run();
      if (file != null) {
        rows.forEach(row -> row.values().removeIf(Objects::isNull));
        Row all = new Row().with("benchmark", command.name()).with("machine", machine());
        all.putAll(facts);
        all.with("rows", rows);
        ObjectMapper mapper = new ObjectMapper();
        file.write(mapper.writerWithDefaultPrettyPrinter().writeValueAsString(all) + "\n");
      }
      return 0;
    }

    final void say(String line) {
      console.say("%s", line);
    }

    /** Adds a fact on all rows to the JSON. */
    final void fact(String name, Object value) {
      facts.put(name, value);
    }

    /** Prints a row; a header stands above the first and above other columns. */
    final void row(Row row) {
      if (rows.isEmpty() || !rows.get(rows.size() - 1).keySet().equals(row.keySet())) {
        say(line(row, List.copyOf(row.keySet())));
      }
      say(line(row, row.values().stream().map(Benchmark::text).toList()));
      rows.add(row);
    }

    private static String line(Row row, List<String> texts) {
      StringBuilder line = new StringBuilder();
      int k = 0;
      for (Map.Entry<String, Object> column : row.entrySet()) {
        boolean isText = column.getValue() instanceof String;
        int usual = row.named && k == 0 ? NAME_WIDTH : isText ? TEXT_WIDTH : NUMBER_WIDTH;
        int width = Math.max(column.getKey().length(), usual);
        line.append(String.format((isText ? "%-" : "%") + width + "s  ", texts.get(k++)));
      }
      return line.toString().stripTrailing();
    }

    private static String text(Object value) {
      if (value instanceof Double number) {
        return String.format(Locale.ROOT, Math.abs(number) < 1000 ? "%.3f" : "%,.0f", number);
      }
      if (value instanceof List<?> range) {
        return range.stream().map(Benchmark::text).collect(Collectors.joining(", "));
      }
      return value == null ? "-" : value.toString();
    }
  }

  private static Benchmark.Row machine() {
    return new Benchmark.Row()
        .with("processor", processor())
        .with("processors", Runtime.getRuntime().availableProcessors())
        .with("system", System.getProperty("os.name") + " " + System.getProperty("os.arch"))
        .with("java", System.getProperty("java.version"))
        .with("tensorflow", TensorFlow.version())
        .with("threads", TensorFlowRuntime.threads().toString());
  }

  private static String processor() {
    try (var lines = Files.lines(Path.of("/proc/cpuinfo"), StandardCharsets.UTF_8)) {
      return lines
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse("unknown processor");
    } catch (IOException e) {
      return "unknown processor";
    }
  }
}
