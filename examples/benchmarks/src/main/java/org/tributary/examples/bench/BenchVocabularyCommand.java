package org.tributary.examples.bench;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import org.tributary.examples.bench.tagger.VocabularyBench;
import org.tributary.examples.console.Console;
import org.tributary.examples.option.Numbers;
import org.tributary.examples.option.RuntimeOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The {@code vocabulary} command: times training steps by vocabulary size. */
@Command(
    name = "vocabulary",
    description =
        "Time a tagger's training step for several vocabulary sizes, in alternating steps, on"
            + " sentences of 25 random words. A step reads and updates only the embeddings of its own"
            + " words, so its time should not depend on the vocabulary size.",
    footer = {
      "",
      "A million words need 3 GB of native memory, and 2 GB of Java heap during startup.",
      "",
      "Examples:",
      "  bench vocabulary --json vocabulary.json --figure vocabulary.png",
      "  bench vocabulary --words 1000,50000 --steps 20"
    })
final class BenchVocabularyCommand implements Callable<Integer> {

  private final Console console;

  @Spec private CommandSpec command;

  @Option(
      names = "--words",
      paramLabel = "N",
      split = ",",
      defaultValue = "10000,100000,1000000",
      description = "Vocabulary sizes in words, separated by ','. Default: ${DEFAULT-VALUE}.")
  private List<Integer> words;

  @Option(
      names = "--embedding-size",
      paramLabel = "N",
      defaultValue = "100",
      description = "Size of the word embedding. Default: ${DEFAULT-VALUE}.")
  private int embedding;

  @Option(
      names = "--hidden-size",
      paramLabel = "N",
      defaultValue = "200",
      description = "Hidden size per direction. Default: ${DEFAULT-VALUE}.")
  private int hidden;

  @Option(
      names = "--batch-size",
      paramLabel = "N",
      defaultValue = "32",
      description = "Sentences per training step. Default: ${DEFAULT-VALUE}.")
  private int batchSize;

  @Option(
      names = "--steps",
      paramLabel = "N",
      defaultValue = "100",
      description = "Timed steps per vocabulary. Default: ${DEFAULT-VALUE}.")
  private int steps;

  @Mixin private ResultFiles files;
  @Mixin private RuntimeOptions runtime;

  BenchVocabularyCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    Numbers numbers = new Numbers(command);
    words.forEach(n -> numbers.requirePositive("--words", n));
    numbers.requirePositive("--embedding-size", embedding);
    numbers.requirePositive("--hidden-size", hidden);
    numbers.requirePositive("--batch-size", batchSize);
    numbers.requirePositive("--steps", steps);
    runtime.check();
    files.check();
    runtime.apply();
    VocabularyBench bench =
        new VocabularyBench(new VocabularyBench.Plan(words, embedding, hidden, batchSize, steps));
    files.write(bench.run(line -> console.say("%s", line)));
    return 0;
  }
}
