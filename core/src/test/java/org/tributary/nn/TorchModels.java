package org.tributary.nn;

import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * A process of {@code docs/golden/random_models.py}, which computes {@link ModelGenerator generated
 * cases} in PyTorch. Thread-safe.
 */
final class TorchModels implements AutoCloseable {
  private final ObjectMapper json =
      JsonMapper.builder().enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS).build();
  private final Process process;
  private final BufferedWriter cases;
  private final BufferedReader answers;

  TorchModels(String python) {
    try {
      process =
          new ProcessBuilder(python, "../docs/golden/random_models.py")
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    cases =
        new BufferedWriter(
            new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8));
    answers =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  /** Returns the results of a case. */
  JsonNode results(JsonNode drawn) {
    return answer(drawn);
  }

  /** Returns the largest difference of each quantity of a case in float32. */
  JsonNode noise(ObjectNode drawn) {
    return answer(drawn.deepCopy().put("noise", true)).get("noise");
  }

  private synchronized JsonNode answer(JsonNode drawn) {
    try {
      cases.write(json.writeValueAsString(drawn));
      cases.newLine();
      cases.flush();
      String line = answers.readLine();
      if (line == null) {
        throw new AssertionError("random_models.py has ended");
      }
      JsonNode answer = json.readTree(line);
      if (answer.has("error")) {
        throw new AssertionError("random_models.py: " + answer.get("error").asText());
      }
      return answer;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    process.destroy();
  }
}
