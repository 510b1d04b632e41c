package org.tributary.examples.option;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** Base class of picocli mixins. */
public abstract class MixinOptions extends OptionChecks {
  @Spec(Target.MIXEE)
  private CommandSpec command;

  @Override
  protected final CommandSpec command() {
    return command;
  }
}
