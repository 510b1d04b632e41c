package org.tributary.examples.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
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
  void unwritableFileIsNamed() throws IOException {
    Path taken = Files.createDirectories(folder.resolve("taken.png"));
    assertThatThrownBy(() -> Picture.timeline(taken, "t", List.of("a"), List.of("a"), List.of(1.0)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(taken.toString());
  }
}
