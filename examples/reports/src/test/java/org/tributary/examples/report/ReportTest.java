package org.tributary.examples.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.tributary.examples.report.SampleContents.token;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tributary.evaluation.ScoredText;
import org.tributary.evaluation.TextEvaluation;
import org.tributary.examples.page.PageRenderer;

class ReportTest {
  // 3 of 5 words correct; known: 2 of 3; unknown: 1 of 2
  private static final ReportContents TAGS =
      SampleContents.contents(
          SampleContents.text(
              token("see", "VERB", "VERB", 0.9),
              token("<b>", "NOUN", "A|B", 0.987),
              token("<i>", "NOUN", "NOUN", 0.4),
              token("a_b", "A|B", "NOUN", 0.6),
              token("|", "A|B", "A|B", 0.8)));

  private static final ReportContents SPANS =
      SampleContents.contents(SampleContents.random(1, true));

  private static String html(ReportContents contents) {
    return PageRenderer.html(ReportPage.of(contents), ReportJson.of(contents));
  }

  private static String markdown(Report.Contents contents) {
    return PageRenderer.markdown(contents.page());
  }

  @Test
  void headlineOfTagsIsTheAccuracy() {
    assertThat(markdown(TAGS))
        .contains("| Accuracy | **60.00 %** |")
        .contains("| Known words | **66.67 %** |", "| Unknown words | **50.00 %** |")
        .contains("| Known-word rate | **60.00 %** | words known from training |")
        .contains(
            "| Words/s | **10** | in 0.5 s; depends on the load |",
            "| Model | **1.2 MB** | file size |")
        .contains("4 March 2026, 05:06 +01:00")
        .doesNotContain("Span F1");
  }

  @Test
  void headlineOfSpansIsTheirF1() {
    String markdown = markdown(SPANS);
    assertThat(markdown.indexOf("| Span F1 |"))
        .isPositive()
        .isLessThan(markdown.indexOf("| Token accuracy |"));
    assertThat(markdown)
        .containsPattern(
            "\\| Span F1 \\| \\*\\*\\d+\\.\\d\\d %\\*\\* \\| 95 % interval \\d+\\.\\d\\d–\\d+\\.\\d\\d % \\|");
  }

  @Test
  void labelsHaveTheirScores() {
    // NOUN: 1 of 2 predicted, of 2 gold
    assertThat(markdown(TAGS))
        .contains("| NOUN | 50.00 % | 50.00 % | 50.00 % | 2 |")
        .contains("| VERB | 100.00 % | 100.00 % | 100.00 % | 1 |");
  }

  @Test
  void matrixShadeIsTheSquareRootOfTheRowShare() {
    assertThat(html(TAGS))
        .contains("style=\"--shade:0.707\" title=\"NOUN tagged as A|B: 50.00 %\"><bdi>1</bdi>")
        .contains("style=\"--shade:1.000\" title=\"VERB tagged as VERB: 100.00 %\"");
  }

  /** A matrix of 2,000 × 2,000 tags would take hundreds of megabytes. */
  @Test
  void matrixIsLimitedToTheMostFrequentLabels() {
    List<ScoredText.Token> tokens = new ArrayList<>();
    for (int i = 0; i < 303; i++) {
      for (int n = 0; n < 400 - i; n++) {
        tokens.add(ScoredText.Token.of("w", "T" + i, "T" + i));
      }
    }
    ReportContents many =
        SampleContents.contents(new ScoredText(List.of(new ScoredText.Sentence(tokens))));
    for (String page : List.of(html(many), markdown(many))) {
      assertThat(page).contains("The 203 rarest labels are omitted.", "T302");
    }
    assertThat(html(many)).containsOnlyOnce("T99 tagged as T98").doesNotContain("T100 tagged");
    assertThat(html(many)).hasSizeLessThan(4_000_000);
  }

  @Test
  void htmlIsEscaped() {
    assertThat(html(TAGS))
        .contains("<h1>A &lt;tagger&gt; on dev|test</h1>", "&lt;b&gt;</mark>", "a &amp; b")
        .doesNotContain("<b>", "<tagger>");
    // a script element ends at the first </script, whatever its contents
    String data = html(SPANS).replaceAll("(?s).*id=\"data\">(.*?)</script>.*", "$1");
    assertThat(data).contains("\\u003c/script>", "\"provenance\"");
  }

  @Test
  void markdownIsEscaped() {
    assertThat(markdown(TAGS))
        .contains("# A \\<tagger\\> on dev\\|test")
        .contains(
            "| 1 | see **\\<b\\>** \\<i\\> a\\_b \\| (unknown word) | NOUN | A\\|B | 98.70 % |");
  }

  @Test
  void markdownTablesAreRectangular() {
    for (ReportContents contents : List.of(TAGS, SPANS)) {
      for (String block : markdown(contents).split("\n\n", -1)) {
        List<Integer> columns =
            block
                .lines()
                .filter(line -> line.startsWith("|"))
                .map(line -> line.replace("\\|", "").split("\\|", -1).length)
                .distinct()
                .toList();
        assertThat(columns).as(block).hasSizeLessThan(2);
      }
    }
  }

  @Test
  void htmlElementsAreClosed() {
    String elements = html(SPANS).replaceAll("(?s)<(script|style)[ >].*?</\\1>", "");
    for (String name :
        List.of("table", "tr", "td", "th", "section", "div", "span", "main", "details", "mark")) {
      long open = Pattern.compile("<" + name + "[ >]").matcher(elements).results().count();
      long closed = Pattern.compile("</" + name + ">").matcher(elements).results().count();
      assertThat(open).as(name).isPositive().isEqualTo(closed);
    }
  }

  @Test
  void firstBestEpochIsMarked() {
    assertThat(markdown(TAGS))
        .contains("| 1 | 1.2500 | 50.00 % |  |")
        .contains("| **2** | **0.7500** | **87.50 %** | **best** |")
        .contains("| 3 | 0.5000 | 87.50 % |  |");
  }

  @Test
  void pageNeedsNoNetwork() {
    assertThat(html(SPANS))
        .contains("Chart.js v4")
        .doesNotContain("sourceMappingURL")
        .doesNotContainPattern(" src=\"| href=\"[^#]|@import|url\\(");
  }

  @Test
  void missingPartsAreOmitted() {
    ReportContents bare =
        new ReportContents(
            SampleContents.TIME,
            new ScoredModel(
                "bare",
                TextEvaluation.of(SampleContents.text(ScoredText.Token.of("a", "X", "X"))),
                OptionalDouble.empty(),
                OptionalLong.empty()),
            List.of(),
            List.of(),
            List.of());
    assertThat(markdown(bare))
        .doesNotContain("Learning curve", "Calibration", "Known words", "Words/s", "Provenance")
        .contains("Labels", "100.00 %");
    JsonNode json = ReportJson.of(bare);
    assertThat(json.get("calibration").isNull()).isTrue();
    assertThat(json.get("knownWords").isNull()).isTrue();
    assertThat(json.get("seconds").isNull()).isTrue();
  }

  /** Long sentences are cut to a window. */
  @Test
  void exampleHasTheWordsAroundItsToken() {
    ScoredText.Token[] tokens = new ScoredText.Token[1000];
    for (int i = 0; i < tokens.length; i++) {
      tokens[i] = token("w" + i, "A", i == 400 ? "B" : "A", 0.9);
    }
    JsonNode mistake =
        ReportJson.of(SampleContents.contents(SampleContents.text(tokens)))
            .get("confidentMistakes")
            .get(0);
    assertThat(mistake.get("token").intValue()).isEqualTo(400);
    assertThat(mistake.get("firstWord").intValue()).isEqualTo(300);
    assertThat(mistake.get("words")).hasSize(201);
    assertThat(mistake.get("words").get(100).textValue()).isEqualTo("w400");
  }

  @Test
  void exampleOfASpanHasTheWordsAroundBothSpans() {
    ScoredText.Token[] tokens = new ScoredText.Token[300];
    for (int i = 0; i < tokens.length; i++) {
      String gold = i == 5 ? "B-X" : i == 6 ? "I-X" : "O";
      String predicted = i == 6 ? "B-X" : i == 7 ? "I-X" : "O";
      tokens[i] = token("w" + i, gold, predicted, 0.9);
    }
    JsonNode error =
        ReportJson.of(SampleContents.contents(SampleContents.text(tokens)))
            .at("/spans/errors/0/examples/0");
    assertThat(error.at("/gold/begin").intValue()).isEqualTo(5);
    assertThat(error.at("/predicted/end").intValue()).isEqualTo(8);
    assertThat(error.get("firstWord").intValue()).isZero();
    assertThat(error.get("words")).hasSize(108);
  }

  /** A model that predicts no span has no precision, and so no interval of it. */
  @Test
  void scoreWithoutAnIntervalHasNone() {
    ScoredText text =
        SampleContents.text(token("Ann", "B-PER", "O", 0.9), token("runs", "O", "O", 0.9));
    ScoredModel model =
        new ScoredModel("a", TextEvaluation.of(text), OptionalDouble.empty(), OptionalLong.empty());
    ComparisonContents contents = ComparisonContents.of("none", List.of(model, model));
    assertThat(Estimates.interval(model.evaluation().spans().orElseThrow().precision())).isEmpty();
    assertThat(markdown(contents)).contains("| Precision | 0.00 % | 0.00 % |");
  }

  @Test
  void threeFilesAreWritten(@TempDir Path folder) throws IOException {
    Report report = Report.in(folder.resolve("new").resolve("deep"));
    assertThat(report.html()).doesNotExist();
    report.write(TAGS);
    assertThat(report.html()).hasFileName("report.html").hasContent(html(TAGS));
    assertThat(report.markdown()).hasFileName("report.md").hasContent(markdown(TAGS));
    assertThat(report.json()).hasFileName("report.json").hasContent(Report.json(TAGS));
    assertThat(new ObjectMapper().readTree(report.json().toFile()).at("/score/value").asDouble())
        .isEqualTo(0.6);
  }

  @Test
  void fileInPlaceOfFolderIsRejected(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "");
    assertThatThrownBy(() -> Report.in(file))
        .hasMessage(
            file
                + ": the folder cannot be created; does a file of that name exist, or is writing not permitted?");
  }
}
