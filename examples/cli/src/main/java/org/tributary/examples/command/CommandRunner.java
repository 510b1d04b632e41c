package org.tributary.examples.command;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.tributary.examples.console.Console;
import org.tributary.examples.job.LabelColumnChoice;
import org.tributary.examples.option.DebugOption;
import org.tributary.examples.option.GroupedOptions;
import org.tributary.examples.option.SettingNames;
import org.tributary.runtime.Device;
import org.tributary.text.ConlluColumn;
import picocli.CommandLine;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * Shared entry point of the command-line programs. Registers the option converters, prints each
 * failure on one line, with options instead of the libraries' names of settings, and returns exit
 * code 0 for success, 1 for a failed job and 2 for wrong usage.
 */
public final class CommandRunner {
  private static final int FAILED = 1;

  private CommandRunner() {}

  /**
   * Runs a command.
   *
   * @param console the standard streams
   * @param program the root command with its subcommands; its name prefixes each error message
   * @param debug the program's {@code --debug} option
   * @param arguments the command line
   * @return the exit code
   */
  public static int run(
      Console console, CommandLine program, DebugOption debug, String... arguments) {
    String name = program.getCommandName();
    if (!program.getSubcommands().isEmpty()) {
      program.addSubcommand(new CommandLine.HelpCommand());
    }
    program
        .registerConverter(Path.class, withPlainMessages(CommandRunner::path))
        .registerConverter(LabelColumnChoice.class, withPlainMessages(LabelColumnChoice::new))
        .registerConverter(Device.class, withPlainMessages(Device::parse))
        .registerConverter(ConlluColumn.class, withPlainMessages(ConlluColumn::parse))
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setOut(new PrintWriter(console.output(), true, StandardCharsets.UTF_8))
        .setErr(new PrintWriter(console.error(), true, StandardCharsets.UTF_8))
        .setParameterExceptionHandler(wrongUsage(name, console))
        .setExecutionExceptionHandler(
            (exception, line, result) -> fail(line, console, debug, exception));
    GroupedOptions.arrange(program);
    Stream.concat(Stream.of(program), program.getSubcommands().values().stream())
        .map(CommandLine::getCommandSpec)
        .forEach(
            spec -> {
              if (spec.userObject() instanceof AppCommand command) {
                command.console = console;
              }
            });
    try {
      return program.execute(arguments);
    } catch (OutOfMemoryError | LinkageError e) {
      return fail(program, console, debug, e);
    }
  }

  private static IParameterExceptionHandler wrongUsage(String name, Console console) {
    return (exception, arguments) -> {
      CommandLine failed = exception.getCommandLine();
      List<String> unknown = failed.getUnmatchedArguments(); // before a missing option
      ParameterException reported =
          unknown.isEmpty() ? exception : new UnmatchedArgumentException(failed, unknown);
      String message = SettingNames.translate(failed, Failure.oneLine(reported.getMessage()));
      console.error().println(name + ": " + message);
      UnmatchedArgumentException.printSuggestions(reported, failed.getErr());
      console
          .error()
          .println("Try '" + failed.getCommandSpec().qualifiedName() + " --help' for more.");
      return CommandLine.ExitCode.USAGE;
    };
  }

  private static int fail(CommandLine line, Console console, DebugOption debug, Throwable failure) {
    if (Failure.isBrokenPipe(failure)) {
      return CommandLine.ExitCode.OK;
    }
    String name = line.getCommandSpec().root().name();
    console.error().println(name + ": " + SettingNames.translate(line, Failure.line(failure)));
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
          "expected a path, got '%s', which is not a valid path on this system: %s; if its characters are correct, run with LC_ALL=C.UTF-8 or another UTF-8 locale"
              .formatted(text, e.getReason()),
          e);
    }
  }

  /** Returns the converter with error messages that omit exception class names. */
  private static <T> ITypeConverter<T> withPlainMessages(ITypeConverter<T> converter) {
    return text -> {
      try {
        return converter.convert(text);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(e.getMessage());
      }
    };
  }
}
