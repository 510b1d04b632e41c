package org.tributary.examples.chart;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.util.stream.IntStream;

/** Counts of the pixels of a picture. */
final class Pixels {
  private Pixels() {}

  /** Returns the number of pixels of exactly this colour. */
  static double area(BufferedImage image, Color colour) {
    return pixels(image, colour).count();
  }

  private static IntStream pixels(BufferedImage image, Color colour) {
    return IntStream.range(0, image.getWidth() * image.getHeight())
        .filter(k -> image.getRGB(k % image.getWidth(), k / image.getWidth()) == colour.getRGB());
  }
}
