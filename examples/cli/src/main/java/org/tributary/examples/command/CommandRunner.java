package org.tributary.examples.command;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.tributary.examples.console.Console;
import org.tributary.examples.job.LabelColumnChoice;
import org.tributary.runtime.Device;
import org.tributary.tribuo.data.ConlluColumn;
import picocli.CommandLine;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Runs a program's commands by common conventions: converters of option values, one line for a
 * failure, exit code 0 for success, 1 for a failed job and 2 for wrong usage.
 */
public final class CommandRunner {
  private static final int FAILED = 1;

  private CommandRunner() {}

  /**
   * Runs a command.
   *
   * @param console the streams it reads and writes
   * @param program the root command with all its subcommands; its name begins each failure's line
   * @param debug the program's {@code --debug} option
   * @param arguments the command line
   * @return the exit code
   */
  public static int run(
      Console console, CommandLine program, DebugOption debug, String... arguments) {
    String name = program.getCommandName();
    program
        .registerConverter(Path.class, explained(CommandRunner::path))
        .registerConverter(LabelColumnChoice.class, explained(LabelColumnChoice::parse))
        .registerConverter(Device.class, explained(Device::parse))
        .registerConverter(ConlluColumn.class, explained(ConlluColumn::parse))
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setOut(new PrintWriter(console.output(), true, StandardCharsets.UTF_8))
        .setErr(new PrintWriter(console.error(), true, StandardCharsets.UTF_8))
        .setParameterExceptionHandler(wrongUsage(name, console))
        .setExecutionExceptionHandler(
            (exception, line, result) -> fail(name, console, debug, exception));
    try {
      return program.execute(arguments);
    } catch (OutOfMemoryError | LinkageError e) {
      return fail(name, console, debug, e);
    }
  }

  private static IParameterExceptionHandler wrongUsage(String name, Console console) {
    return (exception, arguments) -> {
      CommandLine asked = exception.getCommandLine();
      console.error().println(name + ": " + Failure.oneLine(exception.getMessage()));
      console
          .error()
          .println("Try '" + asked.getCommandSpec().qualifiedName() + " --help' for more.");
      return CommandLine.ExitCode.USAGE;
    };
  }

  private static int fail(String name, Console console, DebugOption debug, Throwable failure) {
    if (Failure.isReaderGone(failure)) {
      return CommandLine.ExitCode.OK;
    }
    console.error().println(name + ": " + Failure.line(failure));
    if (debug.isSet()) {
      failure.printStackTrace(console.error());
    }
    return FAILED;
  }

  private static Path path(String text) {
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException(
          "expected a path, got '%s', which this system cannot name: %s; where its characters are right, run with LC_ALL=C.UTF-8, or another locale in UTF-8"
              .formatted(text, e.getReason()),
          e);
    }
  }

  /** A converter whose failures are messages without the names of classes. */
  private static <T> ITypeConverter<T> explained(ITypeConverter<T> converter) {
    return text -> {
      try {
        return converter.convert(text);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(e.getMessage());
      }
    };
  }
}
