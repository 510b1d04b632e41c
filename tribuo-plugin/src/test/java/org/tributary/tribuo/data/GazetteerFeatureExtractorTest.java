package org.tributary.tribuo.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tribuo.Feature;
import org.tribuo.classification.Label;
import org.tribuo.sequence.MutableSequenceDataset;
import org.tribuo.sequence.SequenceDataset;
import org.tributary.feature.Gazetteer.Matching;
import org.tributary.tagger.TaggedSentence;
import org.tributary.tagger.Tagger;
import org.tributary.tribuo.LstmTaggerModel;
import org.tributary.tribuo.LstmTaggerTrainer;
import org.tributary.tribuo.TrainingRequest;
import org.tributary.tribuo.input.EmbeddedFeatures;

class GazetteerFeatureExtractorTest {
  @TempDir private Path folder;
  private Path file;

  @BeforeEach
  void writeFile() throws IOException {
    file =
        Files.writeString(folder.resolve("places.tsv"), "LOC\tNew York\nLOC\tParis\nLOC\tOslo\n");
  }

  private GazetteerFeatureExtractor extractor() throws IOException {
    return new GazetteerFeatureExtractor(new WordFeatureExtractor(), file, Matching.CASE_SENSITIVE);
  }

  @Test
  void tagsFollowTheFeaturesOfTheWord() throws IOException {
    assertThat(extractor().extract(List.of("in", "New", "York"), 2))
        .extracting(Feature::getName)
        .containsExactly("word=York", "gazetteer=E-LOC");
    assertThat(extractor().extract(List.of("in"), 0))
        .extracting(Feature::getName)
        .containsExactly("word=in");
  }

  private static SequenceDataset<Label> data(TokenFeatureExtractor extractor) {
    List<TaggedSentence> sentences =
        List.of(
            new TaggedSentence(List.of("in", "Paris"), List.of("O", "B-LOC")),
            new TaggedSentence(List.of("in", "New", "York"), List.of("O", "B-LOC", "I-LOC")),
            new TaggedSentence(List.of("in", "time"), List.of("O", "O")),
            new TaggedSentence(List.of("no", "rain"), List.of("O", "O")));
    return new MutableSequenceDataset<>(new TokenListDataSource("places", sentences, extractor));
  }

  private Path trained() throws IOException {
    LstmTaggerTrainer trainer =
        LstmTaggerTrainer.builder()
            .inputs(List.of(new EmbeddedFeatures("word", 4), new EmbeddedFeatures("gazetteer", 4)))
            .hiddenSize(8)
            .layers(1)
            .forwardOnly()
            .epochs(100)
            .batchSize(2)
            .wordDropout(0.5)
            .learningRate(0.05)
            .build();
    try (LstmTaggerModel model = trainer.train(data(extractor()))) {
      Path saved = folder.resolve("places.tribuo");
      model.save(saved);
      return saved;
    }
  }

  /** Oslo is in the gazetteer, but in no training sentence. */
  @Test
  void loadedModelKnowsUnseenPhrasesAndNeedsTheSameFile() throws IOException {
    Path saved = trained();
    try (Tagger tagger = Tagger.load(saved)) {
      assertThat(tagger.tag(List.of("in", "Oslo")).labels()).containsExactly("O", "B-LOC");
      assertThat(tagger.tag(List.of("in", "Bern")).labels()).containsExactly("O", "O");
    }
    Files.writeString(file, "LOC\tBern\n");
    assertThatThrownBy(() -> Tagger.load(saved))
        .hasMessageContaining(file + ": expected the gazetteer of the training, with SHA-256 ")
        .hasMessageContaining("; restore the file, or train again")
        .hasMessageContaining("model " + saved + ": gazetteer: " + file);
    Files.delete(file);
    assertThatThrownBy(() -> Tagger.load(saved))
        .hasMessage(
            "model %s: gazetteer: expected the file %s, with which the model was trained, or"
                    .formatted(saved, file)
                + " places.tsv beside the model, found neither; copy the gazetteer to the model's folder");
    Files.createDirectory(file);
    assertThatThrownBy(() -> Tagger.load(saved))
        .hasMessageContaining(
            file + ": expected a file of phrases, got a folder or device; check the path");
  }

  @Test
  void movedModelReadsTheFileBesideIt() throws IOException {
    Path saved = trained();
    Path moved = Files.createDirectory(folder.resolve("moved"));
    Path model = Files.move(saved, moved.resolve("m.tribuo"));
    Files.move(file, moved.resolve("places.tsv"));
    try (Tagger tagger = Tagger.load(model)) {
      assertThat(tagger.tag(List.of("in", "Oslo")).labels()).containsExactly("O", "B-LOC");
    }
    Files.writeString(file, "LOC\tBern\n"); // another gazetteer at the recorded path
    try (Tagger tagger = Tagger.load(model)) {
      assertThat(tagger.tag(List.of("in", "Oslo")).labels()).containsExactly("O", "B-LOC");
    }
    Path link = Files.createSymbolicLink(folder.resolve("link.tribuo"), model);
    try (Tagger tagger = Tagger.load(link)) {
      assertThat(tagger.tag(List.of("in", "Oslo")).labels()).containsExactly("O", "B-LOC");
    }
    Files.delete(file);
    byte[] bytes = Files.readAllBytes(model);
    assertThatThrownBy(() -> Tagger.load(new ByteArrayInputStream(bytes)))
        .hasMessageContaining("gazetteer: expected the file " + file + ", with which")
        .hasMessageContaining("; restore it, or load the model by its path");
    try (LstmTaggerModel base = LstmTaggerModel.load(model)) {
      SequenceDataset<Label> more = data(base.extractor());
      try (LstmTaggerModel continued =
          LstmTaggerTrainer.builder()
              .epochs(1)
              .build()
              .train(TrainingRequest.on(more).from(base))) {
        assertThat(continued.getOutputIDInfo().size()).isEqualTo(3);
      }
    }
    Files.writeString(moved.resolve("places.tsv"), "LOC\tBern\n");
    assertThatThrownBy(() -> Tagger.load(model))
        .hasMessageContaining("places.tsv: expected the gazetteer of the training, with SHA-256 ");
  }

  @Test
  void malformedFileIsRefused() throws IOException {
    Files.writeString(file, "Paris\n");
    assertThatThrownBy(this::extractor)
        .isInstanceOf(IOException.class)
        .hasMessageContaining(
            file + ", line 1: expected a type, a tab and a phrase, got \"Paris\"");
  }
}
