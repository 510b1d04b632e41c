package org.tributary.examples.command;

import org.tributary.examples.job.Program;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The version text of {@code --version}, of any program. */
public final class VersionProvider implements IVersionProvider {
  @Spec private CommandSpec command;

  @Override
  public String[] getVersion() {
    return Program.about(command.root().name()).toArray(String[]::new);
  }
}
