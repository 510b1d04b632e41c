package org.tributary.examples.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.tributary.examples.bench.tagger.OnnxBench;
import org.tributary.examples.console.Console;
import org.tributary.examples.job.JobException;
import org.tributary.examples.option.RuntimeOptions;
import org.tributary.examples.taggers.OnnxTagger;
import org.tributary.examples.taggers.TributaryTagger;
import org.tributary.onnx.OnnxExport;
import org.tributary.tagger.WordTagger;
import org.tributary.tribuo.LstmTaggerModel;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The {@code onnx} command: times a saved tagger beside its ONNX file. */
@Command(
    name = "onnx",
    description =
        "Time a saved tagger and its ONNX file in ONNX Runtime on a text, one after the other:"
            + " throughput in words/s for all sentences in one call, with empty and with warm"
            + " caches; latency in ms of single sentences; and the number of labels that differ.",
    footer = {
      "",
      "Examples:",
      "  bench onnx --model ewt-upos.tribuo --input en_ewt-ud-dev.conllu",
    })
final class BenchOnnxCommand implements Callable<Integer> {

  private final Console console;

  @Option(
      names = "--model",
      required = true,
      paramLabel = "FILE",
      description = "Saved model that reads word forms and characters.")
  private Path model;

  @Mixin private TextOption text;
  @Mixin private ResultFiles files;
  @Mixin private RuntimeOptions runtime;

  BenchOnnxCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    runtime.check();
    files.check();
    List<List<String>> sentences = text.sentences();
    runtime.apply();
    LstmTaggerModel loaded = LstmTaggerModel.load(model);
    try (TributaryTagger tagger = TributaryTagger.of(loaded, loaded.extractor());
        OnnxTagger onnx = new OnnxTagger(exported(loaded))) {
      OnnxBench bench = new OnnxBench(tagger, onnx, sentences);
      files.write(bench.run(line -> console.say("%s", line)));
    }
    return 0;
  }

  private byte[] exported(LstmTaggerModel loaded) {
    try (WordTagger words = loaded.toWordTagger()) {
      return OnnxExport.of(words).model().toByteArray();
    } catch (IllegalArgumentException e) {
      throw new JobException(model + ": " + e.getMessage());
    }
  }
}
