package org.tributary.tribuo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tribuo.classification.Label;
import org.tribuo.sequence.SequenceDataset;
import org.tributary.feature.EmbeddingInput;
import org.tributary.feature.Input;
import org.tributary.feature.Inputs;
import org.tributary.feature.Trainability;
import org.tributary.feature.VectorInput;
import org.tributary.feature.VectorInput.Keep;
import org.tributary.head.CrfHead;
import org.tributary.head.Head;
import org.tributary.head.LabelSet;
import org.tributary.layer.Recurrent;
import org.tributary.param.ParameterValues;
import org.tributary.param.TorchRandom;
import org.tributary.span.TagScheme;
import org.tributary.tagger.WordTagger;
import org.tributary.tagger.definition.LabelColumn;
import org.tributary.tagger.definition.TaggerDefinition;
import org.tributary.tagger.definition.TaggerSizes;
import org.tributary.tagger.definition.Vocabulary;
import org.tributary.testing.MinimalGatedScanUnit;
import org.tributary.testing.OffsetConnection;
import org.tributary.tribuo.config.LearningRateSchedule;
import org.tributary.tribuo.config.TaggerCell;
import org.tributary.tribuo.config.TaggerSkipConnection;
import org.tributary.tribuo.data.vector.WordVectorFile;
import org.tributary.tribuo.fixture.Data;
import org.tributary.tribuo.input.CharacterFeatures;
import org.tributary.tribuo.input.EmbeddedFeatures;
import org.tributary.tribuo.input.PretrainedVectors;
import org.tributary.tribuo.internal.model.ResolvedInputs;

/** A loaded or converted model has every setting of the one in memory, and trains like it. */
class StoredSettingsTest {
  private static final SequenceDataset<Label> SPANS =
      Data.dataset(
          List.of(
              Data.sentence(
                  "word=The/O", "word=Dog/B-X", "word=ate/O", "word=the/O", "word=apple/B-X"),
              Data.sentence(
                  "word=Everybody/B-X",
                  "word=read/O",
                  "word=that/O",
                  "word=book/B-X",
                  "word=here/I-X")));

  @TempDir private Path folder;

  private LstmTaggerTrainer trainer() throws IOException {
    Path vectors = folder.resolve("vectors.txt");
    Files.writeString(vectors, "the 1 2 3\ndog -1 0 1\neverybody 4 1 -2\n");
    return LstmTaggerTrainer.builder()
        .inputs(
            List.of(
                new EmbeddedFeatures("word", 4),
                new CharacterFeatures(),
                new PretrainedVectors(new WordVectorFile(vectors), Keep.ALL, Trainability.TRAINABLE)
                    .dropout(0.3)
                    .projectedTo(2)))
        .embeddingStandardDeviation(0.5)
        .cell(TaggerCell.GRU)
        .hiddenSize(5)
        .layers(2)
        .connection(TaggerSkipConnection.HIGHWAY)
        .crf(TagScheme.BIO)
        .constrainTraining()
        .dropout(0.1)
        .lockedDropout(0.2)
        .recurrentDropout(0.25)
        .unknownRate(0.25)
        .batchSize(1)
        .epochs(3)
        .learningRateSchedule(LearningRateSchedule.CONSTANT)
        .learningRate(0.01)
        .loggingInterval(0)
        .build();
  }

  @Test
  void loadedModelHasEverySettingAndTrainsLikeTheOneInMemory() throws Exception {
    LstmTaggerTrainer trainer = trainer();
    Path file = folder.resolve("model");
    try (LstmTaggerModel model = trainer.train(SPANS)) {
      model.save(file);
      TaggerDefinition definition = model.weights().definition();
      assertThat(definition.lockedDropout()).isEqualTo(0.2);
      assertThat(definition.encoder().dropout().recurrent()).isEqualTo(0.25);
      assertThat(definition.columns().get(0).head())
          .isEqualTo(new CrfHead(Optional.of(TagScheme.BIO), true));
      assertThat(definition.inputs().all().get(0))
          .isEqualTo(EmbeddingInput.of("word", 4).standardDeviation(0.5));
      try (LstmTaggerModel loaded = LstmTaggerModel.load(file)) {
        assertThat(loaded.weights().definition()).isEqualTo(definition);
        assertThat(settings(loaded.weights().inputs()))
            .isEqualTo(settings(model.weights().inputs()));
        assertThat(loaded.weights().inputs().inputs()).isEqualTo(definition.inputs());
        assertThat(loaded.serialize()).isEqualTo(model.serialize());
        try (LstmTaggerModel one = tuned(trainer, model);
            LstmTaggerModel two = tuned(trainer, loaded)) {
          assertThat(two.weights().parameters()).isEqualTo(one.weights().parameters());
          assertThat(two.weights().parameters().tensor("vector_emb.weight"))
              .isNotEqualTo(model.weights().parameters().tensor("vector_emb.weight"));
        }
      }
    }
  }

  private static LstmTaggerModel tuned(LstmTaggerTrainer trainer, LstmTaggerModel base) {
    return trainer.train(TrainingRequest.on(SPANS).from(base).invocation(5));
  }

  /** Returns the components of each resolved input by name. */
  private static List<List<String>> settings(ResolvedInputs inputs) throws Exception {
    Method all = ResolvedInputs.class.getDeclaredMethod("all");
    all.setAccessible(true);
    return ((List<?>) all.invoke(inputs)).stream().map(StoredSettingsTest::components).toList();
  }

  private static List<String> components(Object input) {
    return Arrays.stream(input.getClass().getRecordComponents())
        .map(component -> component.getName() + "=" + value(component, input))
        .toList();
  }

  private static Object value(RecordComponent component, Object record) {
    try {
      Method accessor = component.getAccessor();
      accessor.setAccessible(true);
      return accessor.invoke(record);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(e.getMessage(), e);
    }
  }

  private static WordTagger tagger(Recurrent encoder, Head head, Input<?>... inputs) {
    TaggerDefinition definition =
        new TaggerDefinition(
            Inputs.of(inputs),
            encoder,
            0.1,
            0.2,
            List.of(new LabelColumn(LabelColumn.MAIN, 1, head)));
    List<Vocabulary> vocabularies =
        Arrays.stream(inputs).map(input -> new Vocabulary(List.of("a"))).toList();
    List<Integer> sizes = Collections.nCopies(inputs.length, 2);
    TaggerSizes all = new TaggerSizes(sizes, List.of(LabelSet.of(List.of("O", "B-X"))));
    return WordTagger.of(
        definition,
        vocabularies,
        new Vocabulary(List.of("O", "B-X")),
        ParameterValues.draw(definition.parameters(all), TorchRandom.seeded(1)),
        Map.of());
  }

  @Test
  void importedAndConvertedTaggersKeepEverySetting() {
    VectorInput vectors =
        new VectorInput(
            "vector",
            3,
            Keep.ALL,
            Trainability.TRAINABLE,
            0.3,
            OptionalInt.of(2),
            Optional.empty());
    try (WordTagger tagger =
            tagger(
                Recurrent.lstm(1).hidden(3).withoutBias().recurrentDropout(0.4),
                Head.crf(TagScheme.BIO).constrainTraining(),
                EmbeddingInput.of("word", 3).frozen().standardDeviation(0.3),
                vectors);
        LstmTaggerModel model = LstmTaggerImport.of(tagger);
        WordTagger back = model.toWordTagger()) {
      assertThat(back.definition()).isEqualTo(tagger.definition());
    }
  }

  @Test
  void partsOfTheCallersOwnAreRefusedByTheirClass() {
    Recurrent lstm = Recurrent.lstm(1).hidden(3);
    EmbeddingInput word = EmbeddingInput.of("word", 3);
    assertRefused(
        tagger(Recurrent.of(new MinimalGatedScanUnit(1, 3)), Head.softmax(), word),
        "cells of [LSTM, GRU, RNN], got org.tributary.testing.MinimalGatedScanUnit");
    assertRefused(
        tagger(lstm.layers(2).skipConnection(new OffsetConnection("offset")), Head.softmax(), word),
        "connections of [NONE, RESIDUAL, HIGHWAY], got org.tributary.testing.OffsetConnection");
  }

  private static void assertRefused(WordTagger tagger, String message) {
    try (tagger) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> LstmTaggerImport.of(tagger))
          .withMessage(
              "conversion to a Tribuo model: expected %s; use the tagger without Tribuo"
                  .formatted(message));
    }
  }
}
