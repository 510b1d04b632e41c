package org.tributary.examples.spark;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.tributary.tagger.Tagger;

/** The command's rows of JSON lines and of CoNLL-U, and those that it refuses. */
@Timeout(300)
@ExtendWith(Cluster.class)
class TagRowsTest {
  @TempDir static Path folder;

  private static Path model;

  @BeforeAll
  static void start() throws IOException {
    Cluster.session();
    model = folder.resolve("small.tributary");
    SmallTagger.train(model);
  }

  private static SparkProgram.Result tag(Path input, Path output, String... more) {
    List<Object> all =
        new ArrayList<>(List.of("tag", "--model", model, "--input", input, "--output", output));
    all.addAll(List.of(more));
    return SparkProgram.run(all.toArray());
  }

  @Test
  void jsonRowsKeepTheirColumnsAndRefusedOnesAreAside() throws IOException {
    Path input = folder.resolve("rows.jsonl");
    Files.writeString(
        input,
        """
        {"id":7,"a.b":1,"tokens":["Ann","sleeps","."]}
        {"id":8,"tokens":[]}
        {"id":9}
        no json

        {"id":11,"tokens":"Her book"}
        {"id":12,"tokens":[["x"]]}
        {"id":13,"tokens":[1,2.5,true]}
        {"id":14,"tokens":["x"]} trailing
        {"id":10,"tokens":["Ann","."]}
        """);
    Path output = folder.resolve("json");
    SparkProgram.Result result = tag(input, output);
    assertThat(result.exit()).as(result.error()).isZero();
    assertThat(result.output()).contains("refused 7 rows; they are in " + output + "/_refused");
    List<JsonNode> rows = json(output);
    assertThat(rows).extracting(row -> row.get("id").asInt()).containsExactly(7, 10);
    assertThat(rows.get(0).fieldNames())
        .toIterable()
        .containsExactly("a.b", "id", "tokens", "labels", "probabilities", "spans");
    assertThat(rows.get(0).get("tokens"))
        .extracting(JsonNode::asText)
        .containsExactly("Ann", "sleeps", ".");
    try (Tagger tagger = Tagger.load(model)) {
      assertThat(rows.get(0).get("labels"))
          .extracting(JsonNode::asText)
          .isEqualTo(tagger.tag(List.of("Ann", "sleeps", ".")).labels());
    }
    String strings = "column tokens: expected an array of strings, ";
    String line = "line: expected a JSON object and nothing else, got ";
    assertThat(TagCommandTest.refused(output))
        .containsExactly(
            refusal(
                "tokens: expected at least one, got none in the sentence; leave it out",
                "{\"id\":8,\"tokens\":[]}",
                input),
            refusal(
                "column tokens: expected a value, got null; leave the row out",
                "{\"id\":9}",
                input),
            refusal(line + "no json; write one object per line", "no json", input),
            refusal(
                strings + "got \"Her book\"; split the text into tokens",
                "{\"id\":11,\"tokens\":\"Her book\"}",
                input),
            refusal(
                strings + "but token 1 is [\"x\"]; write each token in quotes",
                "{\"id\":12,\"tokens\":[[\"x\"]]}",
                input),
            refusal(
                strings + "but token 1 is 1; write each token in quotes",
                "{\"id\":13,\"tokens\":[1,2.5,true]}",
                input),
            refusal(
                line + "{\"id\":14,\"tokens\":[\"x\"]} trailing; write one object per line",
                "{\"id\":14,\"tokens\":[\"x\"]} trailing",
                input));
  }

  /** Returns a line of refused rows. */
  private static String refusal(String reason, String row, Path file) {
    return new ObjectMapper()
        .createObjectNode()
        .put("reason", reason)
        .put("file", "file://" + file)
        .put("row", row)
        .toString();
  }

  private static List<JsonNode> json(Path output) throws IOException {
    ObjectMapper mapper = new ObjectMapper();
    List<JsonNode> rows = new ArrayList<>();
    for (String line :
        new String(TagCommandTest.parts(output), StandardCharsets.UTF_8).split("\n", -1)) {
      if (!line.isEmpty()) {
        rows.add(mapper.readTree(line));
      }
    }
    return rows;
  }

  /** Empty files have an empty output in every format; files of another format are no rows. */
  @Test
  void jsonWithoutRowsOrColumn() throws IOException {
    Path empty = Files.writeString(folder.resolve("empty.jsonl"), "\n\n\n\n");
    Path output = folder.resolve("empty");
    SparkProgram.Result result = tag(empty, output);
    assertThat(result.exit()).as(result.error()).isZero();
    assertThat(TagCommandTest.parts(output)).isEmpty();
    Path text = Files.writeString(folder.resolve("text.json"), "Her book\nwas light.\n");
    assertThat(tagFails(text))
        .isEqualTo(
            "--input: expected JSON objects, one a line, got none in %s; name its format by --input-format"
                .formatted(text));
    Path other = Files.writeString(folder.resolve("other.json"), "{\"text\":[\"a\"],\"id\":1}\n");
    assertThat(tagFails(other))
        .isEqualTo(
            "--column: expected one of id, text, got tokens; name the column of token arrays, or"
                + " tag text with --tokenize");
  }

  @Test
  void otherBytesThanUtf8AreRefused() throws IOException {
    String lines = "{\"tokens\":[\"café\"]}\n";
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.write(lines.getBytes(StandardCharsets.UTF_8));
    bytes.write(lines.getBytes(StandardCharsets.ISO_8859_1));
    Path input = Files.write(folder.resolve("latin.json"), bytes.toByteArray());
    Path output = folder.resolve("latin");
    SparkProgram.Result result = tag(input, output);
    assertThat(result.exit()).as(result.error()).isZero();
    assertThat(json(output))
        .extracting(row -> row.get("tokens").get(0).asText())
        .containsExactly("café");
    assertThat(json(output).get(0).fieldNames())
        .toIterable()
        .containsExactly("tokens", "labels", "probabilities", "spans");
    assertThat(TagCommandTest.refused(output))
        .singleElement()
        .asString()
        .contains(
            "{\"reason\":\"expected UTF-8, got other bytes; convert the file, such as by iconv");
  }

  @Test
  void repeatedJsonNameIsRefused() throws IOException {
    Path input =
        Files.writeString(
            folder.resolve("twice.json"), "{\"tokens\":[\"a\"],\"Tokens\":[\"b\"]}\n");
    assertThat(tagFails(input))
        .startsWith(
            "--input: expected each name once in the JSON objects, and always in the same case, got"
                + " others in %s: ".formatted(input));
  }

  private static String tagFails(Path input) {
    SparkProgram.Result result = tag(input, folder.resolve("unwritten"));
    assertThat(result.exit()).isEqualTo(1);
    assertThat(folder.resolve("unwritten")).doesNotExist();
    return result.message();
  }

  /** Labels and spans refer to tokens, which the rows have; a bad sentence is found by its file. */
  @Test
  void conlluAsJsonHasTokensAndRefusedSentencesTheirFile() throws IOException {
    Path input = folder.resolve("two.conllu");
    String good = "# sent_id = 1\n1\tAnn\t_\t_\t_\t_\t_\t_\t_\t_\n2\t.\t_\t_\t_\t_\t_\t_\t_\t_";
    Files.writeString(input, good + "\n\n# sent_id = 2\n1 Lee\n\n");
    Path output = folder.resolve("two");
    SparkProgram.Result result = tag(input, output, "--format=json");
    assertThat(result.exit()).as(result.error()).isZero();
    assertThat(result.output()).contains("refused 1 row; it is in " + output + "/_refused");
    JsonNode row = json(output).get(0);
    assertThat(row.fieldNames())
        .toIterable()
        .containsExactly("value", "labels", "probabilities", "spans", "tokens", "conllu");
    assertThat(row.get("value").asText()).isEqualTo(good);
    assertThat(row.get("tokens")).extracting(JsonNode::asText).containsExactly("Ann", ".");
    assertThat(TagCommandTest.refused(output))
        .singleElement()
        .asString()
        .startsWith(
            "{\"reason\":\"sentence: text, line 2: expected 10 columns separated by tabs, got ")
        .contains("\"file\":\"file://" + input + "\"")
        .endsWith("\"row\":{\"value\":\"# sent_id = 2\\n1 Lee\"}}");
  }
}
