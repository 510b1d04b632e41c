package org.tributary.examples.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.tributary.examples.command.Cli;

/** A benchmark run and the JSON that it wrote. */
record BenchOutput(Cli run, JsonNode json) {

  /** Runs a benchmark and checks that it succeeds and writes a well-formed JSON and PNG file. */
  static BenchOutput of(Path folder, String... arguments) throws IOException {
    Path json = folder.resolve("result.json");
    Path figure = folder.resolve("result.png");
    String[] files = {"--json", json.toString(), "--figure", figure.toString()};
    String[] all = Stream.of(arguments, files).flatMap(Stream::of).toArray(String[]::new);
    Cli run = BenchCli.run(all).succeeds();
    JsonNode read = new ObjectMapper().readTree(json.toFile());
    if (arguments[0].equals("layers")) {
      assertThat(read.isArray()).isTrue();
    } else {
      assertThat(read.get("benchmark").asText()).isEqualTo(arguments[0]);
    }
    assertThat(read.findValue("machine").get("java").asText())
        .isEqualTo(System.getProperty("java.version"));
    BufferedImage image = ImageIO.read(figure.toFile());
    assertThat(image.getWidth()).isEqualTo(1600);
    assertThat(image.getHeight()).isBetween(100, 10_000);
    assertThat(colouredPixels(image)).isGreaterThan(50); // texts and axes are grey
    return new BenchOutput(run, read);
  }

  private static long colouredPixels(BufferedImage image) {
    return IntStream.range(0, image.getWidth() * image.getHeight())
        .mapToObj(k -> new Color(image.getRGB(k % image.getWidth(), k / image.getWidth())))
        .filter(
            colour ->
                Math.abs(colour.getRed() - colour.getGreen()) > 40
                    || Math.abs(colour.getGreen() - colour.getBlue()) > 40)
        .count();
  }
}
