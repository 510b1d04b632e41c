package org.tributary.examples.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tributary.tagger.TaggedSentence;
import org.tributary.text.ColumnLayout;
import org.tributary.text.ColumnReader;
import org.tributary.text.ConlluColumn;
import org.tributary.text.ConlluReader;

class DataCommandTest {
  @Test
  void readersReadTheFiles(@TempDir Path folder) throws IOException {
    Path output = folder.resolve("new");
    assertThat(
            Cli.run("data", "--output", output.toString(), "--sentences", "50")
                .succeeds()
                .output()
                .lines())
        .hasSize(6)
        .contains(output.resolve("tags-train.conllu").toString());
    assertThat(ConlluReader.read(output.resolve("tags-train.conllu"), ConlluColumn.UPOS))
        .hasSize(50);
    List<TaggedSentence> names =
        ColumnReader.read(output.resolve("entities-test.conll"), ColumnLayout.of(1, 2));
    Set<String> labels = new TreeSet<>();
    names.forEach(sentence -> labels.addAll(sentence.labels()));
    assertThat(labels).containsExactly("B-LOC", "B-ORG", "B-PER", "I-LOC", "I-ORG", "I-PER", "O");
    byte[] first = Files.readAllBytes(output.resolve("entities-dev.conll"));
    Cli.run("data", "--output", output.toString(), "--sentences", "50").succeeds();
    assertThat(output.resolve("entities-dev.conll")).hasBinaryContent(first);
  }

  @Test
  void numberOfSentencesIsChecked() {
    Cli.run("data", "--sentences", "0")
        .isWrongUsage("tributary data", "--sentences: expected at least 1, got 0");
  }
}
