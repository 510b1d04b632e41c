package org.tributary.examples.console;

import org.jline.terminal.impl.exec.ExecTerminalProvider;
import org.jline.terminal.spi.SystemStream;

/** Terminal detection for the standard streams of this process. */
public final class Terminal {

  private Terminal() {}

  /**
   * Returns whether standard error is a terminal; {@code System.console()} covers input and output
   * only.
   *
   * @return true for a terminal; false if it is none or detection fails
   */
  public static boolean onStandardError() {
    return new ExecTerminalProvider().isSystemStream(SystemStream.Error);
  }
}
