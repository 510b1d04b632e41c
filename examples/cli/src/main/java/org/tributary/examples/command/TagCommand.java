package org.tributary.examples.command;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.zip.GZIPOutputStream;
import org.tributary.examples.console.Console;
import org.tributary.examples.files.InputFile;
import org.tributary.examples.files.OutputFile;
import org.tributary.examples.option.GroupedOptions;
import org.tributary.examples.option.OptionGroup;
import org.tributary.examples.option.OutputOption;
import org.tributary.examples.option.RuntimeOptions;
import org.tributary.examples.tagging.TagStream;
import org.tributary.tagger.Tagger;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The {@code tag} command: tags text with a saved tagger. */
@Command(
    name = "tag",
    customSynopsis = "tributary tag --model FILE [--input FILE] [--output FILE] [OPTIONS]",
    description = {
      "Tag text with a saved tagger.",
      "Input is streamed, so a text may be larger than memory, and may be gzip."
    },
    footer = {
      "",
      "Formats:",
      "  tokens   One sentence per line, words separated by blanks. Output:",
      "           word/TAG word/TAG ...; split at the last slash. Blank lines stay.",
      "  conllu   CoNLL-U. Output: the same with the label column filled in, or",
      "           Tag=LABEL in MISC for labels of no column, such as those of spans.",
      "  columns  One token per line. Output: the same with the label as last",
      "           column, as conlleval expects it (conlleval -d '\\t' for tabs).",
      "  json     Output only: an object per sentence and line, with the lists",
      "           tokens, labels, probabilities and spans (type, begin and end",
      "           token, text, probability). With --tokenize also line, and",
      "           offsets of tokens and spans in that line.",
      "  text     Output only: sentences with spans in brackets, [PER Ann] runs.",
      "",
      "Examples:",
      "  echo 'The dog ate it .' | tributary tag --model ewt-upos.tribuo",
      "  tributary tag --model ewt-upos.tribuo --input a.conllu --output b.conllu",
      "  tributary tag --model ner.tribuo --input test.col --format columns",
      "  echo 'Hi, Ann!' | tributary tag --model ner.tribuo --tokenize --format text"
    })
final class TagCommand implements Callable<Integer>, GroupedOptions {

  private static final Path STANDARD_STREAM = Path.of("-");

  private final Console console;

  @Spec private CommandSpec command;

  @Option(
      names = "--model",
      required = true,
      paramLabel = "FILE",
      description = "Saved tagger: a model of train, or a file of convert or the core library.")
  private Path model;

  @Option(
      names = "--input",
      paramLabel = "FILE",
      defaultValue = "-",
      description = "Input text, or - for standard input. Default: ${DEFAULT-VALUE}.")
  private Path input;

  @Option(
      names = "--output",
      paramLabel = "FILE",
      defaultValue = "-",
      description =
          "Output file, written atomically and gzip-compressed if its name ends in .gz, or - for"
              + " standard output."
              + " Default: ${DEFAULT-VALUE}.")
  private Path output;

  @Mixin private TagFormatOptions formats;
  @Mixin private RuntimeOptions runtime;

  TagCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    runtime.check();
    formats.check(input);
    if (!output.equals(STANDARD_STREAM)) {
      OutputOption written = new OutputOption(command, "--output", output);
      written.requireDistinctFrom("--model", model);
      if (!input.equals(STANDARD_STREAM)) {
        written.requireDistinctFrom("--input", input);
      }
    }
    OutputFile file = output.equals(STANDARD_STREAM) ? null : OutputFile.atFileOrDevice(output);
    try (InputStream text = open()) {
      runtime.apply();
      try (Tagger tagger = Tagger.load(model)) {
        formats.note(tagger, input).ifPresent(note -> console.error().println("note   " + note));
        if (file == null) {
          tag(tagger, text, console.output());
        } else {
          file.write(path -> tagToFile(path, tagger, text));
        }
      }
    }
    return 0;
  }

  private InputStream open() throws IOException {
    return input.equals(STANDARD_STREAM)
        ? new UnclosableInput(console.input())
        : InputFile.open(input);
  }

  /**
   * Standard input that ignores {@code close}: it belongs to the process, and closing it after the
   * caller has closed it crashes the JVM.
   */
  private static final class UnclosableInput extends FilterInputStream {
    UnclosableInput(InputStream input) {
      super(input);
    }

    @Override
    public void close() {}
  }

  private void tagToFile(Path path, Tagger tagger, InputStream text) throws IOException {
    boolean compressed = output.toString().endsWith(".gz");
    try (OutputStream plain = Files.newOutputStream(path);
        OutputStream stream = compressed ? new GZIPOutputStream(plain) : plain) {
      tag(tagger, text, stream);
    }
  }

  private void tag(Tagger tagger, InputStream text, OutputStream stream) throws IOException {
    String name = input.equals(STANDARD_STREAM) ? "standard input" : input.toString();
    TagStream.run(
        tagger, text, name, formats.reader(tagger, input), formats.writer(tagger, model), stream);
  }

  @Override
  public List<OptionGroup> commonOptions() {
    return List.of(
        OptionGroup.of("Options", "--model", "--input", "--output", "--probabilities", "--spans"),
        OptionGroup.of(
            "Formats",
            "--format",
            "--input-format",
            "--tokenize",
            "--language",
            "--column",
            "--token-column"),
        OptionGroup.of("Device", "--threads", "--device", "--soft-placement"),
        OptionGroup.of("Messages", "--debug", "--help", "--version"));
  }
}
