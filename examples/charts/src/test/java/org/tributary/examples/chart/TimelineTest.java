package org.tributary.examples.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class TimelineTest {

  @TempDir private Path folder;

  /** The areas of the colours are proportional to the steps of the labels in both bands. */
  @Test
  @Timeout(60)
  void bandsHaveTheColoursOfTheirLabels() throws IOException {
    List<String> gold = labels(60, "a", 40, "b");
    List<String> predicted = labels(20, "a", 80, "b");
    Path file = folder.resolve("new folder/timeline.png");
    new Timeline("title", gold, predicted, Collections.nCopies(100, 0.5)).write(file);
    BufferedImage image = ImageIO.read(file.toFile());
    double first = Pixels.area(image, ChartStyle.PALETTE.get(0));
    double second = Pixels.area(image, ChartStyle.PALETTE.get(1));
    assertThat(first / (first + second)).isBetween(0.38, 0.42); // 80 of 200 steps
    assertThat(first + second).isGreaterThan(0.15 * image.getWidth() * image.getHeight());
  }

  @Test
  @Timeout(60)
  void singleStepAndManyLabelsAreDrawn() throws IOException {
    new Timeline("one", List.of("a"), List.of("b"), List.of(1.0)).write(folder.resolve("1.png"));
    List<String> many = IntStream.range(0, 30).mapToObj(k -> "label " + k).toList();
    new Timeline("30", many, many, Collections.nCopies(30, 0.1)).write(folder.resolve("30.png"));
    assertThat(folder.resolve("1.png")).isNotEmptyFile();
    assertThat(folder.resolve("30.png")).isNotEmptyFile();
  }

  @Test
  void listsOfDifferentSizesAreRejected() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Timeline("t", List.of("a"), List.of("a", "b"), List.of(1.0)))
        .withMessage(
            "timeline: expected lists of one size, at least 1, got 1 gold labels, 2 predicted"
                + " labels, 1 probabilities");
  }

  private static List<String> labels(int first, String a, int second, String b) {
    return IntStream.range(0, first + second).mapToObj(t -> t < first ? a : b).toList();
  }
}
