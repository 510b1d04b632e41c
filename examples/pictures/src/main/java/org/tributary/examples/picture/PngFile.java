package org.tributary.examples.picture;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.knowm.xchart.internal.chartpart.IChart;

/** The writer of charts as PNG files. */
final class PngFile {

  /** Pixels in each direction for one of the nominal size, for screens of high resolution. */
  static final int SCALE = 2;

  private static final int CAPTION_HEIGHT = 28;
  private static final int MARGIN = 14;

  private PngFile() {}

  /**
   * Writes charts of one width, each below the one before, and a caption.
   *
   * @param caption the text at the bottom; empty for none
   */
  static void write(List<? extends IChart> charts, String caption, Path file) throws IOException {
    int height = charts.stream().mapToInt(IChart::getHeight).sum();
    int whole = height + (caption.isEmpty() ? 0 : CAPTION_HEIGHT);
    int width = charts.get(0).getWidth();
    BufferedImage image =
        new BufferedImage(SCALE * width, SCALE * whole, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    try {
      graphics.scale(SCALE, SCALE);
      graphics.setColor(Color.WHITE);
      graphics.fillRect(0, 0, width, whole);
      for (IChart chart : charts) {
        Graphics2D part = (Graphics2D) graphics.create();
        chart.paint(part, chart.getWidth(), chart.getHeight());
        part.dispose();
        graphics.translate(0, chart.getHeight());
      }
      graphics.setRenderingHint(
          RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
      graphics.setColor(Color.DARK_GRAY);
      graphics.setFont(ChartStyle.CAPTION);
      graphics.drawString(caption, MARGIN, CAPTION_HEIGHT - MARGIN);
    } finally {
      graphics.dispose();
    }
    Files.createDirectories(file.toAbsolutePath().getParent());
    ImageIO.write(image, "png", file.toFile());
  }
}
