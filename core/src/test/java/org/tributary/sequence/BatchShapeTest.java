package org.tributary.sequence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.tributary.param.TensorShape;

/** Tests of the geometry of padded batches. */
class BatchShapeTest {
  @Test
  void dimensionsAreReadByLayout() {
    assertThat(BatchShape.of(Layout.SEQUENCE_FIRST, TensorShape.of(5, 3, 2)))
        .isEqualTo(BatchShape.sequenceFirst(5, 3));
    assertThat(BatchShape.of(Layout.BATCH_FIRST, TensorShape.of(5, 3, 2)))
        .isEqualTo(new BatchShape(Layout.BATCH_FIRST, 3, 5));
    assertThat(BatchShape.of(Layout.BATCH_FIRST, TensorShape.of(1, 1)).positions()).isEqualTo(1);
  }

  @Test
  void positionsAreThoseOfTheTensor() {
    for (Layout layout : Layout.values()) {
      BatchShape shape = new BatchShape(layout, 5, 3);
      assertThat(shape.positions()).isEqualTo(15);
      assertThat(shape.with(2).size()).isEqualTo(30);
      long[] sizes = shape.with(2).asArray();
      assertThat(sizes)
          .containsExactly(
              layout == Layout.BATCH_FIRST ? 3 : 5, layout == Layout.BATCH_FIRST ? 5 : 3, 2);
    }
  }

  @Test
  void emptyBatchIsRejected() {
    for (TensorShape shape :
        List.of(
            TensorShape.scalar(),
            TensorShape.of(3),
            TensorShape.of(0, 3, 2),
            TensorShape.of(5, 0, 2))) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> BatchShape.of(Layout.SEQUENCE_FIRST, shape))
          .withMessageStartingWith("padded batch: expected")
          .withMessageContaining("at least 1 step and 1 row, got shape " + shape);
    }
  }
}
