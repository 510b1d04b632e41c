package org.tributary.examples.command;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.tributary.examples.console.Console;
import org.tributary.examples.files.OutputFile;
import org.tributary.examples.notebook.Notebook;
import org.tributary.examples.option.RuntimeOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The {@code notebook} command: recomputes the PyTorch tutorial. */
@Command(
    name = "notebook",
    description = {
      "Recompute the cell outputs of the PyTorch tutorial from its own seeds.",
      "Prints them in its order and layout: LSTM, RNN and GRU, from one step to packed bidirectional"
          + " layers, and a tagger before and after training. The suffixes grad_fn=<...> are"
          + " omitted."
    },
    footer = {
      "",
      "The JSON contains the object cells. It maps each cell number to the list of",
      "printed tensors and sizes: name, shape, and values in row-major order at full",
      "precision.",
      "",
      "Examples:",
      "  tributary notebook",
      "  tributary notebook --json notebook.json"
    })
final class NotebookCommand implements Callable<Integer> {

  private final Console console;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "Output file for the numbers as JSON. Default: none.")
  private Path json;

  @Mixin private RuntimeOptions runtime;

  NotebookCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    runtime.check();
    OutputFile jsonFile = json == null ? null : OutputFile.atFileOrDevice(json);
    runtime.apply();
    Notebook notebook = Notebook.run();
    // the file first: the reader of standard output may close it early
    if (jsonFile != null) {
      jsonFile.write(notebook.json());
    }
    console.say("%s", notebook.text());
    return 0;
  }
}
