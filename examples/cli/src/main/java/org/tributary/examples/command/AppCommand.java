package org.tributary.examples.command;

import java.util.concurrent.Callable;
import org.tributary.examples.console.Console;
import org.tributary.examples.option.OptionChecks;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** A command of a program. {@link CommandRunner} sets its console. */
public abstract class AppCommand extends OptionChecks implements Callable<Integer> {
  protected Console console;
  @Spec protected CommandSpec command;

  @Override
  protected final CommandSpec command() {
    return command;
  }
}
