package org.tributary.examples.workshop;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.tribuo.Feature;

class ContextFeatureExtractorTest {

  private static List<String> names(List<String> tokens, int index) {
    return new ContextFeatureExtractor()
        .extract(tokens, index).stream().map(Feature::getName).toList();
  }

  @Test
  void featuresAreWordFormAndNeighbours() {
    assertThat(names(List.of("In", "Redondo", "it", "rained"), 1))
        .containsExactlyInAnyOrder(
            "word=Redondo",
            "lower=redondo",
            "suffix1=o",
            "suffix2=do",
            "suffix3=ndo",
            "suffix4=ondo",
            "shape=Xx",
            "bias",
            "prefix1=r",
            "prefix2=re",
            "prefix3=red",
            "prefix4=redo",
            "lower@-2=<none>",
            "lower@-1=in",
            "lower@1=it",
            "lower@2=rained",
            "suffix@-1=in",
            "suffix@1=it",
            "capital@-1=true",
            "capital@1=false");
  }

  @Test
  void neighboursOutsideTheSentenceAreNone() {
    assertThat(names(List.of("a"), 0))
        .contains("lower@-1=<none>", "lower@1=<none>", "capital@1=<none>", "prefix1=a")
        .doesNotHaveDuplicates();
  }

  @Test
  void suffixOfNeighbourIsDistinctFromOwnSuffix() {
    assertThat(new ContextFeatureExtractor().extract(List.of("Hawaii", "i"), 0))
        .extracting(Feature::getName)
        .doesNotHaveDuplicates()
        .contains("suffix1=i", "suffix@1=i");
  }
}
