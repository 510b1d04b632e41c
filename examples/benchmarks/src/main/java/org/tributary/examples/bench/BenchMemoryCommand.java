package org.tributary.examples.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.tributary.examples.bench.serving.LongSentenceBench;
import org.tributary.examples.console.Console;
import org.tributary.examples.option.Numbers;
import org.tributary.examples.option.RuntimeOptions;
import org.tributary.tagger.Tagger;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The {@code memory} command: measures the memory that one long sentence takes and leaves. */
@Command(
    name = "memory",
    description =
        "Tag one long sentence in a JVM with a fixed heap: resident memory before, at the peak, and"
            + " a minute later. Fails if more stays resident than accepted.",
    footer = {
      "",
      "Examples:",
      "  bench memory --model ewt-upos.tribuo --input en_ewt-ud-dev.conllu --words 60000",
    })
final class BenchMemoryCommand implements Callable<Integer> {

  private final Console console;

  @Spec private CommandSpec command;

  @Option(names = "--model", required = true, paramLabel = "FILE", description = "Saved model.")
  private Path model;

  @Mixin private TextOption text;

  @Option(
      names = "--words",
      defaultValue = "60000",
      paramLabel = "N",
      description = "Words of the sentence. Default: ${DEFAULT-VALUE}.")
  private int words;

  @Option(
      names = "--wait",
      defaultValue = "60",
      paramLabel = "SECONDS",
      description = "Seconds from the answer to the last measurement. Default: ${DEFAULT-VALUE}.")
  private int waitSeconds;

  @Option(
      names = "--max-growth",
      defaultValue = "200",
      paramLabel = "MB",
      description = "Largest accepted growth of resident memory. Default: ${DEFAULT-VALUE}.")
  private int maxGrowth;

  @Mixin private FixedHeapOptions heap;
  @Mixin private RuntimeOptions runtime;

  BenchMemoryCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    Numbers numbers = new Numbers(command);
    numbers.requirePositive("--words", words);
    numbers.requirePositive("--wait", waitSeconds);
    numbers.requirePositive("--max-growth", maxGrowth);
    heap.check();
    runtime.check();
    if (!heap.inProcess()) {
      heap.runAgain().forEach(line -> console.say("%s", line));
      return 0;
    }
    List<List<String>> sentences = text.sentences();
    runtime.apply();
    try (Tagger tagger = Tagger.load(model)) {
      console.say(
          "%s",
          new LongSentenceBench(words, waitSeconds, (long) maxGrowth << 20).run(tagger, sentences));
    }
    return 0;
  }
}
