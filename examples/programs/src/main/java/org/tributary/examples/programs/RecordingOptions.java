package org.tributary.examples.programs;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import org.tributary.examples.sensor.Recording;
import org.tributary.examples.sensor.RecordingFile;
import org.tributary.examples.sensor.RecordingSplits;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Recordings from the user's file or generated ones, and the training on them. */
final class RecordingOptions {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Parameters(
      arity = "0..1",
      paramLabel = "FILE",
      description =
          "CSV file with a header: recording, channels, label. Default: generated recordings.")
  private Path file;

  @Option(
      names = "--epochs",
      paramLabel = "N",
      defaultValue = "30",
      description = "Training epochs. Default: ${DEFAULT-VALUE}.")
  private int epochs;

  /** Returns the number of epochs, at least 1. */
  int epochs() {
    if (epochs < 1) {
      throw new ParameterException(
          command.commandLine(), "--epochs: expected at least 1, got " + epochs);
    }
    return epochs;
  }

  /** Returns the recordings of the file, or generated ones, in three splits with equal scales. */
  RecordingSplits read(Supplier<List<Recording>> generated) throws IOException {
    return RecordingSplits.of(file == null ? generated.get() : RecordingFile.read(file));
  }
}
