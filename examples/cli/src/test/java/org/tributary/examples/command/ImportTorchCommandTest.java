package org.tributary.examples.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The {@code import-torch} command, on a tagger of {@code docs/golden/torch_tagger.py}. */
class ImportTorchCommandTest {
  private static final String TEXT = "The old dog sings .\n";
  private static final String TAGGED = "The/DET old/ADJ dog/NOUN sings/VERB ./PUNCT\n";

  @TempDir private Path folder;

  @BeforeEach
  void copy() throws IOException {
    Path from = Path.of("../../core/src/test/resources/org/tributary/torch/gru_crf");
    try (Stream<Path> files = Files.list(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, folder.resolve(file.getFileName()));
      }
    }
  }

  private String path(String name) {
    return folder.resolve(name).toString();
  }

  private Cli run(String... options) {
    String[] all = {
      "import-torch", "--weights", path("weights.safetensors"), "--mapping", path("mapping.txt")
    };
    return Cli.run(Stream.of(all, options).flatMap(Stream::of).toArray(String[]::new));
  }

  @Test
  void bothFilesTagAsTorchDoes() throws IOException {
    Cli run = run("--output", path("my.tributary"), "--tribuo", path("my.tribuo")).succeeds();
    assertThat(run.output())
        .isEqualTo("saved  %s\nsaved  %s\n".formatted(path("my.tributary"), path("my.tribuo")));
    for (String file : new String[] {"my.tributary", "my.tribuo"}) {
      assertThat(Cli.runWith(TEXT, "tag", "--model", path(file)).succeeds().output())
          .isEqualTo(TAGGED);
      assertThat(Cli.run("info", path(file)).succeeds().output())
          .contains("imported    from PyTorch, weights.safetensors\n", "2 × GRU of hidden size ")
          .doesNotContain("0 sentences", "versions");
      assertThat(evaluated(path(file)))
          .contains("model   imported from PyTorch, weights.safetensors\n");
    }
  }

  /** Of its vocabulary; a model that was not trained here has no frequencies of words. */
  @Test
  void bothFilesKnowTheSameWords() throws IOException {
    run("--output", path("my.tributary"), "--tribuo", path("my.tribuo")).succeeds();
    List<String> words = Files.readAllLines(folder.resolve("words.txt"));
    List<String> characters = Files.readAllLines(folder.resolve("characters.txt"));
    assertThat(words).contains("dog").doesNotContain("unseen", "T");
    assertThat(characters).contains("T");
    Path gold = Files.writeString(folder.resolve("gold"), "dog NOUN\nT NOUN\nunseen NOUN\n");
    for (String file : new String[] {"my.tributary", "my.tribuo"}) {
      Path json = folder.resolve("scores.json");
      Cli.run("evaluate", "--model=" + path(file), "--test=" + gold, "--column=2", "--json=" + json)
          .succeeds();
      JsonNode scores = new ObjectMapper().readTree(json.toFile());
      assertThat(scores.at("/knownWords/tokens").asInt()).as(file).isEqualTo(1);
      assertThat(scores.at("/unknownWords/tokens").asInt()).as(file).isEqualTo(2);
      assertThat(scores.get("byTrainingCount")).as(file).isEmpty();
    }
  }

  @Test
  void namesOfTheOtherFormatAreRefused() {
    run("--output", path("my.tribuo"))
        .isWrongUsage(
            "tributary import-torch",
            "--output: expected a .tributary file, got %s; a Tribuo model is written by --tribuo"
                .formatted(path("my.tribuo")));
    run("--tribuo", path("my.tributary"))
        .isWrongUsage(
            "tributary import-torch",
            "--tribuo: expected a Tribuo model, got %s; a .tributary file is written by --output"
                .formatted(path("my.tributary")));
  }

  private String evaluated(String model) throws IOException {
    Path gold = Files.writeString(folder.resolve("gold"), "The DET\ndog NOUN\n");
    return Cli.run("evaluate", "--model", model, "--test", gold.toString(), "--column", "2")
        .succeeds()
        .output();
  }

  @Test
  void everyMistakeIsPrinted() throws IOException {
    Path mapping = folder.resolve("mapping.txt");
    Files.writeString(mapping, Files.readString(mapping).replace("output = tags", "output = tag"));
    Cli run = run("--output", path("out"));
    assertThat(run.error())
        .startsWith(
            "  missing: tag.weight, of shape [8, 12], for output; did you mean tags.weight?\n  missing: tag.bias, ")
        .endsWith(
            "tributary: PyTorch tagger %s: expected weights, vocabularies and the mapping %s to agree, got the 4 errors listed above\n"
                .formatted(path("weights.safetensors"), mapping));
    assertThat(folder.resolve("out")).doesNotExist();
  }

  @Test
  void filesThatTheMappingNamesAreNotOverwritten() throws IOException {
    Path labels = folder.resolve("labels.txt");
    byte[] before = Files.readAllBytes(labels);
    for (String option : new String[] {"--output", "--tribuo"}) {
      run(option, labels.toString())
          .isWrongUsage(
              "tributary import-torch",
              "%s: expected a different file from the vocabularies and labels of --mapping, got %s for both"
                  .formatted(option, labels));
    }
    assertThat(labels).hasBinaryContent(before);
  }

  @Test
  void wrongOptionsAreRefused() {
    run()
        .isWrongUsage("tributary import-torch", "expected --output, --tribuo or both, got neither");
    run("--output", path("mapping.txt"))
        .isWrongUsage(
            "tributary import-torch",
            "--output: expected a different file from --mapping, got %s for both"
                .formatted(path("mapping.txt")));
  }
}
