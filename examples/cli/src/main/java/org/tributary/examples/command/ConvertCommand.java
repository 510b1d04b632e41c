package org.tributary.examples.command;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.tributary.examples.io.NumberFormats;
import org.tributary.examples.io.OutputFile;
import org.tributary.examples.job.JobException;
import org.tributary.examples.job.ModelInfo;
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
      "By default: write a .tributary file, for programs without Tribuo. The model must read only"
          + " word forms, characters and vectors.",
      "With --to tribuo: write a Tribuo model. Predictions are bit-identical in both.",
      "--vector-storage puts pretrained vectors into the file or beside it.",
      "With --to onnx: write an ONNX file for any language and verify it in ONNX Runtime."
    },
    footer = {
      "",
      "Examples:",
      "  tributary convert --model ewt-upos.tribuo --output ewt-upos.tributary",
      "  tributary convert --to onnx --model ewt-upos.tribuo --output ewt-upos.onnx",
      "  tributary convert --to tribuo --vector-storage beside \\",
      "      --model ewt-upos.tribuo --output models/ewt-upos.tribuo"
    })
final class ConvertCommand extends AppCommand {

  /** The format of the written file. */
  enum Format {
    /** That of programs without Tribuo. */
    TRIBUTARY,
    /** ONNX. */
    ONNX,
    /** Tribuo's. */
    TRIBUO
  }

  @Option(
      names = "--to",
      paramLabel = "FORMAT",
      defaultValue = "tributary",
      description = "Format: tributary, onnx or tribuo. Default: ${DEFAULT-VALUE}.")
  private Format to;

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
    if (to != Format.ONNX && (noCheck || sentences.isPresent())) {
      throw wrongUsage(
          "%s: expected --to onnx, got --to %s"
              .formatted(
                  noCheck ? "--no-check" : "--check-on", to.name().toLowerCase(Locale.ROOT)));
    }
    if (noCheck && sentences.isPresent()) {
      throw wrongUsage("--check-on: expected a check, got --no-check; leave out one of both");
    }
    if (to == Format.ONNX && isGiven(VectorStorageOption.NAME)) {
      throw wrongUsage(
          "%s: expected --to tributary or --to tribuo, got --to onnx"
              .formatted(VectorStorageOption.NAME));
    }
    if (to != Format.ONNX && output.toString().toLowerCase(Locale.ROOT).endsWith(".onnx")) {
      throw wrongUsage(
          "--output: expected --to onnx for a file whose name ends in .onnx, got --to %s"
              .formatted(to.name().toLowerCase(Locale.ROOT)));
    }
    OutputFile.at(output);
    try {
      if (ModelInfo.isTribuo(model)) {
        try (LstmTaggerModel tagger = LstmTaggerModel.load(model)) {
          convert(tagger);
        }
      } else {
        try (Tagger tagger = Tagger.load(model)) {
          if (!(tagger instanceof WordTagger words)) {
            throw new JobException(
                "%s: expected a tagger of Tributary or Tribuo, got one of %s, which has its own format"
                    .formatted(model, tagger.getClass().getName()));
          }
          convert(words);
        }
      }
    } catch (IllegalArgumentException | IllegalStateException e) {
      throw new JobException(model + ": " + e.getMessage(), e);
    }
    console.say("saved  %s", output);
    return 0;
  }

  private void convert(LstmTaggerModel tagger) throws IOException {
    switch (to) {
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

  private void convert(WordTagger tagger) throws IOException {
    switch (to) {
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
