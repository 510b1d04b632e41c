package org.tributary.examples.command;

import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The {@code --debug} option of a root command, inherited by its subcommands. */
public final class DebugOption {
  private static final String DEBUG_PROPERTY = "tributary.debug";

  @Option(
      names = "--debug",
      scope = ScopeType.INHERIT,
      description =
          "Stack trace with every error message; also set by -Dtributary.debug=true. Default: off.")
  private boolean debug = Boolean.getBoolean(DEBUG_PROPERTY);

  boolean isSet() {
    return debug;
  }
}
