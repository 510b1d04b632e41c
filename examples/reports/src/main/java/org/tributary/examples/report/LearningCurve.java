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

/** The data and the script of the learning curve chart. */
final class LearningCurve {

  private static final String WEBJAR = "/META-INF/maven/org.webjars.npm/chart.js/pom.properties";
  private static final String SCRIPT = "/META-INF/resources/webjars/chart.js/%s/dist/chart.umd.js";

  private LearningCurve() {}

  /** Returns three arrays with one entry per epoch as JSON; an unknown dev score is null. */
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

  /** Returns the Chart.js script without its source map reference. */
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
