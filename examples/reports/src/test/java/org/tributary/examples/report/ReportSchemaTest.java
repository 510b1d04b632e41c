package org.tributary.examples.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReportSchemaTest {
  private final Schema schema = schema();

  private static Schema schema() {
    try (InputStream json = ReportSchemaTest.class.getResourceAsStream("report.schema.json")) {
      return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
          .getSchema(new String(json.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private List<Error> errors(JsonNode json) {
    return schema.validate(json);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void reportsAreValid(boolean spans) {
    assertThat(errors(ReportJson.of(SampleContents.contents(SampleContents.random(3, spans)))))
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void comparisonsAreValid(boolean spans) {
    assertThat(errors(ReportJson.of(SampleContents.comparison(spans)))).isEmpty();
  }

  @Test
  void unknownAndMissingNamesAreInvalid() {
    ObjectNode json = ReportJson.of(SampleContents.contents(SampleContents.random(3, true)));
    json.put("other", 1);
    assertThat(errors(json)).isNotEmpty();
    json.remove("other");
    json.remove("score");
    assertThat(errors(json)).isNotEmpty();
  }
}
