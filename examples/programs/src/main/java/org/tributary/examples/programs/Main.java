package org.tributary.examples.programs;

import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Locale;
import java.util.logging.Level;
import java.util.logging.Logger;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The main class of the programs: the first argument names one. */
@Command(
    name = "programs",
    description = "Short programs to copy from. Each runs on built-in data, or on your files.",
    synopsisSubcommandLabel = "PROGRAM",
    subcommands = {
      TrainAndTag.class,
      TrainInTribuo.class,
      SensorTimeline.class,
      StreamingLabels.class,
      CharacterModel.class,
      SpeedRegression.class,
      FromTribuoCrf.class,
    })
public final class Main implements Runnable {
  private static final Logger TRIBUO = Logger.getLogger("org.tribuo");

  @Spec private CommandSpec spec;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      scope = ScopeType.INHERIT,
      description = "This help.")
  @SuppressWarnings("UnusedVariable") // picocli reads it
  private boolean help;

  private Main() {}

  /**
   * Runs a program and exits with its code: 0, 1 after a failure, 2 after a wrong argument.
   *
   * @param arguments the program's name and its arguments; none lists the programs
   */
  public static void main(String[] arguments) {
    System.exit(run(arguments));
  }

  /** Runs a program and returns its exit code. */
  static int run(String... arguments) {
    // TensorFlow Java and Tribuo format names of operations in the default locale
    Locale.setDefault(Locale.ROOT);
    System.setProperty("java.awt.headless", "true"); // pictures go to files
    TRIBUO.setLevel(Level.SEVERE);
    return new CommandLine(new Main())
        .setUsageHelpLongOptionsMaxWidth(30)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setExecutionExceptionHandler(
            (failure, command, parsed) -> {
              command.getErr().println(message(failure));
              return CommandLine.ExitCode.SOFTWARE;
            })
        .execute(arguments);
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "expected the name of a program, got none");
  }

  private static String message(Throwable failure) {
    if (failure instanceof UncheckedIOException unchecked) {
      return message(unchecked.getCause());
    }
    if (failure instanceof NoSuchFileException file) {
      return file.getFile() + ": no such file or folder; check the path";
    }
    if (failure instanceof FileSystemException file && file.getReason() == null) {
      return file.getFile() + ": cannot be read or written; check its permissions";
    }
    if (failure instanceof CharacterCodingException) {
      return "expected a text in UTF-8, got other bytes; convert the file first";
    }
    return failure.getMessage() == null ? failure.toString() : failure.getMessage();
  }
}
