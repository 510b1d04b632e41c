package org.tributary.tribuo.input;

import com.oracle.labs.mlrg.olcut.config.Config;
import com.oracle.labs.mlrg.olcut.provenance.ConfiguredObjectProvenance;
import com.oracle.labs.mlrg.olcut.provenance.impl.ConfiguredObjectProvenanceImpl;
import org.tributary.input.CharacterInput;
import org.tributary.input.CharacterPooling;

/**
 * The characters of words, also of words that training never saw. A step's word is what stands
 * behind the {@code =} in the name of its feature of a group; a step without one is read as zeros.
 */
public final class CharacterFeatures implements TaggerInput {
  /** What makes a word's vector of its characters'. */
  public enum Reader {
    /** A bidirectional LSTM (Ling et al. 2015). */
    LSTM,
    /** Convolutions and their maximum (Ma and Hovy 2016). */
    CNN
  }

  @Config(description = "What makes a word's vector of its characters': LSTM or CNN.")
  private Reader reader = Reader.LSTM;

  @Config(description = "The group whose features are words: what stands before the =.")
  private String group = "word";

  @Config(description = "Size of a character's vector, at least 1.")
  private int size = 30;

  @Config(description = "Units of the LSTM in each direction, at least 1.")
  private int hiddenSize = 32;

  @Config(description = "How a word's vector is made of the LSTM's output: LAST or MAX.")
  private CharacterPooling pooling = CharacterPooling.LAST;

  @Config(description = "Filters of the CNN for each width, at least 1.")
  private int filters = 30;

  @Config(
      description = "Characters that a filter of the CNN sees, at least 1; filters for each width.")
  private int[] widths = {3};

  /** Reads the words of the group {@code word} by an LSTM of 32 in each direction. */
  public CharacterFeatures() {}

  private CharacterFeatures(Reader reader, int hiddenSize, int filters, int... widths) {
    this.reader = reader;
    this.hiddenSize = hiddenSize;
    this.filters = filters;
    this.widths = widths.clone();
    postConfig();
  }

  /** Reads words by a bidirectional LSTM with {@code hiddenSize} units in each direction. */
  public static CharacterFeatures lstm(int hiddenSize) {
    return new CharacterFeatures(Reader.LSTM, hiddenSize, 30, 3);
  }

  /** Reads words by {@code filters} convolutions over each of {@code widths} characters. */
  public static CharacterFeatures cnn(int filters, int... widths) {
    return new CharacterFeatures(Reader.CNN, 32, filters, widths);
  }

  /** Gives characters vectors of {@code size}; by default 30. */
  public CharacterFeatures size(int size) {
    return copy(size, pooling);
  }

  /** How a word's vector is made of the LSTM's output; by default of the last one. */
  public CharacterFeatures pooling(CharacterPooling pooling) {
    return copy(size, pooling);
  }

  private CharacterFeatures copy(int size, CharacterPooling pooling) {
    CharacterFeatures changed = new CharacterFeatures(reader, hiddenSize, filters, widths);
    changed.group = group;
    changed.size = size;
    changed.pooling = pooling;
    changed.postConfig();
    return changed;
  }

  @Override
  public void postConfig() {
    ConfigCheck.requirePresent("reader", reader);
    ConfigCheck.requirePresent("pooling", pooling);
    ConfigCheck.requireGroup(group);
    ConfigCheck.requireAtLeast(1, "size", size);
    ConfigCheck.requireAtLeast(1, "hiddenSize", hiddenSize);
    ConfigCheck.requireAtLeast(1, "filters", filters);
    ConfigCheck.requireAny("widths", widths.length);
    for (int width : widths) {
      ConfigCheck.requireAtLeast(1, "widths", width);
    }
  }

  String group() {
    return group;
  }

  CharacterInput input(String name) {
    CharacterInput sized = CharacterInput.of(name).size(size);
    return reader == Reader.LSTM ? sized.lstm(hiddenSize, pooling) : sized.cnn(filters, widths);
  }

  @Override
  public ConfiguredObjectProvenance getProvenance() {
    return new ConfiguredObjectProvenanceImpl(this, "TaggerInput");
  }

  @Override
  public String toString() {
    return "CharacterFeatures(%s, %s)".formatted(group, input("char").encoder());
  }
}
