package org.tributary.tribuo.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.oracle.labs.mlrg.olcut.provenance.ProvenanceUtil;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.tribuo.Feature;
import org.tribuo.classification.Label;
import org.tribuo.sequence.MutableSequenceDataset;
import org.tribuo.sequence.SequenceExample;
import org.tribuo.test.Helpers;
import org.tributary.tagger.TaggedSentence;

class TokenListDataSourceTest {
  private static final List<TaggedSentence> SENTENCES =
      List.of(
          new TaggedSentence(List.of("Ä", "b"), List.of("X", "Y")),
          new TaggedSentence(List.of("c"), List.of("X")));

  /** Output of {@code printf 'Ä\tX\nb\tY\n\nc\tX\n\n' | sha256sum}, in upper case. */
  private static final String SHA256 =
      "516202C3B79A6956FCC6F96F509BF409AB2A9FE8C88501B671B872055DB4E695";

  @Test
  void stepsHaveTokensAndLabels() {
    TokenListDataSource source = new TokenListDataSource("two sentences", SENTENCES);
    assertThat(source).hasSize(2);
    SequenceExample<Label> first = source.iterator().next();
    assertThat(first).extracting(e -> e.getOutput().getLabel()).containsExactly("X", "Y");
    assertThat(first.get(0)).containsExactly(new Feature("word=Ä", 1.0));
    assertThat(TokenMetadata.token(first.get(1))).contains("b");
  }

  @Test
  void provenanceIdentifiesTheCorpus() {
    TokenListDataSource source =
        new TokenListDataSource("two sentences", SENTENCES, new PrefixFeatureExtractor(1));
    Map<String, Object> values = ProvenanceUtil.convertToMap(source.getProvenance());
    assertThat(values)
        .containsEntry("description", "two sentences")
        .containsEntry("resource-hash", SHA256)
        .containsEntry("num-sentences", "2")
        .containsEntry("num-tokens", "3")
        .containsKeys("datasource-creation-time", "extractor");
    assertThat(source.getProvenance().getClassName())
        .isEqualTo("org.tributary.tribuo.data.TokenListDataSource");
    assertThat(source.toString())
        .startsWith("DataSource(description=two sentences,resource-hash=SHA-256[" + SHA256);
  }

  /** Columns train auxiliary tasks; {@code printf 'a\tX\tupos=N\n\n' | sha256sum}. */
  @Test
  void provenanceIdentifiesTheColumns() {
    TaggedSentence plain = new TaggedSentence(List.of("a"), List.of("X"));
    TokenListDataSource source =
        new TokenListDataSource("columns", List.of(plain.withColumn("upos", List.of("N"))));
    assertThat(ProvenanceUtil.convertToMap(source.getProvenance()))
        .containsEntry(
            "resource-hash", "F967109527647FFFD80297CA89B56E22AEF2C0FDDF21D04E1593890509DAAB71");
  }

  @Test
  void provenanceSurvivesMarshalling() {
    TokenListDataSource source = new TokenListDataSource("two sentences", SENTENCES);
    Helpers.testProvenanceMarshalling(source.getProvenance());
    MutableSequenceDataset<Label> dataset = new MutableSequenceDataset<>(source);
    Helpers.testProvenanceMarshalling(dataset.getProvenance());
    Helpers.testSequenceDatasetSerialization(dataset);
  }

  @Test
  void emptySentenceListIsRejected() {
    assertThatThrownBy(() -> new TokenListDataSource("nothing", List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("sentences: expected at least one in \"nothing\", got none");
  }
}
