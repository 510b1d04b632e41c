package org.tributary.tagger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tributary.feature.Gazetteer;
import org.tributary.feature.Gazetteer.Matching;
import org.tributary.feature.GazetteerInput;
import org.tributary.internal.Settings;
import org.tributary.internal.tagger.TaggerTensors;
import org.tributary.layer.Recurrent;
import org.tributary.onnx.OnnxExport;
import org.tributary.param.ParameterValues;
import org.tributary.param.Safetensors;
import org.tributary.tagger.definition.TaggerDefinition;
import org.tributary.train.TrainingListener;
import org.tributary.train.optimizer.Schedule;
import org.tributary.train.tagger.SmallTraining;
import org.tributary.train.tagger.TaggerTrainer;

/** A word tagger that reads a gazetteer, and its file. */
class GazetteerTaggerTest {
  private static final List<TaggedSentence> SENTENCES =
      List.of(
          new TaggedSentence(List.of("in", "Paris"), List.of("O", "B-LOC")),
          new TaggedSentence(List.of("in", "New", "York"), List.of("O", "B-LOC", "I-LOC")),
          new TaggedSentence(List.of("in", "time"), List.of("O", "O")),
          new TaggedSentence(List.of("no", "rain"), List.of("O", "O")));

  private static final Gazetteer PLACES =
      Gazetteer.of(
          Map.of("LOC", List.of("new york", "Paris", "Oslo", "São Tomé"), "X", List.of("Rome")),
          Matching.LOWER_CASE);

  private static final List<List<String>> UNTAGGED =
      List.of(
          List.of("in", "Oslo"),
          List.of("in", "SÃO", "tomé"),
          List.of("in", "Bern"),
          List.of("in", "Rome", "Paris"));

  @TempDir private static Path folder;
  private static Path file;
  private static List<Tagging> expected;

  private static TaggerDefinition definition() {
    return SmallTraining.define()
        .words(4)
        .input(GazetteerInput.of(PLACES).size(5))
        .encoder(input -> Recurrent.lstm(input).hidden(8).bidirectional());
  }

  @BeforeAll
  static void train() throws IOException {
    file = folder.resolve("places.tributary");
    try (WordTagger tagger =
        TaggerTrainer.train(
            definition(),
            SENTENCES,
            SENTENCES,
            SmallTraining.options()
                .epochs(60)
                .batchSize(2)
                .schedule(Schedule.linear(0.05, 0.01))
                .wordDropout(0.3),
            TrainingListener.silent())) {
      expected = tagger.tagAll(UNTAGGED);
      assertThat(tagger.vocabularies().get(1).symbols())
          .as("the tags of the training data")
          .containsExactly("B-LOC", "E-LOC", "S-LOC");
      tagger.save(file);
    }
  }

  /** The places are in no training sentence. */
  @Test
  void phrasesAreKnownToTheLoadedTagger() throws IOException {
    try (WordTagger loaded = WordTagger.load(file)) {
      List<Tagging> found = loaded.tagAll(UNTAGGED);
      for (int k = 0; k < found.size(); k++) {
        assertThat(found.get(k).labels()).isEqualTo(expected.get(k).labels());
        for (int step = 0; step < found.get(k).size(); step++) {
          assertThat(found.get(k).distribution(step)).isEqualTo(expected.get(k).distribution(step));
        }
      }
      assertThat(found.get(0).labels()).containsExactly("O", "B-LOC");
      assertThat(found.get(1).labels()).containsExactly("O", "B-LOC", "I-LOC");
      assertThat(found.get(2).labels()).containsExactly("O", "O");
      assertThat(loaded.definition().inputs().all())
          .last()
          .isEqualTo(new GazetteerInput("gazetteer", 5, 0.05, PLACES));
    }
  }

  @Test
  void damagedPhrasesAreRefused() throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    int begin = text.indexOf("input.gazetteer.matching");
    int end = text.indexOf("rome", begin) + 8;
    assertThat(begin).isPositive();
    assertThat(end).isGreaterThan(begin + 60);
    Path damaged = folder.resolve("damaged.tributary");
    for (int at = begin; at < end; at++) {
      for (int bit = 0; bit < 8; bit++) {
        byte[] changed = bytes.clone();
        changed[at] ^= (byte) (1 << bit);
        Files.write(damaged, changed);
        assertThatIOException()
            .as("bit %d of byte %d", bit, at)
            .isThrownBy(() -> WordTagger.load(damaged).close());
      }
    }
  }

  /** Files with a valid checksum. */
  @Test
  void phrasesThatNoGazetteerWritesAreRefused() throws IOException {
    refuse("matching", "fuzzy", "expected one of [case_sensitive, lower_case]");
    refuse("phrases", "[]", "input gazetteer: expected a gazetteer with phrases, got none");
    refuse("phrases", Settings.text(List.of("LOC")), "expected a type without whitespace");
    refuse("phrases", Settings.text(List.of("LOC\tB")), "expected words separated by single");
    refuse("phrases", Settings.text(List.of("LOC\tb\ta")), "expected phrases of type LOC in");
    refuse("phrases", "[1]", "expected a JSON list of strings as input.gazetteer.phrases");
    refuse("size", "6", "gazetteer_emb.weight");
    refuse("entries", "[\"B-LOC\"]", "gazetteer_emb.weight");
  }

  private static void refuse(String setting, String text, String message) throws IOException {
    Map<String, String> texts = new LinkedHashMap<>(Safetensors.texts(file));
    texts.keySet().removeAll(List.of("format", "tributary.crc32"));
    assertThat(texts).containsKey("input.gazetteer." + setting);
    texts.put("input.gazetteer." + setting, text);
    Path hostile = folder.resolve("hostile.tributary");
    ParameterValues parameters = Safetensors.read(file);
    WordTaggerFile.write(hostile, new TaggerTensors(texts, parameters));
    assertThatIOException()
        .isThrownBy(() -> WordTagger.load(hostile).close())
        .withMessageContaining(message);
  }

  @Test
  void trainingDataWithoutPhrasesIsRefused() {
    TaggerDefinition other =
        definition()
            .gazetteer(Gazetteer.of(Map.of("LOC", List.of("in Bern")), Matching.LOWER_CASE));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TaggerTrainer.train(other, SENTENCES, SmallTraining.options()).close())
        .withMessageStartingWith(
            "input gazetteer: expected the words of some phrase in the training data, such as 'New', got none of Gazetteer(1 phrases, LOWER_CASE, SHA-256 ");
  }

  /** Training continues with the same phrases only. */
  @Test
  void baseWithOtherPhrasesIsRefused() throws IOException {
    try (WordTagger base = WordTagger.load(file)) {
      TrainingListener silent = TrainingListener.silent();
      TaggerTrainer.train(
              base,
              base.definition(),
              SENTENCES,
              List.of(),
              SmallTraining.options().epochs(1),
              silent)
          .close();
      GazetteerInput other =
          GazetteerInput.of(Gazetteer.of(Map.of("LOC", List.of("Paris")), Matching.LOWER_CASE));
      assertThatIllegalArgumentException()
          .isThrownBy(
              () ->
                  TaggerTrainer.train(
                          base,
                          base.definition().input(other.size(5)),
                          SENTENCES,
                          List.of(),
                          SmallTraining.options().epochs(1),
                          silent)
                      .close())
          .withMessageContaining("got input.gazetteer.phrases=");
    }
  }

  @Test
  void exportReadsTheTags() throws IOException {
    try (WordTagger loaded = WordTagger.load(file)) {
      OnnxExport export =
          OnnxExport.of(loaded).sentences(UNTAGGED.stream().map(Sentence::new).toList());
      assertThat(export.check().largestDifference()).isLessThan(1e-5);
      Map<String, String> texts =
          export.model().getMetadataPropsList().stream()
              .collect(Collectors.toMap(each -> each.getKey(), each -> each.getValue()));
      assertThat(texts)
          .containsEntry("input.gazetteer.reads", "gazetteer")
          .containsEntry("input.gazetteer.matching", "lower_case")
          .containsEntry(
              "input.gazetteer.phrases",
              Settings.text(List.of("LOC\tnew york\toslo\tparis\tsão tomé", "X\trome")));
    }
  }
}
