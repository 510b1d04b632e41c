package org.tributary.examples.command;

import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The option of a root command that shows stack traces. */
public final class DebugOption {
  private static final String DEBUG_PROPERTY = "tributary.debug";

  @Option(
      names = "--debug",
      scope = ScopeType.INHERIT,
      description = "Show the stack trace of a failure; so does -Dtributary.debug=true.")
  private boolean debug = Boolean.getBoolean(DEBUG_PROPERTY);

  boolean isSet() {
    return debug;
  }
}
