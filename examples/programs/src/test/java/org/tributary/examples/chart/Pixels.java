package org.tributary.examples.chart;

import java.awt.Color;
import java.awt.Rectangle;
import java.awt.image.BufferedImage;
import java.util.stream.IntStream;

/** Counts and places of the pixels of a picture. */
final class Pixels {
  private Pixels() {}

  /** Returns the number of pixels of exactly this colour. */
  static double area(BufferedImage image, Color colour) {
    return pixels(image, colour).count();
  }

  /** Returns the smallest rectangle that contains all pixels of exactly this colour. */
  static Rectangle bounds(BufferedImage image, Color colour) {
    Rectangle bounds = new Rectangle(-1, -1);
    pixels(image, colour)
        .forEach(k -> bounds.add(new Rectangle(k % image.getWidth(), k / image.getWidth(), 1, 1)));
    return bounds;
  }

  private static IntStream pixels(BufferedImage image, Color colour) {
    return IntStream.range(0, image.getWidth() * image.getHeight())
        .filter(k -> image.getRGB(k % image.getWidth(), k / image.getWidth()) == colour.getRGB());
  }
}
