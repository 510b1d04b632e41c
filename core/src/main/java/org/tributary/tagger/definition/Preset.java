package org.tributary.tagger.definition;

import java.util.List;
import org.tributary.feature.Inputs;
import org.tributary.feature.WordFormInputs;
import org.tributary.param.TensorType;

/**
 * Three sizes of tagger: the network and its training. {@code docs/results.md} has what has been
 * measured of each.
 */
public enum Preset {
  /** For strict latency: word forms without a character LSTM, and one BiLSTM layer of 2 × 100. */
  FAST(1, 100, TaggerDefaults.EPOCHS),

  /** The defaults of {@link TaggerDefaults}. */
  DEFAULT(TaggerDefaults.LAYERS, 0, TaggerDefaults.EPOCHS),

  /** For accuracy: two BiLSTM layers of 2 × 256, and 40 epochs, or 16 for span labels. */
  ACCURATE(TaggerDefaults.LAYERS, 256, 40);

  private final int layers;
  private final int hiddenSize;
  private final int epochs;

  Preset(int layers, int hiddenSize, int epochs) {
    this.layers = layers;
    this.hiddenSize = hiddenSize;
    this.epochs = epochs;
  }

  /** Returns the number of layers. */
  public int layers() {
    return layers;
  }

  /** Returns the hidden size of each direction; 0 if it follows from the labels. */
  public int hiddenSize() {
    return hiddenSize;
  }

  /** Returns the number of epochs; span labels get two fifths of it. */
  public int epochs() {
    return epochs;
  }

  /** Returns the type of the embedding tables of a Tribuo model; core's files have 32 bits. */
  public TensorType tablePrecision() {
    return this == FAST ? TensorType.F16 : TensorType.F32;
  }

  /** Returns whether the characters of a word are read. */
  public boolean readsCharacters() {
    return this != FAST;
  }

  private Inputs inputs() {
    return readsCharacters()
        ? TaggerDefaults.inputs()
        : new Inputs(List.copyOf(WordFormInputs.defaults().inputs()));
  }

  /**
   * Returns the network; see {@link org.tributary.tagger.Tagger#define()} for what follows from the
   * data.
   */
  public TaggerDefinition definition() {
    TaggerDefinition standard = TaggerDefaults.definition();
    if (this == DEFAULT) {
      return standard;
    }
    return standard
        .inputs(inputs())
        .encoder(size -> TaggerDefaults.encoder(size, hiddenSize).layers(layers));
  }

  /** Returns the training options; with few data, epochs are more, as by default. */
  public TrainingOptions options() {
    return TrainingOptions.defaults().usualEpochs(epochs);
  }
}
