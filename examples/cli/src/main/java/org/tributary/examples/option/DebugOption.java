package org.tributary.examples.option;

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

  /** Returns whether error messages have stack traces. */
  public boolean isSet() {
    return debug;
  }
}
