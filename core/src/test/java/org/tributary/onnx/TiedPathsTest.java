package org.tributary.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.tributary.head.Head;
import org.tributary.head.HeadDecoder;
import org.tributary.head.LabelPath;
import org.tributary.head.LabelSet;

/** Label sequences of a CRF that an exported model may choose instead of the best. */
class TiedPathsTest {
  private static final int ALL = 4; // of two labels at two steps

  private static HeadDecoder crf(float... transitions) {
    return Head.crf()
        .decoder(
            LabelSet.ofSize(2), name -> name.equals("transitions") ? transitions : new float[2]);
  }

  @Test
  void aPathWithinTheToleranceOfTheBestIsTied() {
    float[] scores = {
      1, 1 - (float) OnnxCheck.TOLERANCE / 2, 3, 3 - (float) OnnxCheck.TOLERANCE * 2
    };
    List<LabelPath> best = crf(0, 0, 0, 0).nBest(scores, ALL);
    assertThat(best).hasSize(ALL);
    assertThat(ExportedTagger.isTied(best, new int[] {0, 0})).as("the best").isTrue();
    assertThat(ExportedTagger.isTied(best, new int[] {1, 0})).as("half the tolerance").isTrue();
    assertThat(ExportedTagger.isTied(best, new int[] {0, 1})).as("twice").isFalse();
    assertThat(ExportedTagger.isTied(best, new int[] {1, 1})).as("both").isFalse();
  }

  /** Each of its labels is one of a tied path, but not the sequence. */
  @Test
  void labelsOfSeveralPathsAreNotTied() {
    List<LabelPath> equal = crf(1, -9, -9, 1).nBest(new float[ALL], 2);
    assertThat(ExportedTagger.isTied(equal, new int[] {0, 0})).isTrue();
    assertThat(ExportedTagger.isTied(equal, new int[] {1, 1})).isTrue();
    assertThat(ExportedTagger.isTied(equal, new int[] {0, 1})).isFalse();
  }
}
