package org.tributary.layer;

import java.util.List;
import org.tributary.param.Initializer;
import org.tributary.param.ParameterSpec;
import org.tributary.param.TensorShape;

/**
 * An embedding table. Each position of a sequence is a weighted sum of rows: PyTorch's {@code
 * nn.Embedding} for a single row of weight 1, else its {@code nn.EmbeddingBag} with {@code
 * mode="sum"} and {@code per_sample_weights}.
 *
 * @param vocabularySize V, the number of rows
 * @param size E, the size of a row
 * @param standardDeviation σ of the initial distribution N(0, σ²); 1 in PyTorch
 */
public record Embedding(int vocabularySize, int size, double standardDeviation) {

  /** Checks the sizes. */
  public Embedding {
    if (vocabularySize < 1 || size < 1) {
      throw new IllegalArgumentException(
          "embedding: expected at least 1 entry of size at least 1, got %d of size %d"
              .formatted(vocabularySize, size));
    }
    if (!(standardDeviation > 0) || Double.isInfinite(standardDeviation)) {
      throw new IllegalArgumentException(
          "embedding: expected a finite deviation above 0, got %s".formatted(standardDeviation));
    }
  }

  /** Returns {@code weight} [V, E]. */
  public List<ParameterSpec> parameters() {
    return List.of(
        new ParameterSpec(
            "weight", TensorShape.of(vocabularySize, size), Initializer.normal(standardDeviation)));
  }
}
