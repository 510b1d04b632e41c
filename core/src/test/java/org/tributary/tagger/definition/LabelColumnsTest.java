package org.tributary.tagger.definition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.family.TFloating;
import org.tributary.graph.CellState;
import org.tributary.graph.CellWeights;
import org.tributary.graph.GraphCell;
import org.tributary.head.CrfHead;
import org.tributary.head.Head;
import org.tributary.head.LabelSet;
import org.tributary.layer.Cell;
import org.tributary.layer.Recurrent;
import org.tributary.param.ParameterSpec;
import org.tributary.span.TagScheme;
import org.tributary.tagger.TaggedSentence;
import org.tributary.tagger.WordTagger;
import org.tributary.train.TrainingListener;
import org.tributary.train.tagger.SmallTraining;
import org.tributary.train.tagger.TaggerFitter;
import org.tributary.train.tagger.TaggerTrainer;

/** Definition and validation of label columns. */
class LabelColumnsTest {
  private static final TaggerDefinition DEFINITION =
      SmallTraining.define().encoder(input -> Recurrent.lstm(input).hidden(2));
  private static final FeatureSequence TWO = FeatureSequence.ofWords(0, 1);

  @Test
  void parametersAreNamedAfterTheirColumn() {
    TaggerDefinition both = DEFINITION.crf().auxiliaryTask("xpos", 0.5).words(3).dropout(0.2);
    TaggerSizes sizes = new TaggerSizes(4, List.of(LabelSet.ofSize(3), LabelSet.ofSize(5)));
    assertThat(both.parameters(sizes))
        .extracting(p -> p.name() + p.shape())
        .containsExactly(
            "word_emb.weight[4, 3]",
            "lstm.weight_ih_l0[8, 3]",
            "lstm.weight_hh_l0[8, 2]",
            "lstm.bias_ih_l0[8]",
            "lstm.bias_hh_l0[8]",
            "hidden2tag.weight[3, 2]",
            "hidden2tag.bias[3]",
            "crf.tag.start_transitions[3]",
            "crf.tag.end_transitions[3]",
            "crf.tag.transitions[3, 3]",
            "hidden2xpos.weight[5, 2]",
            "hidden2xpos.bias[5]");
    assertThat(both.softmax().parameters(sizes))
        .extracting(ParameterSpec::name)
        .doesNotContain("crf.tag.transitions")
        .contains("hidden2xpos.bias");
    assertThat(both.encoder(both.encoder().layers(2)).embeddingStandardDeviation(1).columns())
        .isEqualTo(both.columns());
  }

  /** A cell's name is part of the parameters' names, so a dot or a space would corrupt them. */
  @Test
  void cellWithInvalidNameIsRefused() {
    for (String name : List.of("my cell", "min.gru", "2gates")) {
      assertThatThrownBy(() -> DEFINITION.encoder(input -> Recurrent.of(new NamedCell(name, 3, 2))))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "encoder: expected a cell with a name of letters and digits that begins with a letter, got '%s'; it prefixes the names of the encoder's parameters: change Cell.name"
                  .formatted(name));
    }
    assertThat(DEFINITION.encoder(i -> Recurrent.of(new NamedCell("MGU2", i, 2))).encoderName())
        .isEqualTo("mgu2");
  }

  private record NamedCell(String name, int inputSize, int hiddenSize) implements GraphCell {
    @Override
    public int gates() {
      return 1;
    }

    @Override
    public Cell withInputSize(int inputSize) {
      return new NamedCell(name, inputSize, hiddenSize);
    }

    @Override
    public <T extends TFloating> CellState<T> step(
        Ops tf, Operand<T> x, CellState<T> state, CellWeights<T> weights) {
      return state;
    }
  }

  @Test
  void invalidColumnsAreRefused() {
    assertThatThrownBy(() -> DEFINITION.auxiliaryTask("x.y", 1))
        .hasMessage(
            "label column: expected a name of letters, digits and underscores, a letter first, got \"x.y\"");
    assertThatThrownBy(() -> DEFINITION.auxiliaryTask("xpos", 0))
        .hasMessage("label column xpos: expected a finite loss weight above 0, got 0.0");
    assertThatThrownBy(() -> DEFINITION.auxiliaryTask("x", 1).auxiliaryTask("x", 2))
        .hasMessage("tagger: expected label columns with distinct names, got [tag, x, x]");
    Recurrent encoder = DEFINITION.encoder();
    LabelColumn xpos = new LabelColumn("xpos", 1, Head.softmax());
    assertThatThrownBy(
            () -> new TaggerDefinition(DEFINITION.inputs(), encoder, 0, 0, List.of(xpos)))
        .hasMessage("tagger: expected label columns starting with tag, got [xpos]");
    LabelColumn heavy = new LabelColumn("tag", 2, Head.softmax());
    assertThatThrownBy(
            () -> new TaggerDefinition(DEFINITION.inputs(), encoder, 0, 0, List.of(heavy)))
        .hasMessage(
            "tagger: expected a loss weight of 1 for the main column, got 2.0; weigh the others against it");
    assertThatThrownBy(() -> new CrfHead(Optional.empty(), true))
        .hasMessage("CRF: expected a tag scheme to constrain training, got none; call crf(scheme)");
    assertThatThrownBy(() -> LabelSet.ofSize(0))
        .hasMessage("labels: expected at least 1 in a column, got 0");
    assertThatThrownBy(() -> new LabelSet(3, Optional.of(List.of("A", "B"))))
        .hasMessage("labels: expected 3 names, got 2");
    assertThatThrownBy(() -> new TaggerSizes(0, 2))
        .hasMessage("tagger: expected at least 1 feature, got 0");
    assertThatThrownBy(() -> DEFINITION.auxiliaryTask("x", 1).parameters(new TaggerSizes(3, 2)))
        .hasMessage("tagger: expected label sets for 2 columns [tag, x], got 1");
  }

  @Test
  void sequencesWithMismatchedColumnsAreRefused() {
    assertThatThrownBy(() -> new LabelledSequence(TWO, 1, 0).withColumn(1))
        .hasMessage("labelled sequence: expected 2 labels, one per step, got 1");
    assertThatThrownBy(() -> new LabelledSequence(TWO, 1, 0).withColumn(1, -3))
        .hasMessage("labelled sequence: expected labels from 0, NONE or UNSEEN, got -3");
    TaggerFitter fitter =
        new TaggerFitter(
            DEFINITION.auxiliaryTask("x", 1),
            new TaggerSizes(4, List.of(LabelSet.ofSize(2), LabelSet.ofSize(3))),
            SmallTraining.options(),
            new int[4],
            0);
    assertThatThrownBy(() -> train(fitter, new LabelledSequence(TWO, 1, 0)))
        .hasMessage("tagger training: expected labels of 2 columns, got 1");
    assertThatThrownBy(() -> train(fitter, new LabelledSequence(TWO, 1, 0).withColumn(1, 3)))
        .hasMessage("tagger training: expected labels from 0 to 2, got 3 in column 2");
    LabelledSequence fine = new LabelledSequence(TWO, new int[] {1, 0}, 2f).withColumn(-2, 2);
    assertThat(fine.columns()).isEqualTo(2);
    assertThat(fine.label(0, 0)).isEqualTo(fine.label(0)).isEqualTo(1);
    assertThat(fine.label(1, 0)).isEqualTo(LabelledSequence.UNSEEN);
    assertThat(fine.weight()).isEqualTo(2f);
  }

  private static void train(TaggerFitter fitter, LabelledSequence sequence) {
    fitter.train(List.of(sequence), List.of(), TrainingListener.silent());
  }

  @Test
  void wordTaggerPredictionsConformToTheScheme() {
    List<TaggedSentence> sentences =
        List.of(
            new TaggedSentence(
                List.of("Ada", "Lovelace", "met", "Babbage"),
                List.of("B-PER", "I-PER", "O", "B-PER")),
            new TaggedSentence(List.of("met", "Ada"), List.of("O", "B-PER")));
    TaggerDefinition definition =
        SmallTraining.define()
            .words(6)
            .encoder(input -> Recurrent.lstm(input).hidden(6).bidirectional())
            .crf(TagScheme.BIO);
    try (WordTagger tagger =
        TaggerTrainer.train(definition, sentences, SmallTraining.options().epochs(200))) {
      assertThat(tagger.tag(List.of("Ada", "Lovelace", "met", "Babbage")).labels())
          .containsExactly("B-PER", "I-PER", "O", "B-PER");
      assertThat(tagger.tag(List.of("Lovelace")).labels().get(0)).isNotEqualTo("I-PER");
    }
    assertThatThrownBy(
            () ->
                TaggerTrainer.train(
                    definition.crf(TagScheme.IOB1).auxiliaryTask("xpos", 1),
                    sentences,
                    SmallTraining.options()))
        .hasMessage(
            "word tagger: expected values of the auxiliary task xpos in the training sentences, got the columns []; add them by TaggedSentence.withColumn");
    List<TaggedSentence> other = List.of(new TaggedSentence(List.of("a"), List.of("NOUN")));
    assertThatThrownBy(() -> TaggerTrainer.train(definition, other, SmallTraining.options()))
        .hasMessageStartingWith("labels: expected a label of BIO (O, or B, I with a type");
  }
}
