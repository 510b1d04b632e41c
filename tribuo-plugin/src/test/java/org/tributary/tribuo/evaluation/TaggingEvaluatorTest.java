package org.tributary.tribuo.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;
import static org.tributary.tribuo.evaluation.FixedModel.dataset;
import static org.tributary.tribuo.evaluation.FixedModel.sentence;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tribuo.Example;
import org.tribuo.Prediction;
import org.tribuo.classification.Label;
import org.tribuo.classification.LabelFactory;
import org.tribuo.impl.ArrayExample;
import org.tribuo.provenance.EvaluationProvenance;
import org.tribuo.sequence.MutableSequenceDataset;
import org.tribuo.sequence.SequenceExample;
import org.tributary.evaluation.ConfusionMatrix;
import org.tributary.evaluation.ConfusionMatrix.Cell;
import org.tributary.evaluation.LabelScore;
import org.tributary.evaluation.ScoredText.Position;
import org.tributary.evaluation.Tally;
import org.tributary.tagger.TaggedSentence;
import org.tributary.tribuo.data.TokenSequences;
import org.tributary.tribuo.data.WordFormFeatureExtractor;
import org.tributary.tribuo.data.text.ColumnDataSource;

class TaggingEvaluatorTest {
  @TempDir Path folder;

  private final FixedModel model =
      FixedModel.withProbabilities("a/X/0.9", "b/Y/0.6", "c/X/0.7", "new/Z/0.4", "odd/Y/0.8");

  // gold      X Y Z X | Z Z Y
  // predicted X Y X Z | X Z Y
  private final List<SequenceExample<Label>> sentences =
      List.of(sentence("a/X b/Y c/Z new/X"), sentence("c/Z new/Z odd/Y"));

  private final TaggingEvaluation evaluation =
      new TaggingEvaluator().evaluate(model, dataset(sentences));

  @Test
  void knownAndUnknownTokensAreCounted() {
    assertThat(evaluation.text().size()).isEqualTo(2);
    assertThat(evaluation.all()).isEqualTo(new Tally(4, 7));
    assertThat(evaluation.text().known()).isEqualTo(new Tally(2, 4));
    assertThat(evaluation.text().unknown()).isEqualTo(new Tally(2, 3));
    assertThat(evaluation.all().accuracy()).hasValue(4 / 7.0);
    assertThat(evaluation.unseenLabels()).isEmpty();
  }

  @Test
  void confusionCellsAreCounted() {
    assertThat(evaluation.text().confusion().counts())
        .containsOnly(
            Map.entry(new Cell("X", "X"), 1L),
            Map.entry(new Cell("X", "Z"), 1L),
            Map.entry(new Cell("Y", "Y"), 2L),
            Map.entry(new Cell("Z", "X"), 2L),
            Map.entry(new Cell("Z", "Z"), 1L));
    assertThat(evaluation.text().confusion().count("Y", "Z")).isZero();
    assertThat(evaluation.text().confusion().confusions())
        .containsExactly(new Cell("Z", "X"), new Cell("X", "Z"));
  }

  @Test
  void labelsAreScored() {
    LabelScore x = evaluation.labels().get(0);
    assertThat(x).isEqualTo(new LabelScore("X", 1, 2, 3));
    assertThat(x.precision()).isCloseTo(1 / 3.0, within(1e-12));
    assertThat(x.recall()).isCloseTo(1 / 2.0, within(1e-12));
    assertThat(x.f1()).isCloseTo(0.4, within(1e-12));
    assertThat(evaluation.labels())
        .extracting(LabelScore::label, LabelScore::f1)
        .containsExactly(tuple("X", 0.4), tuple("Y", 1.0), tuple("Z", 0.4));
  }

  /** Separate copies would need memory quadratic in the sentence length. */
  @Test
  void mistakesOfASentenceShareItsWords() {
    List<Position> mistakes =
        evaluation.text().confidentMistakes(40).stream()
            .filter(m -> m.sentenceIndex() == 0)
            .toList();
    assertThat(mistakes).hasSize(2);
    assertThat(mistakes.get(0).sentence()).isSameAs(mistakes.get(1).sentence());
  }

  @Test
  void supportAndPredictedAreRowAndColumnSums() {
    Random random = new Random(1);
    Map<Cell, Long> counts = new HashMap<>();
    for (int i = 0; i < 40; i++) {
      counts.put(new Cell("g" + random.nextInt(9), "g" + random.nextInt(12)), 1L + i);
    }
    for (LabelScore score : new ConfusionMatrix(counts).scores()) {
      long row = 0;
      long column = 0;
      for (Map.Entry<Cell, Long> entry : counts.entrySet()) {
        row += entry.getKey().gold().equals(score.label()) ? entry.getValue() : 0;
        column += entry.getKey().predicted().equals(score.label()) ? entry.getValue() : 0;
      }
      assertThat(score.support()).as(score.label()).isEqualTo(row);
      assertThat(score.predicted()).as(score.label()).isEqualTo(column);
    }
  }

  @Test
  void mostConfidentMistakesAreKept() {
    assertThat(evaluation.text().confidentMistakes(2))
        .extracting(Position::sentenceIndex, Position::index, p -> p.sentence().words())
        .containsExactly(
            tuple(0, 2, List.of("a", "b", "c", "new")), tuple(1, 0, List.of("c", "new", "odd")));
    assertThat(evaluation.text().confidentMistakes(2))
        .extracting(Position::token)
        .allMatch(token -> token.gold().equals("Z") && token.predicted().equals("X"))
        .allMatch(token -> token.confidence().equals(OptionalDouble.of(0.7)));
    assertThat(evaluation.text().confidentMistakes(40))
        .extracting(p -> p.token().word(), p -> p.token().known())
        .containsExactly(
            tuple("c", Optional.of(true)),
            tuple("c", Optional.of(true)),
            tuple("new", Optional.of(false)));
    assertThat(evaluation.text().confidentMistakes(0)).isEmpty();
  }

  @Test
  void confidenceIsEmptyWithoutProbabilities() {
    FixedModel scores = FixedModel.withScores("a/Y/17", "b/X/3");
    TaggingEvaluation result =
        new TaggingEvaluator().evaluate(scores, dataset(List.of(sentence("a/X b/Y"))));
    assertThat(result.text().confidentMistakes(40))
        .extracting(p -> p.token().word())
        .containsExactly("a", "b");
    assertThat(result.text().confidentMistakes(40))
        .allMatch(mistake -> mistake.token().confidence().isEmpty());
  }

  /** Tribuo's score of a label without one is NaN, which is above every number in Java's order. */
  @Test
  void confidenceThatIsNoNumberIsEmpty() {
    FixedModel unscored = FixedModel.withProbabilities("a/Y/NaN", "b/X/0.7");
    TaggingEvaluation result =
        new TaggingEvaluator().evaluate(unscored, dataset(List.of(sentence("a/X b/Y"))));
    assertThat(result.text().confidentMistakes(40))
        .extracting(p -> p.token().word(), p -> p.token().confidence())
        .containsExactly(tuple("b", OptionalDouble.of(0.7)), tuple("a", OptionalDouble.empty()));
  }

  @Test
  void wordWithKnownSuffixOnlyIsUnknown() {
    SequenceExample<Label> sentence =
        TokenSequences.of(
            new TaggedSentence(List.of("abc", "xabc"), List.of("X", "X")),
            new WordFormFeatureExtractor());
    TaggingEvaluation result =
        new TaggingEvaluator()
            .evaluate(
                FixedModel.trainedOnForms("abc/X/0.9", "xabc/Y/0.8"), dataset(List.of(sentence)));
    assertThat(result.text().known()).isEqualTo(new Tally(1, 1));
    assertThat(result.text().unknown()).isEqualTo(new Tally(0, 1));
    assertThat(result.text().confidentMistakes(40))
        .extracting(p -> p.sentence().words())
        .containsExactly(List.of("abc", "xabc"));
  }

  @Test
  void stepWithoutFeaturesIsUnknown() {
    Label y = new Label("Y", 0.5);
    Example<Label> nothing = new ArrayExample<>(new Label("X"));
    Prediction<Label> wrong = new Prediction<>(y, Map.of("Y", y), 0, nothing, true);
    TaggingEvaluation result =
        new TaggingEvaluator().evaluate(model, List.of(List.of(wrong)), GoldPredictions.PROVENANCE);
    assertThat(result.text().unknown()).isEqualTo(new Tally(0, 1));
    assertThat(result.text().confidentMistakes(40))
        .extracting(p -> p.token().word())
        .containsExactly("");
  }

  @Test
  void unseenGoldLabelIsAMistake() {
    TaggingEvaluation result =
        new TaggingEvaluator().evaluate(model, dataset(List.of(sentence("a/X b/INTJ"))));
    assertThat(result.all()).isEqualTo(new Tally(1, 2));
    assertThat(result.unseenLabels()).containsExactly("INTJ");
    assertThat(result.labels()).contains(new LabelScore("INTJ", 0, 1, 0));
    assertThat(result.toString()).contains("unseen labels   INTJ");
  }

  @Test
  void sentencesArePredictedInBatches() {
    List<SequenceExample<Label>> five = Collections.nCopies(5, sentence("a/X"));
    FixedModel counting = FixedModel.withProbabilities("a/X/1");
    assertThat(new TaggingEvaluator(2).evaluate(counting, dataset(five)).all())
        .isEqualTo(new Tally(5, 5));
    assertThat(counting.batchSizes()).containsExactly(2, 2, 1);
  }

  @Test
  void existingPredictionsAreScored() {
    assertThat(
            new TaggingEvaluator()
                .evaluate(model, model.predict(sentences), GoldPredictions.PROVENANCE))
        .usingRecursiveComparison()
        .ignoringFields("provenance")
        .isEqualTo(evaluation);
  }

  @Test
  void provenanceNamesModelAndData() throws IOException {
    MutableSequenceDataset<Label> dataset = dataset(sentences);
    EvaluationProvenance provenance =
        new TaggingEvaluator().evaluate(model, dataset).getProvenance();
    assertThat(provenance.getModelProvenance()).isEqualTo(model.getProvenance());
    assertThat(provenance.getTestDatasetProvenance()).isEqualTo(dataset.getProvenance());
    Path file = Files.writeString(folder.resolve("words"), "a X\nb X\n");
    ColumnDataSource source = new ColumnDataSource(file, 1, 2);
    TaggingEvaluation ofSource = new TaggingEvaluator().evaluate(model, source);
    assertThat(ofSource.getProvenance().getTestDatasetProvenance())
        .isEqualTo(source.getProvenance());
    assertThat(ofSource.all()).isEqualTo(new Tally(1, 2));
  }

  @Test
  void toStringIsATable() {
    assertThat(evaluation.toString())
        .isEqualTo(
            """
            sentences       2
            tokens          7, 4 correct, 57.14 %
            known words     4, 2 correct, 50.00 %
            unknown words   3, 2 correct, 66.67 %

            label  precision    recall        F1   support
            X         0.3333    0.5000    0.4000         2
            Y         1.0000    1.0000    1.0000         2
            Z         0.5000    0.3333    0.4000         3
            """);
  }

  @Test
  void missingGoldLabelIsRefused() {
    SequenceExample<Label> unlabelled = sentence("a/X b/Y");
    unlabelled.addExample(
        new ArrayExample<>(LabelFactory.UNKNOWN_LABEL, new String[] {"c"}, new double[] {1}));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new TaggingEvaluator().evaluate(model, dataset(List.of(unlabelled))))
        .withMessage(
            "sentence 1, token 3: expected a gold label, got none; was the data read without its"
                + " labels?");
  }

  @Test
  void emptyDataIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new TaggingEvaluator().evaluate(model, dataset(List.of())))
        .withMessage(
            "examples: expected at least one sentence to evaluate on, got none; is the file empty?");
  }

  @Test
  void invalidBatchSizeIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new TaggingEvaluator(0))
        .withMessage("batchSize: expected at least 1 sentence, got 0");
  }
}
