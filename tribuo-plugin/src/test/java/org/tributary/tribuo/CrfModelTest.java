package org.tributary.tribuo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.tribuo.Prediction;
import org.tribuo.classification.Label;
import org.tribuo.classification.sequence.ConfidencePredictingSequenceModel.Subsequence;
import org.tribuo.sequence.SequenceExample;
import org.tributary.feature.EmbeddingInput;
import org.tributary.head.LabelPath;
import org.tributary.head.TransitionConstraints;
import org.tributary.layer.Recurrent;
import org.tributary.param.ParameterValues;
import org.tributary.span.TagScheme;
import org.tributary.tagger.SequenceTagger;
import org.tributary.tagger.Tagger;
import org.tributary.tagger.definition.TaggerDefinition;
import org.tributary.tribuo.fixture.Data;
import org.tributary.tribuo.fixture.Stored;
import org.tributary.tribuo.internal.model.ExampleEncoder;
import org.tributary.tribuo.internal.model.ResolvedInput;
import org.tributary.tribuo.internal.model.ResolvedInputs;
import org.tributary.tribuo.protos.LstmTaggerProto;
import org.tributary.tribuo.protos.ParameterProto;

/** Models with a CRF head. */
class CrfModelTest {
  private static final List<SequenceExample<Label>> SENTENCES =
      List.of(
          Data.sentence("Ada/B-PER", "Lovelace/I-PER", "met/O", "Babbage/B-PER"),
          Data.sentence("London/B-LOC", "met/O", "New/B-LOC", "York/I-LOC"),
          Data.sentence("York/B-LOC", "met/O"));

  private static LstmTaggerModel model;

  @BeforeAll
  static void train() {
    model = trainer().crf(TagScheme.BIO).build().train(Data.dataset(SENTENCES));
  }

  @AfterAll
  static void close() {
    model.close();
  }

  private static LstmTaggerTrainerBuilder trainer() {
    return Data.smallTrainer().embeddingSize(4).hiddenSize(5).epochs(4);
  }

  /** Returns all label sequences of the stored network, ranked. */
  private static List<LabelPath> ranked(SequenceExample<Label> sentence) {
    ResolvedInputs inputs =
        new ResolvedInputs(
            List.of(
                new ResolvedInput(
                    EmbeddingInput.of("word", 4), Optional.empty(), Optional.empty())));
    ExampleEncoder encoder =
        new ExampleEncoder(model.getFeatureIDMap(), model.getOutputIDInfo(), inputs);
    TaggerDefinition definition =
        Tagger.define()
            .inputs(inputs.inputs())
            .encoder(input -> Recurrent.lstm(input).hidden(5).bidirectional())
            .dropout(0.1)
            .crf(TagScheme.BIO);
    ParameterValues values = model.weights().parameters();
    try (SequenceTagger tagger = new SequenceTagger(definition, encoder.sizes(), values)) {
      return tagger.nBest(List.of(encoder.reader().read(sentence).features()), 10_000).get(0);
    }
  }

  private static List<String> labelNames() {
    return IntStream.range(0, model.getOutputIDInfo().size())
        .mapToObj(id -> model.getOutputIDInfo().getOutput(id).getLabel())
        .toList();
  }

  @Test
  void labelsAreTheBestSequenceAndProbabilitiesAreMarginals() {
    for (SequenceExample<Label> sentence : SENTENCES) {
      List<LabelPath> ranked = ranked(sentence);
      List<Prediction<Label>> predictions = model.predict(sentence);
      for (int step = 0; step < sentence.size(); step++) {
        int at = step;
        Prediction<Label> prediction = predictions.get(step);
        assertThat(prediction.getOutput().getLabel())
            .isEqualTo(labelNames().get(ranked.get(0).labels().get(step)));
        for (int id = 0; id < labelNames().size(); id++) {
          int label = id;
          double expected =
              ranked.stream()
                  .filter(path -> path.labels().get(at) == label)
                  .mapToDouble(path -> Math.exp(path.score()))
                  .sum();
          assertThat(prediction.getOutputScores().get(labelNames().get(id)).getScore())
              .isCloseTo(expected, within(1e-6));
        }
      }
    }
  }

  @Test
  void spanScoresAreJointProbabilities() {
    boolean differs = false;
    for (SequenceExample<Label> sentence : SENTENCES) {
      List<LabelPath> ranked = ranked(sentence);
      List<Subsequence> spans = new ArrayList<>();
      for (int begin = 0; begin < sentence.size(); begin++) {
        for (int end = begin + 1; end <= sentence.size(); end++) {
          spans.add(new Subsequence(begin, end));
        }
      }
      List<Prediction<Label>> predictions = model.predict(sentence);
      List<Double> scores = model.scoreSubsequences(sentence, predictions, spans);
      List<Integer> best = ranked.get(0).labels();
      for (int k = 0; k < spans.size(); k++) {
        int begin = spans.get(k).begin;
        int end = spans.get(k).end;
        double expected =
            ranked.stream()
                .filter(p -> p.labels().subList(begin, end).equals(best.subList(begin, end)))
                .mapToDouble(p -> Math.exp(p.score()))
                .sum();
        assertThat(scores.get(k)).isCloseTo(expected, within(1e-6));
        double product =
            predictions.subList(begin, end).stream()
                .mapToDouble(p -> p.getOutput().getScore())
                .reduce(1, (a, b) -> a * b);
        differs |= Math.abs(product - expected) > 1e-3;
      }
    }
    assertThat(differs).isTrue();
  }

  @Test
  void predictionsComplyWithTheScheme() {
    TransitionConstraints rules = TransitionConstraints.of(TagScheme.BIO, labelNames());
    List<String> words = List.of("Lovelace/O", "York/O", "met/O", "Ada/O", "unseen/O");
    List<SequenceExample<Label>> unusual = new ArrayList<>();
    for (String first : words) {
      for (String second : words) {
        words.forEach(third -> unusual.add(Data.sentence(first, second, third)));
      }
    }
    LstmTaggerTrainerBuilder longer = trainer().epochs(80);
    try (LstmTaggerModel free = longer.softmax().build().train(Data.dataset(SENTENCES));
        LstmTaggerModel constrained =
            longer.crf(TagScheme.BIO).build().train(Data.dataset(SENTENCES))) {
      assertThat(unusual).anyMatch(example -> !allows(rules, free.predict(example)));
      assertThat(unusual).allMatch(example -> allows(rules, constrained.predict(example)));
    }
  }

  private static boolean allows(TransitionConstraints rules, List<Prediction<Label>> predictions) {
    return rules.allow(Data.labels(predictions).stream().mapToInt(labelNames()::indexOf).toArray());
  }

  @Test
  void storedModelPredictsTheSameBits() {
    try (LstmTaggerModel read = (LstmTaggerModel) LstmTaggerModel.deserialize(model.serialize())) {
      assertThat(read.serialize().toByteString()).isEqualTo(model.serialize().toByteString());
      List<List<Prediction<Label>>> batch = model.predict(SENTENCES);
      for (int k = 0; k < SENTENCES.size(); k++) {
        assertThat(Data.probabilities(read.predict(SENTENCES.get(k))))
            .isEqualTo(Data.probabilities(batch.get(k)));
        assertThat(Data.labels(read.predict(SENTENCES.get(k))))
            .isEqualTo(Data.labels(batch.get(k)));
      }
    }
    LstmTaggerProto proto = Stored.proto(model);
    assertThat(proto.getDefinitionMap())
        .containsEntry("head", "crf")
        .containsEntry("head.scheme", "bio");
    assertThat(proto.getParametersList())
        .extracting(ParameterProto::getName)
        .endsWith(
            "hidden2tag.bias",
            "crf.tag.start_transitions",
            "crf.tag.end_transitions",
            "crf.tag.transitions");
    try (LstmTaggerModel free = trainer().crf().epochs(1).build().train(Data.dataset(SENTENCES))) {
      assertThat(Stored.proto(free).getDefinitionMap())
          .containsEntry("head", "crf")
          .doesNotContainKey("head.scheme");
    }
  }

  @Test
  void mismatchedSchemeSpansAndPredictionsAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> trainer().crf(TagScheme.BIOES).build().train(Data.dataset(sentences("DET"))))
        .withMessageStartingWith("labels: expected a label of BIOES (O, or B, I, E, S with a type");
    LstmTaggerProto proto = Stored.proto(model);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Stored.read(Stored.with(proto, "head.scheme", "bi\nlou")))
        .withMessage(
            "stored tagger: expected one of [bio, iob1, bioes] as head.scheme, got bi\\nlou; was it"
                + " written by a newer release?");
    LstmTaggerProto softmax =
        proto.toBuilder()
            .putDefinition("head", "softmax")
            .removeDefinition("head.scheme")
            .removeDefinition("head.constrains_training")
            .build();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Stored.read(softmax))
        .withMessageStartingWith("parameters: expected [word_emb.weight, ")
        .withMessageContaining("hidden2tag.weight, hidden2tag.bias], got [")
        .withMessageContaining(
            "crf.tag.start_transitions, crf.tag.end_transitions, crf.tag.transitions]; ");

    SequenceExample<Label> sentence = SENTENCES.get(2);
    List<Prediction<Label>> predictions = model.predict(sentence);
    List<Subsequence> outside = List.of(new Subsequence(1, 3));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> model.scoreSubsequences(sentence, predictions, outside))
        .withMessage(
            "span: expected some of the steps from 0 to 1, got from 1 to before 3; is it of another"
                + " example?");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> model.scoreSubsequences(sentence, predictions.subList(0, 1), List.of()))
        .withMessage("predictions: expected 2, one a step of the example, got 1");
    List<Prediction<Label>> otherModels =
        List.of(predictions.get(0), new Prediction<>(new Label("X"), 1, sentence.get(1)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> model.scoreSubsequences(sentence, otherModels, List.of()))
        .withMessage(
            "predictions: expected labels of the model's, got 'X' at step 1; did another model"
                + " predict it?");
  }

  private static List<SequenceExample<Label>> sentences(String label) {
    return List.of(Data.sentence("a/" + label));
  }
}
