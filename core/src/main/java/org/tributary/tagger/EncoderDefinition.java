package org.tributary.tagger;

import java.util.Objects;
import org.tributary.cell.Cell;
import org.tributary.layer.LayerCount;
import org.tributary.layer.Recurrent;
import org.tributary.layer.SkipConnection;

/**
 * The recurrent part of a tagger: an immutable value of which each method gives a changed copy.
 *
 * @param cell what the layers are made of
 * @param hiddenSize the size of one direction's output
 * @param layers how many layers stand on one another
 * @param bothDirections whether each sequence is read from both ends
 * @param lockedDropout the probability that training drops an element of what the encoder reads, of
 *     a layer's output or of what the encoder gives, the same in every step of a sequence (Gal and
 *     Ghahramani 2016). Above 0 it takes the place of the tagger's dropout between layers.
 * @param recurrentDropout the probability that training drops an element of h where it enters
 *     {@code weight_hh}, the same in every step of a sequence
 * @param connection how what a layer reads goes past it, from the second layer on
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
   * @throws IllegalArgumentException if the hidden size is not from 1 to below 2^28, there are not
   *     1 to {@link LayerCount#MOST} layers, or a probability is not from 0 to below 1; so throw
   *     the methods below
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

  /** One LSTM layer of 200 units that reads both ways. */
  static EncoderDefinition defaults() {
    return new EncoderDefinition(EncoderCell.LSTM, 200, 1, true, 0, 0, SkipConnection.NONE);
  }

  /** An LSTM with {@code hiddenSize} units in each direction. */
  public EncoderDefinition lstm(int hiddenSize) {
    return cell(EncoderCell.LSTM).hidden(hiddenSize);
  }

  /** A GRU with {@code hiddenSize} units in each direction. */
  public EncoderDefinition gru(int hiddenSize) {
    return cell(EncoderCell.GRU).hidden(hiddenSize);
  }

  /** A plain RNN with {@code hiddenSize} units in each direction. */
  public EncoderDefinition rnn(int hiddenSize) {
    return cell(EncoderCell.RNN).hidden(hiddenSize);
  }

  /** Makes the layers of {@code cell}. */
  public EncoderDefinition cell(EncoderCell cell) {
    return new EncoderDefinition(
        cell, hiddenSize, layers, bothDirections, lockedDropout, recurrentDropout, connection);
  }

  /** The same cell with {@code hiddenSize} units in each direction. */
  public EncoderDefinition hidden(int hiddenSize) {
    return new EncoderDefinition(
        cell, hiddenSize, layers, bothDirections, lockedDropout, recurrentDropout, connection);
  }

  /** Stacks {@code layers} layers, 1 to {@link LayerCount#MOST}. */
  public EncoderDefinition layers(int layers) {
    return new EncoderDefinition(
        cell, hiddenSize, layers, bothDirections, lockedDropout, recurrentDropout, connection);
  }

  /** Reads each sequence from both ends. */
  public EncoderDefinition bidirectional() {
    return new EncoderDefinition(
        cell, hiddenSize, layers, true, lockedDropout, recurrentDropout, connection);
  }

  /** Reads each sequence from its beginning only: a step sees nothing that comes after it. */
  public EncoderDefinition forwardOnly() {
    return new EncoderDefinition(
        cell, hiddenSize, layers, false, lockedDropout, recurrentDropout, connection);
  }

  /**
   * Drops elements before, between and after the layers, the same in every step of a sequence.
   *
   * @param probability from 0 to below 1
   */
  public EncoderDefinition lockedDropout(double probability) {
    return new EncoderDefinition(
        cell, hiddenSize, layers, bothDirections, probability, recurrentDropout, connection);
  }

  /**
   * Drops elements of h on its way to the next step, the same in every step of a sequence.
   *
   * @param probability from 0 to below 1
   */
  public EncoderDefinition recurrentDropout(double probability) {
    return new EncoderDefinition(
        cell, hiddenSize, layers, bothDirections, lockedDropout, probability, connection);
  }

  /** Adds what a layer reads to what it gives, from the second layer on (He et al. 2016). */
  public EncoderDefinition residual() {
    return connection(SkipConnection.RESIDUAL);
  }

  /**
   * Lets a gate choose between what a layer reads and what it gives, from the second layer on
   * (Srivastava, Greff and Schmidhuber 2015).
   */
  public EncoderDefinition highway() {
    return connection(SkipConnection.HIGHWAY);
  }

  /** Leads what a layer reads past it, from the second layer on. */
  public EncoderDefinition connection(SkipConnection connection) {
    return new EncoderDefinition(
        cell, hiddenSize, layers, bothDirections, lockedDropout, recurrentDropout, connection);
  }

  /** How many parameters, each a tensor, the encoder has. Nothing is made for each layer. */
  public long parameterCount() {
    Recurrent one = cell.reading(1).hidden(1);
    long layer = (bothDirections ? one.bidirectional() : one).parameters().size();
    long past = connection.parameters(1).size();
    return layers * layer + (layers - 1) * past;
  }
}
