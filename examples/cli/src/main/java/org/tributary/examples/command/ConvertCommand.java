package org.tributary.examples.command;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.tributary.examples.io.NumberFormats;
import org.tributary.examples.io.OutputFile;
import org.tributary.examples.job.JobException;
import org.tributary.examples.job.ModelInfo;
import org.tributary.examples.job.TaggerFormat;
import org.tributary.examples.option.VectorStorageOption;
import org.tributary.examples.tagging.SentenceReader;
import org.tributary.onnx.OnnxCheck;
import org.tributary.onnx.OnnxExport;
import org.tributary.tagger.Sentence;
import org.tributary.tagger.Tagger;
import org.tributary.tagger.WordTagger;
import org.tributary.tribuo.LstmTaggerImport;
import org.tributary.tribuo.LstmTaggerModel;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The {@code convert} command: a saved tagger in another format. */
@Command(
    name = "convert",
    description = {
      "Convert a saved tagger, .tributary or .tribuo, to the other format or to ONNX.",
      "The ending of the output's name is its format, unless --to says it:",
      ".tributary, the default: for programs without Tribuo. The model must read only word forms,"
          + " characters and vectors.",
      ".tribuo: a Tribuo model. Predictions are bit-identical in both.",
      ".onnx: an ONNX file for any language, verified in ONNX Runtime.",
      "--vector-storage puts pretrained vectors into the file or beside it."
    },
    footer = {
      "",
      "Examples:",
      "  tributary convert --model ewt-upos.tribuo --output ewt-upos.tributary",
      "  tributary convert --model ewt-upos.tribuo --output ewt-upos.onnx",
      "  tributary convert --vector-storage beside --model ewt-upos.tribuo \\",
      "      --output models/ewt-upos.tribuo"
    })
final class ConvertCommand extends AppCommand {

  @Option(
      names = "--to",
      paramLabel = "FORMAT",
      description =
          "Format: tributary, onnx or tribuo. Default: that of the output's ending; tributary for"
              + " another ending.")
  private TaggerFormat to;

  @Option(
      names = "--model",
      required = true,
      paramLabel = "FILE",
      description = "Tagger file: .tributary or .tribuo.")
  private Path model;

  @Option(names = "--output", required = true, paramLabel = "FILE", description = "File to write.")
  private Path output;

  @Option(
      names = "--check-on",
      paramLabel = "FILE",
      description =
          "Sentences to check the ONNX file on, besides random ones: CoNLL-U or columns by the"
              + " file's name, otherwise one per line. Default: none.")
  private Optional<Path> sentences = Optional.empty();

  @Mixin private VectorStorageOption storage;

  @Option(
      names = "--no-check",
      description = "Write the ONNX file without its check by ONNX Runtime. Default: off.")
  private boolean noCheck;

  @Override
  public Integer call() throws IOException {
    requireOwnFile("--output", output);
    Optional<TaggerFormat> ending = TaggerFormat.ofName(output);
    TaggerFormat format = to == null ? ending.orElse(TaggerFormat.TRIBUTARY) : to;
    if (!ending.orElse(format).equals(format)) {
      throw wrongUsage(
          "--output: expected --to %s for a file whose name ends in .%s, got --to %s"
              .formatted(ending.get(), ending.get(), format));
    }
    if (format != TaggerFormat.ONNX && (noCheck || sentences.isPresent())) {
      throw wrongUsage(
          "%s: expected --to onnx, got --to %s"
              .formatted(noCheck ? "--no-check" : "--check-on", format));
    }
    if (noCheck && sentences.isPresent()) {
      throw wrongUsage("--check-on: expected a check, got --no-check; leave out one of both");
    }
    if (format == TaggerFormat.ONNX && isGiven(VectorStorageOption.NAME)) {
      throw wrongUsage(
          "%s: expected --to tributary or --to tribuo, got --to onnx"
              .formatted(VectorStorageOption.NAME));
    }
    OutputFile.at(output);
    try {
      if (ModelInfo.isTribuo(model)) {
        try (LstmTaggerModel tagger = LstmTaggerModel.load(model)) {
          convert(tagger, format);
        }
      } else {
        try (Tagger tagger = Tagger.load(model)) {
          if (!(tagger instanceof WordTagger words)) {
            throw new JobException(
                "%s: expected a tagger of Tributary or Tribuo, got one of %s, which has its own format"
                    .formatted(model, tagger.getClass().getName()));
          }
          convert(words, format);
        }
      }
    } catch (IllegalArgumentException | IllegalStateException e) {
      throw new JobException(model + ": " + e.getMessage(), e);
    }
    console.say("saved  %s", output);
    return 0;
  }

  private void convert(LstmTaggerModel tagger, TaggerFormat format) throws IOException {
    switch (format) {
      case TRIBUO -> tagger.save(output, storage.place());
      case TRIBUTARY -> {
        try (WordTagger converted = tagger.toWordTagger()) {
          converted.save(output, storage.place());
        }
      }
      case ONNX -> {
        List<List<String>> checked = checked();
        export(tagger.onnxExport(checked), checked.size());
      }
    }
  }

  private void convert(WordTagger tagger, TaggerFormat format) throws IOException {
    switch (format) {
      case TRIBUTARY -> tagger.save(output, storage.place());
      case TRIBUO -> {
        try (LstmTaggerModel converted = LstmTaggerImport.of(tagger)) {
          converted.save(output, storage.place());
        }
      }
      case ONNX -> {
        List<Sentence> checked = checked().stream().map(Sentence::new).toList();
        export(OnnxExport.of(tagger).sentences(checked), checked.size());
      }
    }
  }

  private void export(OnnxExport export, int checked) throws IOException {
    Optional<OnnxCheck> check =
        noCheck ? export.withoutCheck().write(output) : export.write(output);
    check.ifPresent(
        c ->
            console.say(
                "checked %s and %s, %s, largest difference of a probability %.1e",
                NumberFormats.count(c.sequences() - checked, "random sequence"),
                NumberFormats.count(checked, "sentence"),
                NumberFormats.count(c.steps(), "word"),
                c.largestDifference()));
  }

  private List<List<String>> checked() throws IOException {
    return sentences.isPresent() ? SentenceReader.words(sentences.get()) : List.of();
  }
}
