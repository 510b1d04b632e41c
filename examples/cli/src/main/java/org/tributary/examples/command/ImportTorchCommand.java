package org.tributary.examples.command;

import java.io.IOException;
import java.nio.file.Path;
import org.tributary.examples.io.OutputFile;
import org.tributary.examples.job.JobException;
import org.tributary.examples.job.TaggerFormat;
import org.tributary.tagger.WordTagger;
import org.tributary.torch.TorchMappingException;
import org.tributary.torch.TorchTagger;
import org.tributary.tribuo.LstmTaggerImport;
import org.tributary.tribuo.LstmTaggerModel;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The {@code import-torch} command: a tagger trained in PyTorch becomes files of this library. */
@Command(
    name = "import-torch",
    description = {
      "Convert a tagger that was trained in PyTorch to a .tributary file, a Tribuo model or both.",
      "The mapping file names the modules, vocabularies and labels; every error found is listed."
    },
    footer = {
      "",
      "Examples:",
      "  tributary import-torch --weights model.safetensors --mapping mapping.txt \\",
      "    --output my.tributary"
    })
final class ImportTorchCommand extends AppCommand {

  @Option(
      names = "--weights",
      required = true,
      paramLabel = "FILE",
      description = "State dict of the PyTorch tagger, in safetensors format.")
  private Path weights;

  @Option(
      names = "--mapping",
      required = true,
      paramLabel = "FILE",
      description = "Mapping file: the names of modules, vocabularies and labels.")
  private Path mapping;

  @Option(
      names = "--output",
      paramLabel = "FILE",
      description = ".tributary file to write, in safetensors format. Default: none.")
  private Path output;

  @Option(
      names = "--tribuo",
      paramLabel = "FILE",
      description = "Tribuo model to write. Default: none.")
  private Path tribuo;

  @Override
  public Integer call() throws IOException {
    if (output == null && tribuo == null) {
      throw wrongUsage("expected --output, --tribuo or both, got neither");
    }
    if (tribuo != null) {
      requireFormat("--tribuo", tribuo, "a Tribuo model", TaggerFormat.TRIBUO);
      requireOwnFile("--tribuo", tribuo);
      OutputFile.at(tribuo);
    }
    if (output != null) {
      requireFormat("--output", output, "a .tributary file", TaggerFormat.TRIBUTARY);
      requireOwnFile("--output", output);
      OutputFile.at(output);
    }
    try (WordTagger tagger = read()) {
      for (Path file : TorchTagger.symbolFiles(mapping)) {
        requireNoSymbols("--tribuo", tribuo, file);
        requireNoSymbols("--output", output, file);
      }
      if (output != null) {
        tagger.save(output);
        console.say("saved  %s", output);
      }
      if (tribuo != null) {
        try (LstmTaggerModel model = LstmTaggerImport.of(tagger)) {
          model.save(tribuo);
        }
        console.say("saved  %s", tribuo);
      }
    }
    return 0;
  }

  /** Checks that a name does not end as one of another format. */
  private void requireFormat(String option, Path file, String expected, TaggerFormat format) {
    TaggerFormat ending = TaggerFormat.ofName(file).orElse(format);
    if (ending != format) {
      throw wrongUsage(
          "%s: expected %s, got %s; %s"
              .formatted(
                  option,
                  expected,
                  file,
                  switch (ending) {
                    case TRIBUTARY -> "a .tributary file is written by --output";
                    case TRIBUO -> "a Tribuo model is written by --tribuo";
                    case ONNX -> "an ONNX file is written by tributary convert";
                  }));
    }
  }

  private void requireNoSymbols(String option, Path written, Path symbols) throws IOException {
    if (written != null) {
      requireDistinct(option, written, "the vocabularies and labels of --mapping", symbols);
    }
  }

  private WordTagger read() throws IOException {
    try {
      return TorchTagger.read(weights, mapping);
    } catch (TorchMappingException e) {
      e.mistakes().forEach(mistake -> console.error().println("  " + mistake));
      throw new JobException(
          "PyTorch tagger %s: expected weights, vocabularies and the mapping %s to agree, got the %d errors listed above"
              .formatted(weights, mapping, e.mistakes().size()));
    }
  }
}
