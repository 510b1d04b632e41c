package org.tributary.examples.command;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.tributary.examples.option.GroupedOptions;
import org.tributary.examples.option.OptionGroup;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** All options of a program as a Markdown page, from the model of its command line. */
final class OptionsReference {
  private static final Set<String> EVERYWHERE = Set.of("--help", "--version", "--debug");

  private final StringBuilder page = new StringBuilder();

  private OptionsReference() {}

  /** Returns the page of a program with subcommands. */
  static String of(CommandLine program) {
    OptionsReference reference = new OptionsReference();
    reference.page.append(
        """
        # Options of the command line

        Generated from the program by `OptionsReferenceTest`; do not edit. Every command also has `--help` (`-h`),
        `--version` (`-V`) and `--debug`, which prints the stack trace of a failure. A bold option is required.
        """);
    new TreeMap<>(program.getSubcommands()).forEach(reference::add);
    return reference.page.toString();
  }

  private void add(String name, CommandLine command) {
    List<String> rows = new ArrayList<>();
    for (PositionalParamSpec argument : command.getCommandSpec().positionalParameters()) {
      rows.add(row(argument.paramLabel(), argument));
    }
    Set<OptionSpec> options = new LinkedHashSet<>();
    if (command.getCommand() instanceof GroupedOptions grouped) {
      List<OptionGroup> groups = new ArrayList<>(grouped.commonOptions());
      groups.addAll(grouped.advancedOptions());
      groups.stream()
          .flatMap(group -> group.names().stream())
          .map(each -> command.getCommandSpec().findOption(each))
          .filter(Objects::nonNull) // such as --help-all, which is added to the running program
          .forEach(options::add);
    }
    options.addAll(command.getCommandSpec().options());
    for (OptionSpec option : options) {
      if (!EVERYWHERE.contains(option.longestName()) && !option.hidden()) {
        String value = option.arity().max() > 0 ? "=" + option.paramLabel() : "";
        rows.add(row(String.join(", ", option.names()) + value, option));
      }
    }
    page.append("\n## ").append(name).append("\n\n");
    page.append(text(command.getCommandSpec().usageMessage().description()[0])).append('\n');
    if (!rows.isEmpty()) {
      page.append("\n| option | |\n| --- | --- |\n");
      rows.forEach(page::append);
    }
  }

  private static String row(String name, ArgSpec argument) {
    String code = "`" + name.replace("|", "\\|") + "`";
    return "| %s | %s |%n"
        .formatted(
            argument.required() ? "**" + code + "**" : code,
            text(String.join(" ", argument.description())))
        .replace(System.lineSeparator(), "\n");
  }

  /** Returns a text of picocli's, which is a format, for a cell of a table. */
  private static String text(String format) {
    return format.formatted().replaceAll("\\s*\\R\\s*", " ").replace("|", "\\|").strip();
  }
}
