package org.tributary.tagger;

import java.util.Objects;
import org.tributary.cell.Cell;
import org.tributary.layer.LayerCount;
import org.tributary.layer.Recurrent;
import org.tributary.layer.SkipConnection;

/**
 * The definition of a tagger's recurrent encoder. An immutable value; each method returns a
 * modified copy.
 *
 * @param cell the recurrent cell
 * @param hiddenSize the hidden size of each direction
 * @param layers the number of stacked layers
 * @param bothDirections whether the encoder is bidirectional
 * @param lockedDropout locked (variational) dropout: the probability of dropping an element of the
 *     encoder's input, of a layer's output or of the encoder's output in training, with one mask
 *     for all steps of a sequence (Gal and Ghahramani 2016). Above 0, it replaces the tagger's
 *     dropout between layers.
 * @param recurrentDropout the probability of dropping an element of h before {@code weight_hh} in
 *     training, with one mask for all steps of a sequence
 * @param connection the skip connection around each layer after the first
 */
public record EncoderDefinition(
    EncoderCell cell,
    int hiddenSize,
    int layers,
    boolean bothDirections,
    double lockedDropout,
    double recurrentDropout,
    SkipConnection connection) {

  /**
   * Checks sizes and probabilities.
   *
   * @throws IllegalArgumentException if the hidden size is not from 1 to below 2^28, the number of
   *     layers is not from 1 to {@link LayerCount#MAX}, or a probability is not from 0 to below 1;
   *     the methods below throw likewise
   */
  public EncoderDefinition {
    Objects.requireNonNull(cell, "cell");
    Objects.requireNonNull(connection, "connection");
    Cell.requireHiddenSize("encoder", hiddenSize);
    LayerCount.require("encoder", layers);
    if (!(lockedDropout >= 0 && lockedDropout < 1)
        || !(recurrentDropout >= 0 && recurrentDropout < 1)) {
      throw new IllegalArgumentException(
          "encoder: expected dropout probabilities from 0 to below 1, got locked %s and recurrent %s"
              .formatted(lockedDropout, recurrentDropout));
    }
  }

  /** Returns the default: one bidirectional LSTM layer of hidden size 200. */
  static EncoderDefinition defaults() {
    return new EncoderDefinition(EncoderCell.LSTM, 200, 1, true, 0, 0, SkipConnection.NONE);
  }

  /** Sets the cell to an LSTM with {@code hiddenSize} units per direction. */
  public EncoderDefinition lstm(int hiddenSize) {
    return cell(EncoderCell.LSTM).hidden(hiddenSize);
  }

  /** Sets the cell to a GRU with {@code hiddenSize} units per direction. */
  public EncoderDefinition gru(int hiddenSize) {
    return cell(EncoderCell.GRU).hidden(hiddenSize);
  }

  /** Sets the cell to a plain RNN with {@code hiddenSize} units per direction. */
  public EncoderDefinition rnn(int hiddenSize) {
    return cell(EncoderCell.RNN).hidden(hiddenSize);
  }

  /** Sets the recurrent cell. */
  public EncoderDefinition cell(EncoderCell cell) {
    return new EncoderDefinition(
        cell, hiddenSize, layers, bothDirections, lockedDropout, recurrentDropout, connection);
  }

  /** Sets the hidden size of each direction. */
  public EncoderDefinition hidden(int hiddenSize) {
    return new EncoderDefinition(
        cell, hiddenSize, layers, bothDirections, lockedDropout, recurrentDropout, connection);
  }

  /** Sets the number of stacked layers, 1 to {@link LayerCount#MAX}. */
  public EncoderDefinition layers(int layers) {
    return new EncoderDefinition(
        cell, hiddenSize, layers, bothDirections, lockedDropout, recurrentDropout, connection);
  }

  /** Makes the encoder bidirectional. */
  public EncoderDefinition bidirectional() {
    return new EncoderDefinition(
        cell, hiddenSize, layers, true, lockedDropout, recurrentDropout, connection);
  }

  /** Makes the encoder unidirectional: a step does not depend on later steps. */
  public EncoderDefinition forwardOnly() {
    return new EncoderDefinition(
        cell, hiddenSize, layers, false, lockedDropout, recurrentDropout, connection);
  }

  /**
   * Sets locked dropout before, between and after the layers: one mask for all steps of a sequence.
   *
   * @param probability from 0 to below 1
   */
  public EncoderDefinition lockedDropout(double probability) {
    return new EncoderDefinition(
        cell, hiddenSize, layers, bothDirections, probability, recurrentDropout, connection);
  }

  /**
   * Sets recurrent dropout of the hidden state between steps: one mask for all steps of a sequence.
   *
   * @param probability from 0 to below 1
   */
  public EncoderDefinition recurrentDropout(double probability) {
    return new EncoderDefinition(
        cell, hiddenSize, layers, bothDirections, lockedDropout, probability, connection);
  }

  /** Adds residual connections around each layer after the first (He et al. 2016). */
  public EncoderDefinition residual() {
    return connection(SkipConnection.RESIDUAL);
  }

  /**
   * Adds highway connections around each layer after the first: a gate mixes the layer's input and
   * output (Srivastava, Greff and Schmidhuber 2015).
   */
  public EncoderDefinition highway() {
    return connection(SkipConnection.HIGHWAY);
  }

  /** Sets the skip connection around each layer after the first. */
  public EncoderDefinition connection(SkipConnection connection) {
    return new EncoderDefinition(
        cell, hiddenSize, layers, bothDirections, lockedDropout, recurrentDropout, connection);
  }

  /** Returns the number of parameter tensors of the encoder, in constant time. */
  public long parameterCount() {
    Recurrent unit = cell.builder(1).hidden(1);
    long perLayer = (bothDirections ? unit.bidirectional() : unit).parameters().size();
    long perConnection = connection.parameters(1).size();
    return layers * perLayer + (layers - 1) * perConnection;
  }
}
