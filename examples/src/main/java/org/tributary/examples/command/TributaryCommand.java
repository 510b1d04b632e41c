package org.tributary.examples.command;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.tributary.examples.console.Console;
import org.tributary.examples.job.LabelColumnChoice;
import org.tributary.examples.job.Program;
import org.tributary.runtime.Device;
import org.tributary.tribuo.data.ConlluColumn;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** The program: its commands, and what it says and returns where one fails. */
@Command(
    name = "tributary",
    description = "Train, evaluate and use LSTM taggers, on the JVM alone.",
    mixinStandardHelpOptions = true,
    scope = ScopeType.INHERIT,
    versionProvider = TributaryCommand.Version.class,
    synopsisSubcommandLabel = "COMMAND",
    usageHelpAutoWidth = true,
    footer = {"", "Here tributary stands for java -jar examples/target/tributary-examples.jar."},
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:done", "1:the job failed; one line says why", "2:wrong usage"})
public final class TributaryCommand implements Runnable {

  private static final int FAILED = 1;
  private static final String DEBUG_PROPERTY = "tributary.debug";

  @Spec private CommandSpec command;

  @Option(
      names = "--debug",
      scope = ScopeType.INHERIT,
      description = "Show the stack trace of a failure; so does -Dtributary.debug=true.")
  private boolean debug = Boolean.getBoolean(DEBUG_PROPERTY);

  private TributaryCommand() {}

  /** Which version this is. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"tributary " + Program.version()};
    }
  }

  /**
   * Runs a command.
   *
   * @param console where it reads and writes
   * @param arguments the command line
   * @return the exit code: 0 done, 1 the job failed, 2 wrong usage
   */
  public static int run(Console console, String... arguments) {
    TributaryCommand program = new TributaryCommand();
    CommandLine line =
        new CommandLine(program)
            .addSubcommand(new TourCommand(console))
            .addSubcommand(new NotebookCommand(console))
            .addSubcommand(new TrainCommand(console))
            .addSubcommand(new EvaluateCommand(console))
            .addSubcommand(new TagCommand(console))
            .addSubcommand(new ReproduceCommand(console))
            .addSubcommand(BenchCommand.with(console))
            .registerConverter(Path.class, explained(TributaryCommand::path))
            .registerConverter(LabelColumnChoice.class, explained(LabelColumnChoice::parse))
            .registerConverter(Device.class, explained(Device::parse))
            .registerConverter(ConlluColumn.class, explained(ConlluColumn::parse))
            .setCaseInsensitiveEnumValuesAllowed(true)
            .setOut(new PrintWriter(console.output(), true, StandardCharsets.UTF_8))
            .setErr(new PrintWriter(console.error(), true, StandardCharsets.UTF_8))
            .setParameterExceptionHandler(wrongUsage(console))
            .setExecutionExceptionHandler(program.failure(console));
    try {
      return line.execute(arguments);
    } catch (OutOfMemoryError | LinkageError e) {
      return program.fail(console, e);
    }
  }

  @Override
  public void run() {
    throw new ParameterException(
        command.commandLine(),
        "expected a command: " + String.join(", ", command.subcommands().keySet()));
  }

  private static IParameterExceptionHandler wrongUsage(Console console) {
    return (exception, arguments) -> {
      CommandLine asked = exception.getCommandLine();
      console.error().println("tributary: " + Failure.oneLine(exception.getMessage()));
      console
          .error()
          .println("Try '" + asked.getCommandSpec().qualifiedName() + " --help' for more.");
      return CommandLine.ExitCode.USAGE;
    };
  }

  private IExecutionExceptionHandler failure(Console console) {
    return (exception, line, result) -> fail(console, exception);
  }

  private int fail(Console console, Throwable failure) {
    if (Failure.isReaderGone(failure)) {
      return CommandLine.ExitCode.OK;
    }
    console.error().println("tributary: " + Failure.line(failure));
    if (debug) {
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

  /** What a converter says of a bad value, without the names of classes. */
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
