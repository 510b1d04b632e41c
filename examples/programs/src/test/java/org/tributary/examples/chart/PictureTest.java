package org.tributary.examples.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Positions and areas, in pixels, of what the pictures show. */
class PictureTest {
  private static final Color BLUE = Picture.PALETTE.get(0);
  private static final Color ORANGE = Picture.PALETTE.get(1);

  @TempDir private Path folder;

  /** The areas of the colours are proportional to the steps of the labels in both bands. */
  @Test
  @Timeout(60)
  void bandsHaveTheColoursOfTheirLabels() throws IOException {
    List<String> gold = labels(60, "a", 40, "b");
    List<String> predicted = labels(20, "a", 80, "b");
    Path file = folder.resolve("new folder/timeline.png");
    Picture.timeline(file, "title", gold, predicted, Collections.nCopies(100, 0.5));
    BufferedImage image = ImageIO.read(file.toFile());
    double first = Pixels.area(image, BLUE);
    double second = Pixels.area(image, ORANGE);
    assertThat(first / (first + second)).isBetween(0.38, 0.42); // 80 of 200 steps
    assertThat(first + second).isGreaterThan(0.15 * image.getWidth() * image.getHeight());
  }

  private static List<String> labels(int first, String a, int second, String b) {
    return IntStream.range(0, first + second).mapToObj(t -> t < first ? a : b).toList();
  }

  @Test
  @Timeout(60)
  void singleStepAndManyLabelsAreDrawn() throws IOException {
    Path one = folder.resolve("1.png");
    Picture.timeline(one, "one", List.of("a"), List.of("b"), List.of(1.0));
    List<String> many = IntStream.range(0, 30).mapToObj(k -> "label " + k).toList();
    Path thirty = folder.resolve("30.png");
    Picture.timeline(thirty, "30", many, many, Collections.nCopies(30, 0.1));
    assertThat(one).isNotEmptyFile();
    assertThat(thirty).isNotEmptyFile();
  }

  @Test
  void curvesAreAtTheirValues() throws IOException {
    Path file = folder.resolve("curves.png");
    Map<String, List<Double>> curves = new java.util.LinkedHashMap<>();
    curves.put("low", List.of(1.0, 1.0, 1.0));
    curves.put("high", List.of(5.0, 5.0, 5.0));
    Picture.learningCurves(file, "t", 10, curves);
    BufferedImage image = ImageIO.read(file.toFile());
    BufferedImage plot = image.getSubimage(0, 0, image.getWidth(), 2 * 320); // above the legend
    double distance =
        Pixels.bounds(plot, BLUE).getCenterY() - Pixels.bounds(plot, ORANGE).getCenterY();
    assertThat(distance).isGreaterThan(300); // upward, over most of the plot
    assertThat(Pixels.bounds(plot, BLUE).getWidth()).isGreaterThan(1000);
  }

  @Test
  void regressionPointsLieAtTheirErrors() throws IOException {
    Path file = folder.resolve("regression.png");
    Picture.regression(file, "t", List.of(0f, 5f, 10f), List.of(0f, 9f, 10f));
    BufferedImage image = ImageIO.read(file.toFile());
    Color light = new Color(0xA5CDE4); // the palette's blue, 90 of 255, on white
    BufferedImage plot = image.getSubimage(0, 0, image.getWidth(), 2 * 475);
    double low = Pixels.bounds(plot, light).getMaxY(); // of the point (0, 0)
    double high = Pixels.bounds(plot, light).getMinY(); // of the point (10, 10)
    double middle =
        Pixels.bounds(
                plot.getSubimage(plot.getWidth() * 2 / 5, 0, plot.getWidth() / 4, plot.getHeight()),
                light)
            .getCenterY();
    assertThat((low - middle) / (low - high)).isCloseTo(0.9, within(0.03));
  }

  @Test
  void unwritableFileIsNamed() throws IOException {
    Path taken = Files.createDirectories(folder.resolve("taken.png"));
    assertThatThrownBy(() -> Picture.learningCurves(taken, "t", 10, Map.of("c", List.of(1.0))))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(taken.toString());
  }
}
