package org.tributary.examples.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.tributary.examples.bench.tagger.StartBench;
import org.tributary.examples.console.Console;
import org.tributary.examples.option.Numbers;
import org.tributary.examples.option.RuntimeOptions;
import org.tributary.tribuo.LstmTaggerModel;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The {@code start} command: times the startup of a saved tagger. */
@Command(
    name = "start",
    description =
        "Time fresh JVMs that each load a saved tagger and tag a sentence: median seconds until"
            + " main, for loading TensorFlow's native libraries and the model, and for the first"
            + " prediction.",
    footer = {
      "",
      "Examples:",
      "  bench start --model ewt-upos.tribuo",
      "  bench start --model ewt-upos.tribuo --runs 11 --json start.json"
    })
final class BenchStartCommand implements Callable<Integer> {

  private final Console console;

  @Spec private CommandSpec command;

  @Option(names = "--model", required = true, paramLabel = "FILE", description = "Saved model.")
  private Path model;

  @Option(
      names = "--sentence",
      paramLabel = "WORDS",
      defaultValue = "Her book was light .",
      description = "Sentence to tag, words separated by blanks. Default: ${DEFAULT-VALUE}")
  private String sentence;

  @Option(
      names = "--runs",
      paramLabel = "N",
      defaultValue = "5",
      description =
          "Number of JVMs after one that warms the disk cache. Default: ${DEFAULT-VALUE}.")
  private int runs;

  @Option(
      names = "--jvm",
      paramLabel = "OPTION",
      description =
          "Option of the started JVMs, such as --jvm=-XX:TieredStopAtLevel=1; repeatable."
              + " Default: none.")
  private List<String> jvmOptions = new ArrayList<>();

  @Mixin private ResultFiles files;
  @Mixin private RuntimeOptions runtime;

  BenchStartCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    new Numbers(command).requirePositive("--runs", runs);
    if (sentence.isBlank()) {
      throw new ParameterException(
          command.commandLine(), "--sentence: expected at least one word, got none");
    }
    runtime.check();
    files.check();
    runtime.apply();
    try (LstmTaggerModel tagger = LstmTaggerModel.load(model)) {
      tagger.extractor(); // an unsupported model fails before any JVM starts
    }
    List<String> words = List.of(sentence.strip().split("\\s+", -1));
    files.write(
        new StartBench(model, words, jvmOptions, runs).run(line -> console.say("%s", line)));
    return 0;
  }
}
