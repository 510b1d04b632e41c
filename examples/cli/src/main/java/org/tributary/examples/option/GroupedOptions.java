package org.tributary.examples.option;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.IHelpSectionRenderer;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine.ParseResult;

/**
 * A command whose help lists its options in groups under headings: the common ones with {@code
 * --help}, all of them with {@code --help-all}.
 */
public interface GroupedOptions {
  /** The option that prints the help with all groups. */
  String HELP_ALL = "--help-all";

  /** Returns the groups that {@code --help} lists. */
  List<OptionGroup> commonOptions();

  /** Returns the groups that only {@code --help-all} lists; empty if the command has no such. */
  default List<OptionGroup> advancedOptions() {
    return List.of();
  }

  /** Arranges the help of every subcommand of {@code program} that has groups. */
  static void arrange(CommandLine program) {
    for (CommandLine line : program.getSubcommands().values()) {
      if (line.getCommand() instanceof GroupedOptions command) {
        Map<String, IHelpSectionRenderer> sections = line.getHelpSectionMap();
        sections.put(
            UsageMessageSpec.SECTION_KEY_OPTION_LIST_HEADING, help -> System.lineSeparator());
        sections.put(UsageMessageSpec.SECTION_KEY_OPTION_LIST, help -> list(help, command));
        if (!command.advancedOptions().isEmpty()) {
          line.getCommandSpec().addOption(helpAll());
        }
      }
    }
  }

  private static OptionSpec helpAll() {
    return OptionSpec.builder(HELP_ALL)
        .usageHelp(true)
        .description("This message with all options, under headings.")
        .build();
  }

  private static String list(Help help, GroupedOptions command) {
    CommandLine line = help.commandSpec().commandLine();
    List<OptionGroup> groups = new ArrayList<>(command.commonOptions());
    ParseResult parsed = line.getParseResult();
    boolean all = parsed != null && parsed.hasMatchedOption(HELP_ALL);
    if (all) {
      groups.addAll(command.advancedOptions());
    }
    StringBuilder text = new StringBuilder();
    for (OptionGroup group : groups) {
      List<OptionSpec> options =
          group.names().stream().map(name -> help.commandSpec().findOption(name)).toList();
      Help.Layout layout = help.createDefaultLayout(options, List.of(), help.colorScheme());
      layout.addOptions(options, help.parameterLabelRenderer());
      text.append(text.isEmpty() ? "" : "%n".formatted());
      text.append("%s:%n".formatted(group.heading())).append(layout);
    }
    if (!all && !command.advancedOptions().isEmpty()) {
      text.append(
          "%nMore options, under headings: %s %s%n"
              .formatted(help.commandSpec().qualifiedName(), HELP_ALL));
    }
    return text.toString();
  }
}
