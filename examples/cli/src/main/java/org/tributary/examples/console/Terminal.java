package org.tributary.examples.console;

import org.jline.terminal.impl.exec.ExecTerminalProvider;
import org.jline.terminal.spi.SystemStream;

/** What the standard streams of this process are. */
public final class Terminal {

  private Terminal() {}

  /**
   * Whether standard error is a terminal; {@code System.console()} tells it of input and output
   * only.
   *
   * @return false where it is not, or where that cannot be told
   */
  public static boolean onStandardError() {
    return new ExecTerminalProvider().isSystemStream(SystemStream.Error);
  }
}
