package org.tributary.examples.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Properties;
import org.tributary.tribuo.EpochSummary;

/** What the page needs to draw the learning curve: its numbers, and the library that draws. */
final class LearningCurve {

  private static final String WEBJAR = "/META-INF/maven/org.webjars.npm/chart.js/pom.properties";
  private static final String SCRIPT = "/META-INF/resources/webjars/chart.js/%s/dist/chart.umd.js";

  private LearningCurve() {}

  /** Three lists of numbers, one entry an epoch; an accuracy that is not known is null. */
  static String json(List<EpochSummary> history) {
    ObjectNode curve = JsonNodeFactory.instance.objectNode();
    ArrayNode epochs = curve.putArray("epochs");
    ArrayNode losses = curve.putArray("losses");
    ArrayNode accuracies = curve.putArray("accuracies");
    for (EpochSummary point : history) {
      epochs.add(point.epoch());
      losses.add(point.loss());
      if (point.devScore().isPresent()) {
        accuracies.add(100 * point.devScore().getAsDouble());
      } else {
        accuracies.addNull();
      }
    }
    return curve.toString();
  }

  /** Chart.js, whole, without the pointer to its source map. */
  static String chartScript() {
    Properties webjar = new Properties();
    try (InputStream properties = LearningCurve.class.getResourceAsStream(WEBJAR)) {
      webjar.load(properties);
      String path = SCRIPT.formatted(webjar.getProperty("version"));
      try (InputStream script = LearningCurve.class.getResourceAsStream(path)) {
        return new String(script.readAllBytes(), StandardCharsets.UTF_8)
            .replaceFirst("(?m)^//# sourceMappingURL=.*$", "");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
