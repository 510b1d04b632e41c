package org.tributary.tagger.definition;

import java.util.List;
import org.tributary.feature.Inputs;
import org.tributary.feature.WordFormInputs;
import org.tributary.param.TensorType;

/**
 * Sizes of tagger, with the same training. {@code docs/results.md} has their accuracy, file size
 * and speed.
 */
public enum Preset {
  /**
   * For strict latency: word forms without a character LSTM, in tables of 16 bits, and one BiLSTM
   * layer of 2 × 100.
   */
  FAST(1, 100),

  /** The defaults of {@link TaggerDefaults}. */
  DEFAULT(TaggerDefaults.LAYERS, 0),

  /** For accuracy: the default with two BiLSTM layers of 2 × 256. */
  ACCURATE(TaggerDefaults.LAYERS, 256),

  /**
   * For token vectors of a transformer, an input to be added: word forms without a character LSTM,
   * and two BiLSTM layers of 2 × 96, so small that tagging costs little more than the encoder.
   */
  CONTEXTUAL(TaggerDefaults.LAYERS, 96);

  private final int layers;
  private final int hiddenSize;

  Preset(int layers, int hiddenSize) {
    this.layers = layers;
    this.hiddenSize = hiddenSize;
  }

  /** Returns the number of layers. */
  public int layers() {
    return layers;
  }

  /** Returns the hidden size of each direction; 0 if it follows from the labels. */
  public int hiddenSize() {
    return hiddenSize;
  }

  /** Returns the type of the embedding tables that training changes. */
  public TensorType tablePrecision() {
    return this == FAST ? TensorType.F16 : TensorType.F32;
  }

  /** Returns whether the characters of a word are read. */
  public boolean readsCharacters() {
    return this != FAST && this != CONTEXTUAL;
  }

  private Inputs inputs() {
    return readsCharacters()
        ? TaggerDefaults.inputs()
        : new Inputs(List.copyOf(WordFormInputs.defaults().inputs()));
  }

  /**
   * Returns the network; see {@link org.tributary.tagger.Tagger#define()} for what follows from the
   * data. Further inputs join the preset's, or replace those of the same name.
   */
  public TaggerDefinition definition() {
    TaggerDefinition withInputs = TaggerDefaults.definition().inputs(inputs());
    return this == DEFAULT
        ? withInputs
        : withInputs
            .tablePrecision(tablePrecision())
            .encoder(size -> TaggerDefaults.encoder(size, hiddenSize).layers(layers));
  }
}
