package org.tributary.examples.command;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.tributary.examples.corpus.CorpusFiles;
import org.tributary.examples.corpus.CorpusFiles.Format;
import org.tributary.examples.corpus.CorpusGenerator;
import org.tributary.examples.corpus.CorpusGenerator.Sizes;
import org.tributary.examples.io.OutputFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The {@code data} command: writes the built-in data as files. */
@Command(
    name = "data",
    description =
        "Write built-in training, dev and test data: generated English sentences with"
            + " part-of-speech tags (CoNLL-U), and with names of persons, places and organisations"
            + " (BIO labels in the second column).",
    footer = {
      "",
      "Examples:",
      "  tributary data --output data",
      "  tributary train --train data/entities-train.conll \\",
      "      --dev data/entities-dev.conll --column 2 --model ner.tribuo",
    })
final class DataCommand extends AppCommand {
  private static final Sizes STANDARD = Sizes.STANDARD;

  @Option(
      names = "--output",
      paramLabel = "DIR",
      defaultValue = "data",
      description = "Output folder; created if absent. Default: ${DEFAULT-VALUE}.")
  private Path output;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "Random seed; the same seed writes the same files. Default: ${DEFAULT-VALUE}.")
  private long seed;

  @Option(
      names = "--sentences",
      paramLabel = "N",
      defaultValue = "3000",
      description =
          "Training sentences; dev and test data are always 400 and 600. Default:"
              + " ${DEFAULT-VALUE}.")
  private int sentences;

  @Override
  public Integer call() throws IOException {
    requirePositive("--sentences", sentences);
    OutputFile.createFolder(output);
    Sizes sizes = new Sizes(sentences, STANDARD.dev(), STANDARD.test());
    say(
        CorpusFiles.write(
            new CorpusGenerator().generate(sizes, seed), Format.CONLLU, output, "tags-"));
    say(
        CorpusFiles.write(
            CorpusGenerator.ofEntities().generate(sizes, seed),
            Format.COLUMNS,
            output,
            "entities-"));
    return 0;
  }

  private void say(CorpusFiles files) {
    List.of(files.train(), files.dev(), files.test()).forEach(file -> console.say("%s", file));
  }
}
