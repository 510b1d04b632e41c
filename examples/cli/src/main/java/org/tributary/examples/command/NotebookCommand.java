package org.tributary.examples.command;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.tributary.examples.console.Console;
import org.tributary.examples.files.OutputFile;
import org.tributary.examples.notebook.Notebook;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Repeats the PyTorch tutorial. */
@Command(
    name = "notebook",
    description =
        "Print what the cells of the PyTorch tutorial print, in its order and layout, computed"
            + " here from its own seeds: LSTM, RNN and GRU, one step to packed bidirectional"
            + " layers, and a tagger before and after training. The suffixes grad_fn=<...> are"
            + " left out.",
    footer = {
      "",
      "The JSON has the object cells: under each cell's number a list with every tensor and size",
      "that it prints, in order: name, shape, and values in row-major order at full precision.",
      "",
      "Examples:",
      "  tributary notebook",
      "  tributary notebook --json notebook.json"
    })
final class NotebookCommand implements Callable<Integer> {

  private final Console console;

  @Option(names = "--json", paramLabel = "FILE", description = "Write the numbers as JSON.")
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
    // the file first: the reader of our output may go before its end
    if (jsonFile != null) {
      jsonFile.write(notebook.json());
    }
    console.say("%s", notebook.text());
    return 0;
  }
}
