package org.tributary.examples.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mockito.Mockito;
import org.tribuo.provenance.EvaluationProvenance;
import org.tributary.tribuo.EpochSummary;
import org.tributary.tribuo.evaluation.ConfusionMatrix;
import org.tributary.tribuo.evaluation.ConfusionMatrix.Cell;
import org.tributary.tribuo.evaluation.LabelScore;
import org.tributary.tribuo.evaluation.Mistake;
import org.tributary.tribuo.evaluation.SpanEvaluation;
import org.tributary.tribuo.evaluation.TaggingEvaluation;
import org.tributary.tribuo.evaluation.Tally;

class ReportTest {

  private static final List<EpochSummary> HISTORY =
      List.of(
          new EpochSummary(1, 1.25, OptionalDouble.of(0.5)),
          new EpochSummary(2, 0.75, OptionalDouble.of(0.875)),
          new EpochSummary(3, 0.5, OptionalDouble.of(0.875)));

  private static final TaggingEvaluation EVALUATION =
      new TaggingEvaluation(
          1200,
          new Tally(2500, 3000),
          new Tally(30, 40),
          new ConfusionMatrix(
              Map.of(
                  new Cell("NOUN", "NOUN"), 2000L,
                  new Cell("NOUN", "A|B"), 500L,
                  new Cell("A|B", "A|B"), 530L,
                  new Cell("A|B", "NOUN"), 10L,
                  new Cell("<X>", "NOUN"), 1L)),
          Set.of("A|B", "NOUN"),
          List.of(
              new Mistake(
                  17,
                  List.of("see", "the", "<b>", "|", "a_b"),
                  2,
                  "NOUN",
                  "A|B",
                  OptionalDouble.of(0.987),
                  true),
              new Mistake(
                  18, List.of("*", "&amp;"), 1, "A|B", "NOUN", OptionalDouble.empty(), false)),
          Mockito.mock(EvaluationProvenance.class));

  private static final SpanEvaluation SPANS =
      new SpanEvaluation(
          new Tally(90, 100),
          List.of(new LabelScore("A|B", 3, 4, 6), new LabelScore("PER", 1200, 1200, 1600)),
          Mockito.mock(EvaluationProvenance.class));

  private static ReportModel model(List<EpochSummary> history) {
    return model(history, Optional.of(SPANS));
  }

  private static ReportModel model(List<EpochSummary> history, Optional<SpanEvaluation> spans) {
    return model(history, spans, EVALUATION.confusion());
  }

  private static ReportModel model(
      List<EpochSummary> history, Optional<SpanEvaluation> spans, ConfusionMatrix confusion) {
    return new ReportModel(
        "A <tagger> on dev|test",
        OffsetDateTime.of(2026, 3, 4, 5, 6, 7, 0, ZoneOffset.ofHours(1)),
        new TaggingEvaluation(
            EVALUATION.sentences(),
            EVALUATION.known(),
            EVALUATION.unknown(),
            confusion,
            EVALUATION.trainedLabels(),
            EVALUATION.mistakes(),
            EVALUATION.provenance()),
        spans,
        0.5,
        1_234_567,
        89_012,
        history,
        List.of(new FactSheet("Machine", List.of(new FactSheet.Fact("OS", "a & b")))));
  }

  private final String html = ReportRenderer.html(model(HISTORY));
  private final String markdown = ReportRenderer.markdown(model(HISTORY));

  @Test
  void scoresAndSizesAreShown() {
    for (String page : List.of(html, markdown)) {
      assertThat(page)
          .contains("83.22 %", "2,530 of 3,040", "83.33 %", "75.00 %", "30 of 40", "6,080")
          .contains("1,200 sentences in 0.5 s", "1.2 MB", "89.0 kB", "4 March 2026, 05:06 +01:00")
          .contains("1.2500", "87.50 %", "98.70 %", "20.00 %", "Machine", "words/s");
    }
  }

  @Test
  void tablesHaveStandardHeadings() {
    assertThat(html)
        .contains("<th>Spans</th><th>Predicted</th>")
        .contains("<th class=\"text\">Predicted</th><th>Count</th>")
        .contains("<th>Tag</th><th>Predicted</th><th>Confidence</th>");
    assertThat(markdown)
        .contains("| F1 | spans | predicted |")
        .contains("| tag | predicted | count | share of the tag's words |")
        .contains("| in context | tag | predicted | confidence |");
  }

  @Test
  void eachTagHasItsScores() {
    // precision 2000 of 2011, recall 2000 of 2500, F1 4000 / 4511
    assertThat(markdown).contains("| NOUN | 99.45 % | 80.00 % | 88.67 % | 2,500 |");
    assertThat(html).contains("<td>99.45 %</td><td>80.00 %</td><td>88.67 %</td>");
  }

  @Test
  void matrixShadeIsTheSquareRootOfTheRowShare() {
    assertThat(html)
        .contains("class=\"wrong\" style=\"--shade:0.447\"", "NOUN tagged as A|B: 20.00 %\">500<")
        .contains("class=\"right\" style=\"--shade:0.894\"");
  }

  /** A matrix of 2,000 × 2,000 tags would take hundreds of megabytes. */
  @Test
  void matrixIsLimitedToTheMostFrequentTags() {
    Map<Cell, Long> counts = new HashMap<>();
    for (int i = 0; i < 303; i++) {
      counts.put(new Cell("T" + i, "T" + i), 10_000L - i);
    }
    ReportModel many = model(HISTORY, Optional.empty(), new ConfusionMatrix(counts));
    for (String page : List.of(ReportRenderer.html(many), ReportRenderer.markdown(many))) {
      assertThat(page).contains("The 203 rarest tags are omitted.", "T302");
    }
    assertThat(ReportRenderer.markdown(many))
        .contains("| **T99** |")
        .doesNotContain("| **T100** |");
    assertThat(ReportRenderer.html(many))
        .containsOnlyOnce("T99 tagged as T98")
        .hasSizeLessThan(3_000_000);
    assertThat(html + markdown).doesNotContain("omitted");
  }

  @Test
  void htmlIsEscaped() {
    assertThat(html)
        .contains("<h1>A &lt;tagger&gt; on dev|test</h1>", "<mark>&lt;b&gt;</mark>")
        .contains("<mark>&amp;amp;</mark>", "a &amp; b", "<b>&lt;X&gt;</b>")
        .doesNotContain("<b>|", "<tagger>");
  }

  @Test
  void markdownIsEscaped() {
    assertThat(markdown)
        .contains("# A \\<tagger\\> on dev\\|test")
        .contains("| 17 | see the **\\<b\\>** \\| a\\_b (unknown word) | NOUN | A\\|B | 98.70 % |")
        .contains("| 18 | \\* **&amp;amp;**  | A\\|B | NOUN | – |");
    assertThat(MarkdownText.escape("a\nb`c\\d")).isEqualTo("a b\\`c\\\\d");
  }

  @Test
  void markdownTablesAreRectangular() {
    for (String block : markdown.split("\n\n", -1)) {
      List<Integer> columns =
          block
              .lines()
              .filter(line -> line.startsWith("|"))
              .map(line -> line.replace("\\|", "").split("\\|", -1).length)
              .distinct()
              .toList();
      assertThat(columns).as(block).hasSizeLessThan(2);
    }
    assertThat(markdown).contains("| **NOUN** | 2,000 | 500 |", "| **A\\|B** | 10 | 530 |");
  }

  @Test
  void htmlElementsAreClosed() {
    String elements = html.replaceAll("(?s)<(script|style)[ >].*?</\\1>", "");
    for (String name : List.of("table", "tr", "td", "th", "section", "div", "span", "main")) {
      long open = Pattern.compile("<" + name + "[ >]").matcher(elements).results().count();
      long closed = Pattern.compile("</" + name + ">").matcher(elements).results().count();
      assertThat(open).as(name).isPositive().isEqualTo(closed);
    }
  }

  @Test
  void spansAreShownIfPresent() {
    // arithmetic: 3 of 6 predicted, of 4 gold; 1200 of 1600, of 1200; 1203 of 1606, of 1204
    assertThat(markdown)
        .contains(
            """
            | A\\|B | 50.00 % | 75.00 % | 60.00 % | 4 | 6 |
            | PER | 75.00 % | 100.00 % | 85.71 % | 1,200 | 1,600 |
            | all spans | 74.91 % | 99.92 % | 85.62 % | 1,204 | 1,606 |
            """);
    assertThat(html)
        .contains(
            "<tr><th scope=\"row\">PER</th><td>75.00 %</td><td>100.00 %</td><td>85.71 %</td><td"
                + " class=\"bar\"><span style=\"width:85.7%\"></span></td><td>1,200</td>"
                + "<td>1,600</td></tr>");
    ReportModel none = model(HISTORY, Optional.empty());
    assertThat(ReportRenderer.html(none)).doesNotContain("Spans");
    assertThat(ReportRenderer.markdown(none)).doesNotContain("Spans");
  }

  @Test
  void firstBestEpochIsMarked() {
    assertThat(markdown)
        .contains("| 1 | 1.2500 | 50.00 % |  |")
        .contains("| 2 | 0.7500 | 87.50 % | best |")
        .contains("| 3 | 0.5000 | 87.50 % |  |");
  }

  @Test
  void curveNeedsNoNetwork() {
    assertThat(html)
        .contains("{\"epochs\":[1,2,3],\"losses\":[1.25,0.75,0.5],\"accuracies\":[50.0,87.5,87.5]}")
        .contains("Chart.js v4")
        .doesNotContain("sourceMappingURL")
        .doesNotContainPattern("(?:src|href)=");
    assertThat(LearningCurve.json(List.of(new EpochSummary(1, 2, OptionalDouble.empty()))))
        .isEqualTo("{\"epochs\":[1],\"losses\":[2.0],\"accuracies\":[null]}");
  }

  @Test
  void missingCurveIsOmitted() {
    String page = ReportRenderer.html(model(List.of()));
    assertThat(page).doesNotContain("Learning curve", "<script", "canvas id").contains("Tags");
    assertThat(ReportRenderer.markdown(model(List.of()))).doesNotContain("Learning curve");
  }

  @Test
  void bothFilesAreWritten(@TempDir Path folder) throws IOException {
    Report report = Report.in(folder.resolve("new").resolve("deep"));
    assertThat(report.html()).doesNotExist();
    report.write(model(HISTORY));
    assertThat(report.html()).hasFileName("report.html").hasContent(html);
    assertThat(report.markdown()).hasFileName("report.md").hasContent(markdown);
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
