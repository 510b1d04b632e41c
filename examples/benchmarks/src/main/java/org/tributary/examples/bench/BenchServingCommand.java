package org.tributary.examples.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.tributary.examples.bench.serving.ServingBench;
import org.tributary.examples.console.Console;
import org.tributary.examples.option.Numbers;
import org.tributary.examples.option.RuntimeOptions;
import org.tributary.tagger.Tagger;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The {@code serving} command: times single sentences from many threads. */
@Command(
    name = "serving",
    description =
        "Time single sentences from many threads: each thread calls the tagger; each calls a"
            + " TaggingService, which gathers them into batches; and one thread that tags lists of 16"
            + " sentences. Throughput in sentences/s and latency of a call in ms, with warm caches.",
    footer = {
      "",
      "Examples:",
      "  bench serving --model ewt-upos.tribuo --input en_ewt-ud-dev.conllu",
    })
final class BenchServingCommand implements Callable<Integer> {

  private final Console console;

  @Option(names = "--model", required = true, paramLabel = "FILE", description = "Saved model.")
  private Path model;

  @Spec private CommandSpec command;
  @Mixin private TextOption text;
  @Mixin private LoadOptions load;

  @Option(
      names = "--rounds",
      defaultValue = "7",
      paramLabel = "N",
      description = "Rounds of all ways, after one of warm-up. Default: ${DEFAULT-VALUE}.")
  private int rounds;

  @Mixin private ResultFiles files;
  @Mixin private RuntimeOptions runtime;

  BenchServingCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    load.check();
    new Numbers(command).requirePositive("--rounds", rounds);
    runtime.check();
    files.check();
    List<List<String>> sentences = text.sentences();
    runtime.apply();
    ServingBench bench =
        new ServingBench(Tagger.load(model), sentences, load.clients(), rounds, load.seconds());
    files.write(bench.run(line -> console.say("%s", line)));
    return 0;
  }
}
