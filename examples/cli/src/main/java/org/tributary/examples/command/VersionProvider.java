package org.tributary.examples.command;

import org.tributary.examples.job.Program;
import picocli.CommandLine.IVersionProvider;

/** The version text of {@code --version}. */
public final class VersionProvider implements IVersionProvider {
  @Override
  public String[] getVersion() {
    return new String[] {"tributary " + Program.version()};
  }
}
