package org.tributary.examples.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.tributary.examples.bench.tagger.TaggingBench;
import org.tributary.examples.console.Console;
import org.tributary.examples.option.RuntimeOptions;
import org.tributary.examples.taggers.TributaryTagger;
import org.tributary.tribuo.LstmTaggerModel;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The {@code tagging} command: times a saved tagger. */
@Command(
    name = "tagging",
    description =
        "Time a saved tagger on a text: throughput in words/s for all sentences in one call, with"
            + " empty and with warm caches; and latency in ms of single sentences, median and 99th"
            + " percentile.",
    footer = {
      "",
      "Examples:",
      "  bench tagging --model ewt-upos.tribuo --input en_ewt-ud-dev.conllu",
    })
final class BenchTaggingCommand implements Callable<Integer> {

  private final Console console;

  @Option(names = "--model", required = true, paramLabel = "FILE", description = "Saved model.")
  private Path model;

  @Mixin private TextOption text;
  @Mixin private ResultFiles files;
  @Mixin private RuntimeOptions runtime;

  BenchTaggingCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    runtime.check();
    files.check();
    List<List<String>> sentences = text.sentences();
    runtime.apply();
    LstmTaggerModel loaded = LstmTaggerModel.load(model);
    try (TributaryTagger tagger = TributaryTagger.of(loaded, loaded.extractor())) {
      files.write(new TaggingBench(tagger, sentences).run(line -> console.say("%s", line)));
    }
    return 0;
  }
}
