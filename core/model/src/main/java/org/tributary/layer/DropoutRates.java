package org.tributary.layer;

import org.tributary.internal.NumberChecks;

/**
 * The dropout probabilities of training; inference does not drop.
 *
 * @param betweenLayers probability for the output of every layer but the last, independent in each
 *     step: PyTorch's {@code dropout}
 * @param locked probability for the same output, with the same elements in every step of a row (Gal
 *     and Ghahramani 2016)
 * @param recurrent probability for h at the input of {@code weight_hh}, with the same elements in
 *     every step of a row (Gal and Ghahramani 2016)
 */
public record DropoutRates(double betweenLayers, double locked, double recurrent) {

  /** Checks every probability, and that at most one kind is used between layers. */
  public DropoutRates {
    NumberChecks.belowOne("dropout", betweenLayers);
    NumberChecks.belowOne("locked dropout", locked);
    NumberChecks.belowOne("recurrent dropout", recurrent);
    if (betweenLayers > 0 && locked > 0) {
      throw new IllegalArgumentException(
          "dropout: expected one kind between layers, got dropout %s and locked dropout %s; set one of them to 0"
              .formatted(betweenLayers, locked));
    }
  }

  /** Returns no dropout of any kind. */
  static DropoutRates none() {
    return new DropoutRates(0, 0, 0);
  }

  /** Returns whether any probability is above 0. */
  public boolean any() {
    return betweenLayers > 0 || locked > 0 || recurrent > 0;
  }

  void requireFit(Cell cell) {
    if (recurrent > 0 && !cell.supportsRecurrentDropout()) {
      throw new IllegalArgumentException(
          "recurrent dropout: expected a cell that supports it, got %s; leave it out, or let step take its products with weight_hh from CellWeights.fromHidden and override supportsRecurrentDropout"
              .formatted(cell.name()));
    }
  }
}
