package org.tributary.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tributary.feature.CharacterInput;
import org.tributary.feature.CharacterPooling;
import org.tributary.feature.EmbeddingInput;
import org.tributary.feature.Inputs;
import org.tributary.head.Head;
import org.tributary.layer.Recurrent;
import org.tributary.param.ParameterValues;
import org.tributary.param.Safetensors;
import org.tributary.tagger.TaggedSentence;
import org.tributary.tagger.Tagging;
import org.tributary.tagger.WordTagger;
import org.tributary.tagger.definition.LabelColumn;
import org.tributary.tagger.definition.TaggerDefinition;
import org.tributary.train.TrainingOptions;
import org.tributary.train.tagger.TaggerTrainer;

/** Tests against taggers that PyTorch trained, see {@code docs/golden/torch_tagger.py}. */
class TorchTaggerTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path SCRIPT = Path.of("../docs/golden/torch_tagger.py");
  private static final double TOLERANCE = 2e-6;

  @TempDir private Path folder;

  /** Copies the files of a case to the test's folder. */
  private void copy(String kind) throws IOException {
    TorchFiles.copy(kind, folder);
  }

  private WordTagger read() throws IOException {
    return TorchTagger.read(folder.resolve("weights.safetensors"), folder.resolve("mapping.txt"));
  }

  private static void assertAnswers(WordTagger tagger, JsonNode answers) {
    List<String> labels = texts(answers.get("labels"));
    assertThat(tagger.labels()).isEqualTo(labels);
    List<List<String>> sentences = new ArrayList<>();
    answers.get("sentences").forEach(s -> sentences.add(texts(s.get("tokens"))));
    List<Tagging> taggings = tagger.tagAll(sentences);
    for (int k = 0; k < sentences.size(); k++) {
      JsonNode expected = answers.get("sentences").get(k);
      assertThat(taggings.get(k).labels()).isEqualTo(texts(expected.get("labels")));
      for (int t = 0; t < sentences.get(k).size(); t++) {
        Map<String, Double> scores = taggings.get(k).distribution(t);
        for (int label = 0; label < labels.size(); label++) {
          assertThat(scores.get(labels.get(label)))
              .as("%s of %s in %s", labels.get(label), t, sentences.get(k))
              .isCloseTo(expected.get("scores").get(t).get(label).asDouble(), within(TOLERANCE));
        }
      }
    }
  }

  private static List<String> texts(JsonNode list) {
    List<String> texts = new ArrayList<>();
    list.forEach(text -> texts.add(text.asText()));
    return texts;
  }

  @ParameterizedTest
  @ValueSource(strings = {"lstm", "gru_crf", "rnn"})
  void answersAreThoseOfTorch(String kind) throws IOException {
    copy(kind);
    JsonNode answers = JSON.readTree(folder.resolve("answers.json").toFile());
    Path saved = folder.resolve("saved.tributary");
    try (WordTagger tagger = read()) {
      assertAnswers(tagger, answers);
      assertThat(tagger.metadata().provenance())
          .containsEntry("imported.from", "PyTorch")
          .containsEntry("imported.file", "weights.safetensors");
      tagger.save(saved);
    }
    try (WordTagger loaded = WordTagger.load(saved)) {
      assertAnswers(loaded, answers);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"lstm", "gru_crf", "rnn"})
  void writtenTaggersAreReadAgain(String kind) throws IOException {
    copy(kind);
    JsonNode answers = JSON.readTree(folder.resolve("answers.json").toFile());
    try (WordTagger tagger = read()) {
      TorchTagger.write(
          tagger, folder.resolve("weights.safetensors"), folder.resolve("mapping.txt"));
    }
    Files.writeString(
        folder.resolve("mapping.txt"),
        Files.readString(folder.resolve("mapping.txt")).replace("ignored = steps, d.", ""));
    try (WordTagger again = read()) {
      assertAnswers(again, answers);
    }
  }

  @Test
  void layersAreCountedInALocaleWithOtherDigits() throws IOException {
    copy("gru_crf");
    Locale before = Locale.getDefault(Locale.Category.FORMAT);
    Locale.setDefault(Locale.Category.FORMAT, Locale.forLanguageTag("fa-IR"));
    try (WordTagger tagger = read()) {
      assertThat(tagger.definition().encoder().layers()).isEqualTo(2);
    } finally {
      Locale.setDefault(Locale.Category.FORMAT, before);
    }
  }

  @Test
  void writtenTensorsAndSymbolsAreThoseOfTorch() throws IOException {
    copy("lstm");
    JsonNode words = JSON.readTree(folder.resolve("words.json").toFile());
    Path written = folder.resolve("written.safetensors");
    try (WordTagger tagger = read()) {
      TorchTagger.write(tagger, written, folder.resolve("mapping.txt"));
    }
    ParameterValues own = Safetensors.read(written);
    for (String name : own.names()) {
      String module = name.substring(0, name.indexOf('.') + 1);
      ParameterValues torch = Safetensors.read(folder.resolve("weights.safetensors"), module);
      assertThat(own.tensor(name))
          .as(name)
          .isEqualTo(torch.tensor(name.substring(module.length())));
    }
    assertThat(own.names()).hasSize(28);
    assertThat(JSON.readTree(folder.resolve("words.json").toFile())).isEqualTo(words);
  }

  @Test
  void weightsOfTrainedTaggersLoadIntoTorchModules() throws Exception {
    assumeTorch();
    copy("lstm");
    TaggerDefinition definition =
        new TaggerDefinition(
            Inputs.of(
                EmbeddingInput.of("lower", 6),
                CharacterInput.of("char").size(5).lstm(4, CharacterPooling.MAX).firstCharacters(9)),
            Recurrent.lstm(14).hidden(7).layers(2).bidirectional(),
            0.2,
            0,
            List.of(new LabelColumn(LabelColumn.MAIN, 1, Head.softmax())));
    List<List<String>> sentences =
        List.of(List.of("Wir", "lesen", "unwahrscheinlichste", "Bücher"), List.of("neu"));
    List<TaggedSentence> training =
        List.of(
            sentence("Wir lesen neue Bücher .", "PRON VERB ADJ NOUN PUNCT"),
            sentence("Alte Bücher !", "ADJ NOUN PUNCT"));
    try (WordTagger tagger =
        TaggerTrainer.train(definition, training, TrainingOptions.defaults().epochs(30))) {
      TorchTagger.write(
          tagger, folder.resolve("weights.safetensors"), folder.resolve("mapping.txt"));
      JSON.writeValue(folder.resolve("sentences.json").toFile(), sentences);
      JsonNode answers = JSON.readTree(run(SCRIPT.toString(), "answer", "lstm", folder.toString()));
      assertThat(answers.get("sentences")).hasSize(2);
      assertAnswers(tagger, answers);
    }
  }

  private static TaggedSentence sentence(String words, String labels) {
    return new TaggedSentence(Arrays.asList(words.split(" ")), Arrays.asList(labels.split(" ")));
  }

  private static void assumeTorch() throws Exception {
    boolean found;
    try {
      found = run("-c", "import torch; print('present')").contains("present");
    } catch (IOException e) {
      found = false;
    }
    assumeTrue(found, "SKIPPED: no PyTorch for " + python() + "; set -Dtributary.python");
  }

  private static String python() {
    return System.getProperty("tributary.python", "/usr/bin/python3");
  }

  /** Runs Python; returns its output. */
  private static String run(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(python()));
    command.addAll(Arrays.asList(arguments));
    File output = File.createTempFile("python", ".out");
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectOutput(output)
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      if (!process.waitFor(5, TimeUnit.MINUTES)) {
        process.destroyForcibly();
      }
      return Files.readString(output.toPath());
    } finally {
      Files.delete(output.toPath());
    }
  }
}
