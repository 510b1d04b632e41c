package org.tributary.examples.chart;

import java.awt.font.FontRenderContext;
import java.io.IOException;

/** A check that the system can draw text. */
public final class Fonts {
  private Fonts() {}

  /**
   * Checks that the system has fonts, for example before the work whose result a chart shows.
   *
   * @throws IOException if it has none, as a slim Linux image
   */
  public static void require() throws IOException {
    try {
      ChartStyle.TEXT.getLineMetrics("0", new FontRenderContext(null, true, true));
    } catch (RuntimeException | Error e) { // InternalError, NoClassDefFoundError and others
      throw new IOException(
          "chart: expected fonts on this system to draw text with, got none; install them, on Debian with: apt-get install fontconfig fonts-dejavu-core",
          e);
    }
  }
}
