package org.tributary.examples.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tributary.examples.corpus.CorpusGenerator.Sizes;
import org.tributary.tagger.TaggedSentence;
import org.tributary.text.ColumnLayout;
import org.tributary.text.ColumnReader;
import org.tributary.text.ConlluColumn;
import org.tributary.text.ConlluReader;

/** Written files are read back by core's readers. */
class CorpusFilesTest {

  @TempDir private Path folder;

  @Test
  void conlluHasTheLabelsAsUpos() throws IOException {
    List<TaggedSentence> sentences = new CorpusGenerator().generate(new Sizes(30, 1, 1), 1).train();
    Path file = Files.writeString(folder.resolve("a.conllu"), CorpusFiles.conllu(sentences));
    List<TaggedSentence> read = ConlluReader.read(file, ConlluColumn.UPOS);
    assertThat(read).extracting(TaggedSentence::tokens).isEqualTo(tokens(sentences));
    assertThat(read).extracting(TaggedSentence::labels).isEqualTo(labels(sentences));
  }

  @Test
  void columnsHaveTokenAndLabel() throws IOException {
    List<TaggedSentence> sentences =
        CorpusGenerator.ofEntities().generate(new Sizes(30, 1, 1), 1).train();
    Path file = Files.writeString(folder.resolve("a.conll"), CorpusFiles.columns(sentences));
    List<TaggedSentence> read = ColumnReader.read(file, ColumnLayout.of(1, 2));
    assertThat(read).extracting(TaggedSentence::tokens).isEqualTo(tokens(sentences));
    assertThat(read).extracting(TaggedSentence::labels).isEqualTo(labels(sentences));
  }

  private static List<List<String>> tokens(List<TaggedSentence> sentences) {
    return sentences.stream().map(TaggedSentence::tokens).toList();
  }

  private static List<List<String>> labels(List<TaggedSentence> sentences) {
    return sentences.stream().map(TaggedSentence::labels).toList();
  }
}
