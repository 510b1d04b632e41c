package org.tributary.tribuo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.oracle.labs.mlrg.olcut.config.ConfigurationManager;
import com.oracle.labs.mlrg.olcut.provenance.ProvenanceUtil;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tribuo.classification.Label;
import org.tribuo.sequence.MutableSequenceDataset;
import org.tribuo.sequence.SequenceDataset;
import org.tribuo.sequence.SequenceExample;
import org.tributary.feature.InputFile;
import org.tributary.layer.Recurrent;
import org.tributary.onnx.PiecePooling;
import org.tributary.onnx.TransformerEncoder;
import org.tributary.onnx.TransformerVectors;
import org.tributary.tagger.TaggedSentence;
import org.tributary.tagger.Tagger;
import org.tributary.tagger.Tagging;
import org.tributary.tagger.WordTagger;
import org.tributary.train.TrainingOptions;
import org.tributary.train.optimizer.Schedule;
import org.tributary.train.optimizer.WeightAverage;
import org.tributary.tribuo.data.TokenListDataSource;
import org.tributary.tribuo.data.TokenSequences;
import org.tributary.tribuo.fixture.Data;
import org.tributary.tribuo.fixture.EqualTaggers;
import org.tributary.tribuo.fixture.RandomSentences;
import org.tributary.tribuo.input.TokenVectors;
import org.tributary.tribuo.input.WordForms;
import org.tributary.tribuo.internal.model.ExampleEncoder;

/** Token vectors in Tribuo's trainer and models. */
class TokenVectorsTest {
  private static final Path FILES = Path.of("../core/src/test/resources/org/tributary/onnx");
  private static final Path ENCODER = FILES.resolve("encoder.onnx");
  private static final Path TOKENIZER = FILES.resolve("tokenizer.json");

  private static final List<TaggedSentence> TRAIN =
      RandomSentences.sentences(16, 7, List.of("NOUN", "VERB", "DET"));
  private static final List<TaggedSentence> DEV =
      RandomSentences.sentences(9, 8, List.of("NOUN", "VERB"));

  @TempDir private Path folder;

  private static LstmTaggerTrainer trainer(TokenVectors vectors) {
    return Data.smallTrainer()
        .hiddenSize(8)
        .forwardOnly()
        .dropout(0.2)
        .unknownRate(1)
        .wordDropout(0.1)
        .seed(42)
        .inputs(List.of(new WordForms(8), vectors))
        .auxiliaryTasks(List.of(), 1)
        .build();
  }

  private static TokenVectors vectors() {
    return new TokenVectors(ENCODER, TOKENIZER)
        .layers(1, 3)
        .pooling(PiecePooling.FIRST)
        .projectedTo(5);
  }

  private static LstmTaggerModel train(TokenVectors vectors) {
    return trainer(vectors).train(TrainingRequest.on(data(TRAIN)).dev(data(DEV)));
  }

  private static SequenceDataset<Label> data(List<TaggedSentence> sentences) {
    return new MutableSequenceDataset<>(
        new TokenListDataSource("sentences", sentences, EqualTaggers.EXTRACTOR));
  }

  private static List<Tagging> tagged(Tagger tagger) {
    return tagger.tagAll(DEV.stream().map(TaggedSentence::tokens).toList());
  }

  private static void requireSame(Tagger found, Tagger expected) {
    List<Tagging> own = tagged(expected);
    List<Tagging> other = tagged(found);
    for (int k = 0; k < own.size(); k++) {
      assertThat(other.get(k).labels()).isEqualTo(own.get(k).labels());
      for (int token = 0; token < own.get(k).labels().size(); token++) {
        assertThat(other.get(k).distribution(token)).isEqualTo(own.get(k).distribution(token));
      }
    }
  }

  @Test
  void coreTrainsTheSameTagger() throws IOException {
    TransformerEncoder encoder =
        TransformerEncoder.read(ENCODER, TOKENIZER).layers(1, 3).pooling(PiecePooling.FIRST);
    EqualTaggers.requireEqual(
        TRAIN,
        DEV,
        Tagger.define()
            .wordForms(f -> f.words(8))
            .input(TransformerVectors.of(encoder).projectedTo(5))
            .encoder(input -> Recurrent.lstm(input).hidden(8))
            .dropout(0.2)
            .lockedDropout(0)
            .withoutAuxiliaryTasks(),
        TrainingOptions.defaults()
            .epochs(2)
            .batchSize(2)
            .schedule(Schedule.linear(0.02, 0.005))
            .average(WeightAverage.none())
            .unknownRate(1)
            .wordDropout(0.1)
            .seed(42),
        trainer(vectors()),
        data(TRAIN),
        data(DEV));
  }

  @Test
  void modelsAreSavedBesideTheEncoderAndConverted() throws IOException {
    Path file = folder.resolve("a.tribuo");
    try (LstmTaggerModel model = train(vectors());
        Tagger tagger = model.tagger()) {
      model.save(file);
      try (Stream<Path> files = Files.list(folder)) {
        assertThat(files.map(f -> f.getFileName().toString().replaceAll("[0-9a-f]{16}", "HASH")))
            .containsExactlyInAnyOrder("a.tribuo", "encoder-HASH.onnx", "tokenizer-HASH.json");
      }
      try (LstmTaggerModel loaded = LstmTaggerModel.load(file);
          Tagger ofLoaded = loaded.tagger()) {
        assertThat(loaded.serialize()).isEqualTo(model.serialize());
        requireSame(ofLoaded, tagger);
        List<String> tokens = DEV.get(0).tokens();
        assertThat(Data.labels(loaded.predict(TokenSequences.of(tokens, loaded.extractor()))))
            .isEqualTo(tagger.tag(tokens).labels());
        try (WordTagger words = loaded.toWordTagger();
            LstmTaggerModel again = LstmTaggerImport.of(words);
            Tagger ofAgain = again.tagger()) {
          requireSame(words, tagger);
          requireSame(ofAgain, tagger);
        }
        assertThat(loaded.onnxExport(List.of(List.of("the", "dog"))).check().sequences())
            .isEqualTo(33);
        assertThat(ofLoaded.files())
            .extracting(InputFile::kind)
            .containsExactly("encoder", "tokenizer");
      }
      byte[] bytes = Files.readAllBytes(file);
      assertThatIOException()
          .isThrownBy(() -> Tagger.load(new ByteArrayInputStream(bytes)))
          .withMessageContaining("beside the tagger, got a tagger of a stream");
    }
    Path onnx;
    try (Stream<Path> files = Files.list(folder)) {
      onnx = files.filter(f -> f.toString().endsWith(".onnx")).findFirst().orElseThrow();
    }
    Files.delete(onnx);
    assertThatIOException()
        .isThrownBy(() -> LstmTaggerModel.load(file))
        .withMessage(
            "model %s: stored tagger: encoder: expected the file %s, got none; copy it to the tagger's folder",
            file, onnx);
  }

  @Test
  void aConfiguredTrainerIsRecoveredFromItsProvenance() throws IOException {
    Path cache = folder.resolve("cache");
    List<String> progress = new ArrayList<>();
    try (LstmTaggerModel model =
        train(vectors().cachedIn(cache, 1 << 20, (done, all) -> progress.add(done + "/" + all)))) {
      assertThat(progress).contains(distinct(TRAIN), distinct(DEV));
      long size = sizeOf(cache);
      tagged(model.tagger());
      assertThat(sizeOf(cache)).isEqualTo(size); // tagging adds nothing
      try (ConfigurationManager manager = new ConfigurationManager()) {
        manager.addConfiguration(
            ProvenanceUtil.extractConfiguration(model.getProvenance().getTrainerProvenance()));
        LstmTaggerTrainer again = manager.lookupAll(LstmTaggerTrainer.class).get(0);
        try (LstmTaggerModel repeated =
            again.train(TrainingRequest.on(data(TRAIN)).dev(data(DEV)))) {
          assertThat(repeated.parametersSha256()).isEqualTo(model.parametersSha256());
        }
      }
      try (LstmTaggerModel uncached = train(vectors())) {
        assertThat(uncached.parametersSha256()).isEqualTo(model.parametersSha256());
      }
    }
  }

  @Test
  void knownFeaturesAreCountedWithoutTheEncoder() {
    try (LstmTaggerModel model = train(vectors())) {
      ExampleEncoder encoder =
          new ExampleEncoder(
              model.getFeatureIDMap(), model.getOutputIDInfo(), model.weights().inputs());
      SequenceExample<Label> example = data(DEV).getData().get(0);
      int[] known = encoder.reader().read(example).known();
      encoder.close();
      assertThat(encoder.reader().known(example)).isEqualTo(known);
      assertThatThrownBy(() -> encoder.reader().read(example)).isNotNull();
    }
  }

  private static String distinct(List<TaggedSentence> sentences) {
    long count = sentences.stream().map(TaggedSentence::tokens).distinct().count();
    return count + "/" + count;
  }

  private static long sizeOf(Path cache) throws IOException {
    try (Stream<Path> files = Files.list(cache)) {
      return files.mapToLong(f -> f.toFile().length()).sum();
    }
  }

  @Test
  void wrongSettingsAreNamed() {
    assertThatThrownBy(() -> vectors().projectedTo(-1)).hasMessageContaining("projection");
    assertThatThrownBy(() -> vectors().cachedIn(folder, 0, TransformerEncoder.Progress.silent()))
        .hasMessageContaining("cacheBytes");
    assertThatThrownBy(() -> train(new TokenVectors(folder.resolve("none.onnx"), TOKENIZER)))
        .hasMessageContaining("none.onnx");
    assertThatThrownBy(() -> train(vectors().layers(4)))
        .hasMessage("encoder: expected layers from 1 to 3, got [4]");
  }
}
