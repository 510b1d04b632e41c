package org.tributary.tribuo.data.split;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.oracle.labs.mlrg.olcut.config.ConfigurationData;
import com.oracle.labs.mlrg.olcut.config.ConfigurationManager;
import com.oracle.labs.mlrg.olcut.provenance.ProvenanceUtil;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tribuo.sequence.MutableSequenceDataset;
import org.tribuo.test.Helpers;
import org.tributary.tribuo.data.TokenMetadata;
import org.tributary.tribuo.data.text.ColumnDataSource;

class SplitDataSourceTest {
  @TempDir private Path folder;
  private ColumnDataSource whole;

  @BeforeEach
  void writeTwentySentences() throws IOException {
    whole = sentences(20);
  }

  private ColumnDataSource sentences(int count) throws IOException {
    String text =
        IntStream.range(0, count)
            .mapToObj(k -> "w" + (char) ('a' + k) + " X\n\n")
            .collect(Collectors.joining());
    return new ColumnDataSource(Files.writeString(folder.resolve("data" + count), text), 1, 2);
  }

  private static List<String> words(SplitDataSource part) {
    List<String> words = new ArrayList<>();
    part.forEach(example -> words.add(TokenMetadata.token(example.get(0)).orElseThrow()));
    return words;
  }

  @Test
  void partsAreTheWholeSourceInItsOrder() {
    List<String> heldOut = words(SplitDataSource.heldOut(whole, 0.25, 3));
    List<String> rest = words(SplitDataSource.rest(whole, 0.25, 3));
    assertThat(heldOut).hasSize(5).isSorted();
    assertThat(rest).hasSize(15).isSorted().doesNotContainAnyElementsOf(heldOut);
    assertThat(words(SplitDataSource.heldOut(whole, 0.25, 3))).isEqualTo(heldOut);
    assertThat(words(SplitDataSource.heldOut(whole, 0.25, 4))).isNotEqualTo(heldOut);
  }

  /** The first draws of java.util.Random are nearly the same for thousands of seeds in turn. */
  @Test
  void adjacentSeedsHoldOutEverySequenceEquallyOften() throws IOException {
    ColumnDataSource sixteen = sentences(16);
    Map<String, Integer> counts = new TreeMap<>();
    for (long seed = 1; seed <= 400; seed++) {
      words(SplitDataSource.heldOut(sixteen, 1.0 / 16, seed))
          .forEach(word -> counts.merge(word, 1, Integer::sum));
    }
    assertThat(counts).hasSize(16);
    double chiSquare = counts.values().stream().mapToDouble(n -> (n - 25) * (n - 25) / 25.0).sum();
    assertThat(chiSquare).as("χ² with 15 degrees of freedom").isLessThan(38); // p = 0.001
  }

  @Test
  void eachPartHasAtLeastOneSequence() throws IOException {
    assertThat(words(SplitDataSource.heldOut(whole, 0.001, 1))).hasSize(1);
    assertThat(words(SplitDataSource.rest(whole, 0.999, 1))).hasSize(1);
    ColumnDataSource one = sentences(1);
    assertThatThrownBy(() -> SplitDataSource.rest(one, 0.1, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected at least 2 sequences to hold some out, got 1");
    for (double share : new double[] {0, 1, -0.5, Double.NaN}) {
      assertThatThrownBy(() -> SplitDataSource.heldOut(whole, share, 1))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("expected a number between 0 and 1, got " + share);
    }
  }

  @Test
  void provenanceRecreatesThePart() {
    SplitDataSource part = SplitDataSource.heldOut(whole, 0.25, 3);
    List<ConfigurationData> components = ProvenanceUtil.extractConfiguration(part.getProvenance());
    try (ConfigurationManager manager = new ConfigurationManager()) {
      manager.addConfiguration(components);
      SplitDataSource recreated = (SplitDataSource) manager.lookup(components.get(0).getName());
      assertThat(words(recreated)).isEqualTo(words(part));
      assertThat(recreated).hasToString(part.toString());
    }
  }

  @Test
  void provenanceSurvivesMarshalling() {
    SplitDataSource part = SplitDataSource.rest(whole, 0.25, 3);
    Helpers.testProvenanceMarshalling(part.getProvenance());
    assertThat(part.getProvenance().toString())
        .contains("heldOutShare=0.25", "data20", "part=REST");
    assertThat(new MutableSequenceDataset<>(part).getProvenance().getNumExamples()).isEqualTo(15);
  }
}
