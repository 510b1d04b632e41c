package org.tributary.examples.report;

import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import org.tributary.evaluation.ScoredText;
import org.tributary.evaluation.TextEvaluation;
import org.tributary.tribuo.provenance.EpochSummary;

/** Contents of reports for tests, with text that HTML and Markdown escape. */
final class SampleContents {
  static final OffsetDateTime TIME =
      OffsetDateTime.of(2026, 3, 4, 5, 6, 7, 0, ZoneOffset.ofHours(1));

  private static final List<String> WORDS =
      List.of("see", "<b>", "a|b", "a_b", "&amp;", "</script>", "Donaudampfschiff".repeat(8), "*");

  private SampleContents() {}

  static ScoredText.Token token(String word, String gold, String predicted, double confidence) {
    return new ScoredText.Token(
        word,
        gold,
        predicted,
        OptionalDouble.of(confidence),
        Optional.of(!word.startsWith("<")),
        OptionalInt.of(word.length()));
  }

  static ScoredText text(ScoredText.Token... tokens) {
    return new ScoredText(List.of(new ScoredText.Sentence(List.of(tokens))));
  }

  static ReportContents contents(ScoredText text) {
    return new ReportContents(
        TIME,
        new ScoredModel(
            "A <tagger> on dev|test",
            TextEvaluation.of(text),
            OptionalDouble.of(0.5),
            OptionalLong.of(1_234_567)),
        List.of("Test data & training data are the same."),
        List.of(
            new EpochSummary(1, 1.25, OptionalDouble.of(0.5)),
            new EpochSummary(2, 0.75, OptionalDouble.of(0.875)),
            new EpochSummary(3, 0.5, OptionalDouble.of(0.875))),
        List.of(
            new FactSheet(
                "Data",
                List.of(
                    new FactSheet.Fact("path", "https://example.org/" + "very-long/".repeat(40)),
                    new FactSheet.Fact("a & b", "<c>")))));
  }

  /** Returns random predictions for the same sentences; labels are tags or BIO labels. */
  static ScoredText random(long seed, boolean spans) {
    SplittableRandom random = new SplittableRandom(seed);
    List<ScoredText.Sentence> sentences = new ArrayList<>();
    for (int k = 0; k < 60; k++) {
      SplittableRandom own = new SplittableRandom(1000 + k);
      int length = 1 + own.nextInt(25);
      List<String> gold = labels(own, length, spans);
      List<String> other = labels(random, length, spans);
      boolean right = random.nextInt(3) > 0;
      List<ScoredText.Token> tokens = new ArrayList<>();
      for (int i = 0; i < length; i++) {
        String predicted = right ? gold.get(i) : other.get(i);
        String word = WORDS.get((k * 7 + i) % WORDS.size());
        tokens.add(token(word, gold.get(i), predicted, random.nextDouble()));
      }
      sentences.add(new ScoredText.Sentence(tokens));
    }
    return new ScoredText(sentences);
  }

  private static List<String> labels(SplittableRandom random, int length, boolean spans) {
    List<String> labels = new ArrayList<>();
    while (labels.size() < length) {
      if (!spans) {
        labels.add(List.of("NOUN", "A|B", "<X>", "VERB").get(random.nextInt(4)));
      } else if (random.nextBoolean()) {
        labels.add("O");
      } else {
        String type = List.of("PER", "LOC", "creative|work").get(random.nextInt(3));
        labels.add("B-" + type);
        for (int n = random.nextInt(3); n > 0 && labels.size() < length; n--) {
          labels.add("I-" + type);
        }
      }
    }
    return labels;
  }

  static ComparisonContents comparison(boolean spans) {
    List<ScoredModel> models = new ArrayList<>();
    for (int k = 1; k <= 3; k++) {
      models.add(
          new ScoredModel(
              "model-" + k,
              TextEvaluation.of(random(k, spans)),
              k == 1 ? OptionalDouble.of(2) : OptionalDouble.empty(),
              k == 1 ? OptionalLong.of(5_000_000) : OptionalLong.empty()));
    }
    return ComparisonContents.of("Three <models>", TIME, models, List.of(), List.of());
  }
}
