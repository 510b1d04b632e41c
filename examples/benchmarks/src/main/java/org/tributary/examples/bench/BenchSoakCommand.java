package org.tributary.examples.bench;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.tributary.examples.bench.serving.SoakBench;
import org.tributary.examples.console.Console;
import org.tributary.examples.option.Numbers;
import org.tributary.examples.option.RuntimeOptions;
import org.tributary.tagger.Tagger;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The {@code soak} command: many predictions under disturbances, with bits and memory checked. */
@Command(
    name = "soak",
    description =
        "Tag from many threads through a tagger and a TaggingService, with interrupts, cancelled"
            + " requests, and further taggers that open and close. Fails unless every answer has the"
            + " bits of one thread, closed taggers refuse calls by name, and native memory stays flat"
            + " after the first third.",
    footer = {
      "",
      "Examples:",
      "  bench soak --model ewt-upos.tribuo --input en_ewt-ud-dev.conllu",
    })
final class BenchSoakCommand implements Callable<Integer> {

  private final Console console;

  @Spec private CommandSpec command;

  @Option(names = "--model", required = true, paramLabel = "FILE", description = "Saved model.")
  private Path model;

  @Mixin private TextOption text;

  @Option(
      names = "--predictions",
      defaultValue = "1000000",
      paramLabel = "N",
      description = "Answers to check. Default: ${DEFAULT-VALUE}.")
  private int predictions;

  @Option(
      names = "--clients",
      defaultValue = "16",
      paramLabel = "N",
      description = "Concurrent callers. Default: ${DEFAULT-VALUE}.")
  private int clients;

  @Option(
      names = "--max-growth",
      defaultValue = "5",
      paramLabel = "PERCENT",
      description =
          "Largest accepted growth of native memory from the first third to the end. Default:"
              + " ${DEFAULT-VALUE}.")
  private int maxGrowth;

  @Mixin private FixedHeapOptions heap;
  @Mixin private RuntimeOptions runtime;

  BenchSoakCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws Exception {
    Numbers numbers = new Numbers(command);
    numbers.requirePositive("--predictions", predictions);
    numbers.requirePositive("--clients", clients);
    numbers.requirePositive("--max-growth", maxGrowth);
    heap.check();
    runtime.check();
    if (!heap.inProcess()) {
      heap.runAgain().forEach(line -> console.say("%s", line));
      return 0;
    }
    List<List<String>> sentences = text.sentences();
    runtime.apply();
    console.say(
        "%s",
        new SoakBench(() -> Tagger.load(model), sentences, predictions, clients, maxGrowth / 100.0)
            .run());
    return 0;
  }
}
