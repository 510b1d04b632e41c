package org.tributary.layer;

/**
 * With which probability elements are dropped in training. None of it happens at inference.
 *
 * @param betweenLayers every element of a layer's output but the last's, each step for itself:
 *     PyTorch's {@code dropout}
 * @param locked the same place, but the same elements in every step of a row (Gal and Ghahramani
 *     2016)
 * @param recurrent elements of h where it enters {@code weight_hh}, the same in every step of a row
 *     (Gal and Ghahramani 2016)
 */
public record DropoutRates(double betweenLayers, double locked, double recurrent) {

  /** Checks every probability, and that only one kind stands between layers. */
  public DropoutRates {
    require("dropout", betweenLayers);
    require("locked dropout", locked);
    require("recurrent dropout", recurrent);
    if (betweenLayers > 0 && locked > 0) {
      throw new IllegalArgumentException(
          "dropout: expected one kind between layers, got dropout %s and locked dropout %s; set one of them to 0"
              .formatted(betweenLayers, locked));
    }
  }

  /** No dropout of any kind. */
  public static DropoutRates none() {
    return new DropoutRates(0, 0, 0);
  }

  /** Whether anything is dropped. */
  boolean any() {
    return betweenLayers > 0 || locked > 0 || recurrent > 0;
  }

  private static void require(String what, double probability) {
    if (!(probability >= 0 && probability < 1)) {
      throw new IllegalArgumentException(
          "%s: expected a probability from 0 to below 1, got %s".formatted(what, probability));
    }
  }
}
