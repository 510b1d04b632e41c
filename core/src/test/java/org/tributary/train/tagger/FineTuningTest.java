package org.tributary.train.tagger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tributary.feature.CharacterInput;
import org.tributary.feature.CharacterPooling;
import org.tributary.feature.EmbeddingInput;
import org.tributary.feature.Input;
import org.tributary.feature.Inputs;
import org.tributary.feature.VectorInput;
import org.tributary.feature.WordForm;
import org.tributary.feature.WordVectors;
import org.tributary.head.Head;
import org.tributary.layer.Nonlinearity;
import org.tributary.layer.Recurrent;
import org.tributary.span.TagScheme;
import org.tributary.tagger.TaggedSentence;
import org.tributary.tagger.WordTagger;
import org.tributary.tagger.definition.TaggerDefinition;
import org.tributary.train.Checkpoints;
import org.tributary.train.EpochReport;
import org.tributary.train.TrainingException;
import org.tributary.train.TrainingListener;
import org.tributary.train.TrainingOptions;
import org.tributary.train.optimizer.Schedule;

/** Training that starts from the weights of another tagger. */
class FineTuningTest {
  private static final List<TaggedSentence> SENTENCES =
      List.of(
          new TaggedSentence(
              List.of("The", "dog", "ate", "the", "apple"), List.of("DET", "NN", "V", "DET", "NN")),
          new TaggedSentence(
              List.of("Everybody", "read", "that", "book"), List.of("NN", "V", "DET", "NN")));

  private static final List<TaggedSentence> OTHERS =
      List.of(new TaggedSentence(List.of("book", "a", "dog"), List.of("V", "DET", "NN")));

  private static final TaggerDefinition DEFINITION =
      SmallTraining.define()
          .words(6)
          .encoder(input -> Recurrent.lstm(input).hidden(6).bidirectional());

  private static final TrainingOptions LEARNING =
      SmallTraining.options().epochs(60).unknownRate(0).schedule(Schedule.constant(0.05));

  /** So small a learning rate leaves float32 weights as they are. */
  private static final TrainingOptions STANDING =
      LEARNING.epochs(1).schedule(Schedule.constant(1e-30));

  private static WordTagger base() {
    return TaggerTrainer.train(DEFINITION, SENTENCES, LEARNING);
  }

  private static WordTagger from(WordTagger base, TrainingOptions options) {
    return TaggerTrainer.train(
        base, base.definition(), OTHERS, List.of(), options, TrainingListener.silent());
  }

  @Test
  void trainingStartsAtTheScoreOfTheBaseAndLearnsTheNewData() {
    List<EpochReport> reports = new ArrayList<>();
    TrainingListener listener =
        new TrainingListener() {
          @Override
          public void epochFinished(EpochReport report) {
            reports.add(report);
          }
        };
    try (WordTagger base = base();
        WordTagger same =
            TaggerTrainer.train(base, base.definition(), OTHERS, SENTENCES, STANDING, listener);
        WordTagger tuned = from(base, LEARNING)) {
      assertThat(reports.get(0).devScore()).hasValue(1);
      assertThat(same.tag(List.of("Everybody", "ate", "the", "book")).labels())
          .containsExactly("NN", "V", "DET", "NN");
      assertThat(same.labels()).isEqualTo(base.labels());
      assertThat(base.tag(List.of("book", "a", "dog")).labels())
          .isNotEqualTo(OTHERS.get(0).labels());
      assertThat(tuned.tag(List.of("book", "a", "dog")).labels()).isEqualTo(OTHERS.get(0).labels());
    }
  }

  @Test
  void loadedTaggerIsTrainedWithDropout(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("base.tributary");
    try (WordTagger base = base()) {
      base.save(file);
    }
    try (WordTagger loaded = WordTagger.load(file);
        WordTagger tuned =
            TaggerTrainer.train(
                loaded,
                loaded.definition().lockedDropout(0.1),
                OTHERS,
                List.of(),
                LEARNING,
                TrainingListener.silent())) {
      assertThat(tuned.tag(List.of("book", "a", "dog")).labels()).isEqualTo(OTHERS.get(0).labels());
    }
  }

  /**
   * Training from a loaded base equals training from the one in memory: vectors, some found by the
   * lower case of their word alone, a frozen table, dropout of every kind, a constrained CRF.
   */
  @Test
  void loadedBaseTrainsLikeTheOneInMemory(@TempDir Path folder) throws Exception {
    WordVectors vectors =
        new WordVectors(
            List.of("the", "dog", "everybody"), 3, new float[] {1, 2, 3, -1, 0, 1, 4, 1, -2});
    List<TaggedSentence> spans =
        List.of(
            new TaggedSentence(
                List.of("The", "Dog", "ate", "the", "apple"),
                List.of("O", "B-X", "O", "B-X", "I-X")),
            new TaggedSentence(
                List.of("Everybody", "read", "that", "book"), List.of("B-X", "O", "O", "B-X")));
    TaggerDefinition definition =
        SmallTraining.define()
            .input(EmbeddingInput.of("word", 4).frozen())
            .input(EmbeddingInput.of("lower", 3).standardDeviation(0.2))
            .input(VectorInput.of(vectors).trainable().dropout(0.3).projectedTo(2))
            .characters(c -> c.size(3).lstm(2).standardDeviation(0.4))
            .encoder(
                input ->
                    Recurrent.lstm(input).hidden(5).layers(2).bidirectional().recurrentDropout(0.2))
            .dropout(0.1)
            .lockedDropout(0.2)
            .head(Head.crf(TagScheme.BIO).constrainTraining());
    TrainingOptions options =
        LEARNING.epochs(4).unknownRate(0.25).schedule(Schedule.constant(0.02));
    Path file = folder.resolve("base.tributary");
    try (WordTagger base = TaggerTrainer.train(definition, spans, options)) {
      base.save(file);
      try (WordTagger loaded = WordTagger.load(file)) {
        assertThat(loaded.definition()).isEqualTo(base.definition());
        assertThat(loaded.parameters()).isEqualTo(base.parameters());
        try (WordTagger one = tuned(base, spans, options);
            WordTagger two = tuned(loaded, spans, options)) {
          assertThat(two.parameters()).isEqualTo(one.parameters());
          for (String name : base.parameters().names()) {
            assertThat(two.parameters().tensor(name).equals(base.parameters().tensor(name)))
                .as(name)
                .isEqualTo(name.equals("word_emb.weight"));
          }
        }
      }
    }
  }

  private static WordTagger tuned(
      WordTagger base, List<TaggedSentence> data, TrainingOptions options) {
    return TaggerTrainer.train(
        base, base.definition(), data, List.of(), options, TrainingListener.silent());
  }

  @Test
  void otherLabelsAndDefinitionsAreRefused() {
    List<TaggedSentence> foreign =
        List.of(new TaggedSentence(List.of("Oh", "yes"), List.of("UH", "ADV")));
    try (WordTagger base = base()) {
      TrainingListener silent = TrainingListener.silent();
      assertThatThrownBy(
              () ->
                  TaggerTrainer.train(
                      base, base.definition(), foreign, List.of(), STANDING, silent))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "word tagger: expected labels of the base tagger %s, got [ADV, UH] too; leave out the sentences with other labels, or train a new tagger on all data",
              base.labels());
      assertThatThrownBy(
              () ->
                  TaggerTrainer.train(
                      base, DEFINITION.words(7), OTHERS, List.of(), STANDING, silent))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith(
              "word tagger: expected a definition with the parameters of the base tagger; begin with base.definition() and change dropout and auxiliary tasks alone: parameter word_emb.weight: expected shape");
    }
  }

  @Test
  void checkpointOfAnotherBaseIsRefused(@TempDir Path folder) {
    Checkpoints checkpoints = Checkpoints.in(folder.resolve("run.checkpoint"));
    TrainingListener silent = TrainingListener.silent();
    try (WordTagger base = base();
        WordTagger other = TaggerTrainer.train(DEFINITION, SENTENCES, LEARNING.seed(2))) {
      TaggerTrainer.train(base, DEFINITION, OTHERS, List.of(), STANDING, checkpoints, silent)
          .close();
      assertThatThrownBy(
              () ->
                  TaggerTrainer.train(
                      other, DEFINITION, OTHERS, List.of(), STANDING, checkpoints, silent))
          .isInstanceOf(TrainingException.class)
          .hasMessageContaining("initial weights");
    }
  }

  /** Each has parameters of the base tagger's shapes, and computes something else from them. */
  @Test
  void anotherNetworkOfTheSameShapesIsRefused() {
    TaggerDefinition plain =
        SmallTraining.define()
            .inputs(
                Inputs.of(EmbeddingInput.of("end", WordForm.suffix(1), 4))
                    .with(CharacterInput.of("char").size(3).lstm(2)))
            .encoder(i -> Recurrent.rnn(i).hidden(4).layers(2))
            .crf();
    try (WordTagger base = TaggerTrainer.train(plain, SENTENCES, STANDING)) {
      TaggerDefinition same = base.definition();
      Recurrent encoder = same.encoder();
      List<Input<?>> inputs = same.inputs().all();
      for (Map.Entry<String, TaggerDefinition> other :
          Map.of(
                  "encoder.nonlinearity=relu (base tagger: none)",
                  same.encoder(encoder.nonlinearity(Nonlinearity.RELU)),
                  "encoder.connection=residual (base tagger: none)",
                  same.encoder(encoder.residual()),
                  "input.char.pooling=max (base tagger: last)",
                  same.inputs(
                      Inputs.of(inputs.get(0))
                          .with(((CharacterInput) inputs.get(1)).lstm(2, CharacterPooling.MAX))),
                  "input.char.first=1 (base tagger: none)",
                  same.inputs(
                      Inputs.of(inputs.get(0))
                          .with(((CharacterInput) inputs.get(1)).firstCharacters(1))),
                  "input.end.reads=prefix1 (base tagger: suffix1)",
                  same.inputs(
                      Inputs.of(
                              ((EmbeddingInput) inputs.get(0))
                                  .reading(Optional.of(WordForm.prefix(1))))
                          .with(inputs.get(1))))
              .entrySet()) {
        assertThatThrownBy(
                () ->
                    TaggerTrainer.train(
                        base,
                        other.getValue(),
                        OTHERS,
                        List.of(),
                        STANDING,
                        TrainingListener.silent()))
            .as(other.getKey())
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageStartingWith(
                "word tagger: expected the network of the base tagger, got " + other.getKey());
      }
      TaggerTrainer.train(
              base,
              same.encoder(encoder.lockedDropout(0.1)).lockedDropout(0.2),
              OTHERS,
              List.of(),
              STANDING,
              TrainingListener.silent())
          .close();
    }
  }
}
