package org.tributary.models.en;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tributary.tagger.TaggedSentence;
import org.tributary.tagger.Tagger;
import org.tributary.tagger.Tagging;
import org.tributary.text.ConlluColumn;
import org.tributary.text.ConlluReader;

class EnglishTaggerTest {
  /** The size that the artifact may have, in bytes. */
  private static final int MAX_SIZE = 8_000_000;

  private static InputStream resource(String name) {
    return EnglishTagger.class.getResourceAsStream(name);
  }

  @Test
  void aSentenceIsTagged() {
    try (Tagger tagger = EnglishTagger.load()) {
      Tagging tagging =
          tagger.tag(List.of("The", "old", "dog", "slowly", "ate", "my", "book", "."));
      assertThat(tagging.labels())
          .containsExactly("DET", "ADJ", "NOUN", "ADV", "VERB", "PRON", "NOUN", "PUNCT");
      assertThat(tagger.labels()).hasSize(17);
    }
  }

  /**
   * The figure is that of the guide. The model is that of {@code tributary train --preset fast
   * --seed 1 --threads 1 --column upos}, converted by {@code tributary convert}, without the paths
   * in its metadata.
   */
  @Test
  void devSentencesAreTaggedAsTheGuideSays() throws IOException {
    Path dev =
        Path.of(
            System.getProperty("tributary.data", "../../../shared/data"),
            "ud-english-ewt/en_ewt-ud-dev.conllu");
    assumeTrue(Files.exists(dev), () -> "SKIPPED: no corpus at " + dev + "; set -Dtributary.data");
    List<TaggedSentence> sentences = ConlluReader.read(dev, ConlluColumn.UPOS);
    int right = 0;
    int words = 0;
    try (Tagger tagger = EnglishTagger.load()) {
      List<Tagging> taggings =
          tagger.tagAll(sentences.stream().map(TaggedSentence::tokens).toList());
      for (int n = 0; n < sentences.size(); n++) {
        List<String> labels = sentences.get(n).labels();
        for (int k = 0; k < labels.size(); k++) {
          right += labels.get(k).equals(taggings.get(n).labels().get(k)) ? 1 : 0;
        }
        words += labels.size();
      }
    }
    assertThat(words).isEqualTo(25_147);
    String percent = "%.2f".formatted(100.0 * right / words);
    assertThat(percent).isEqualTo("95.34");
    assertThat(Files.readString(Path.of("../../docs/guide/start.md"))).contains(percent + " %");
  }

  @Test
  void modelIsSmallAndNamesItsLicence() throws IOException {
    try (InputStream model = resource("upos.tributary");
        InputStream licence = resource("/META-INF/LICENSE-model.txt")) {
      assertThat(model.readAllBytes()).hasSizeLessThan(MAX_SIZE);
      assertThat(new String(licence.readAllBytes(), StandardCharsets.UTF_8))
          .contains("English Web Treebank", "CC BY-SA 4.0");
    }
  }
}
