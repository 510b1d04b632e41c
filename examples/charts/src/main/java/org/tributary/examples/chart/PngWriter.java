package org.tributary.examples.chart;

import java.awt.Color;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.knowm.xchart.internal.chartpart.IChart;

/** A writer of PNG files: a title, charts below each other and a caption. */
final class PngWriter {

  /** Scale in each direction, for screens of high resolution. */
  private static final int SCALE = 2;

  private static final int TITLE_HEIGHT = 34;
  private static final int CAPTION_LINE = 15;
  private static final int MARGIN = 14;

  private PngWriter() {}

  /**
   * Writes charts of equal width.
   *
   * @param title the heading; empty for none, as for a chart that draws its own
   * @param caption the text at the bottom, broken between words; empty for none
   */
  static void write(String title, List<? extends IChart> charts, String caption, Path file)
      throws IOException {
    Fonts.require();
    int width = charts.get(0).getWidth();
    int top = title.isEmpty() ? 0 : TITLE_HEIGHT;
    int height = charts.stream().mapToInt(IChart::getHeight).sum();
    List<String> lines = lines(caption, width - 2 * MARGIN);
    int bottom = lines.isEmpty() ? 0 : MARGIN + CAPTION_LINE * lines.size();
    BufferedImage image = image(SCALE * width, SCALE * (top + height + bottom));
    Graphics2D graphics = image.createGraphics();
    graphics.setRenderingHint(
        RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
    graphics.scale(SCALE, SCALE);
    graphics.setColor(Color.WHITE);
    graphics.fillRect(0, 0, width, top + height + bottom);
    draw(graphics, title, ChartStyle.TITLE, TITLE_HEIGHT - MARGIN / 2);
    int y = top;
    for (IChart chart : charts) {
      Graphics2D part = (Graphics2D) graphics.create();
      part.translate(0, y);
      chart.paint(part, width, chart.getHeight());
      part.dispose();
      y += chart.getHeight();
    }
    for (int k = 0; k < lines.size(); k++) {
      draw(graphics, lines.get(k), ChartStyle.CAPTION, y + CAPTION_LINE * (k + 1));
    }
    graphics.dispose();
    save(image, file);
  }

  private static void draw(Graphics2D graphics, String text, Font font, int baseline) {
    graphics.setColor(Color.BLACK);
    graphics.setFont(font);
    graphics.drawString(text, MARGIN, baseline);
  }

  /**
   * Breaks a text between words into lines of at most {@code width}; a wider word has a line of its
   * own.
   */
  private static List<String> lines(String text, int width) {
    Graphics2D graphics = image(1, 1).createGraphics();
    FontMetrics metrics = graphics.getFontMetrics(ChartStyle.CAPTION);
    graphics.dispose();
    List<String> lines = new ArrayList<>();
    String line = "";
    for (String word : text.split(" ", -1)) {
      String longer = line.isEmpty() ? word : line + " " + word;
      if (!line.isEmpty() && metrics.stringWidth(longer) > width) {
        lines.add(line);
        longer = word;
      }
      line = longer;
    }
    if (!line.isEmpty()) {
      lines.add(line);
    }
    return lines;
  }

  private static BufferedImage image(int width, int height) {
    return new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
  }

  /** Encodes in memory first: ImageIO would replace a pipe or a device by a file. */
  private static void save(BufferedImage image, Path file) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageIO.write(image, "png", bytes);
    Files.createDirectories(file.toAbsolutePath().getParent());
    Files.write(file, bytes.toByteArray());
  }
}
