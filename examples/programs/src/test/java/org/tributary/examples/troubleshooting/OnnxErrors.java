package org.tributary.examples.troubleshooting;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.tributary.examples.Main;
import org.tributary.feature.EmbeddingInput;
import org.tributary.feature.NumberInput;
import org.tributary.layer.Recurrent;
import org.tributary.tagger.Tagger;
import org.tributary.tagger.WordTagger;

/** Errors of exports to ONNX, and of conversions to the formats of this library. */
record OnnxErrors(Errors errors, Models models) {
  /** A weight that rounding differences grow with. */
  private static final float LARGE = 1e30f;

  void provoke() throws IOException {
    imported();
    numbers();
    runtime();
  }

  /** Taggers from PyTorch: the first characters of words, large weights, overflowing scores. */
  private void imported() throws IOException {
    export(imported(PyTorchFiles.copyOf("lstm", errors.folder())));
    PyTorchFiles large = PyTorchFiles.copyOf("gru_crf", errors.folder());
    export(imported(large.changed("tags.weight", value -> value * LARGE)));
    PyTorchFiles overflowing = PyTorchFiles.copyOf("gru_crf", errors.folder());
    overflowing.changed("tags.weight", value -> Math.copySign(Float.MAX_VALUE, value));
    errors.commandOn("the dog\n", "tag", "--model", imported(overflowing));
  }

  /** Imports a tagger and returns its file. */
  private String imported(PyTorchFiles files) {
    String tagger = files.folder().resolve("tagger").toString();
    errors.commandSucceeds(
        "import-torch",
        "--weights",
        files.weights().toString(),
        "--mapping",
        files.mapping().toString(),
        "--output",
        tagger);
    return tagger;
  }

  private void export(String model, String... options) {
    errors.command(Errors.with(convert(model, "onnx"), options));
  }

  private String[] convert(String model, String format) {
    return new String[] {"convert", "--to", format, "--model", model, "--output", errors.none()};
  }

  /** A tagger that reads numbers beside words. */
  private void numbers() throws IOException {
    var definition =
        Tagger.define()
            .input(EmbeddingInput.of("word", 3))
            .input(NumberInput.of("reading", 2))
            .encoder(size -> Recurrent.gru(size).hidden(4));
    Path file = errors.folder().resolve("numbers");
    try (WordTagger tagger = Models.drawn(definition, List.of(List.of("the", "dog"), List.of()))) {
      tagger.save(file);
    }
    export(file.toString(), "--check-on", errors.file("the dog\n"));
    errors.command(convert(file.toString(), "tribuo"));
  }

  /** Processes without ONNX Runtime, and without a folder for its native library. */
  private void runtime() throws IOException {
    String[] convert = convert(models.core().toString(), "onnx");
    errors.add(new ChildProcess(Main.class, List.of(), ".*onnxruntime.*").error(convert));
    errors.add(new ChildProcess(Main.class, "-Djava.io.tmpdir=" + errors.none()).error(convert));
  }
}
