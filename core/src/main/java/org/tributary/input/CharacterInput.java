package org.tributary.input;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.tributary.layer.Embedding;
import org.tributary.param.ParameterSpec;

/**
 * Words read character by character, each distinct word of a batch once; a network in use remembers
 * what it has read. Of a word longer than {@link #LONGEST} only the two ends are read.
 *
 * @param name the table is {@code <name>_emb.weight}, the encoder's parameters are {@code
 *     <name>_lstm.…} or {@code <name>_cnn<k>.…}
 * @param size E, the size of a character's vector, at least 1
 * @param deviation σ: vectors are first drawn from N(0, σ²), finite and above 0
 * @param encoder what makes a word's vector of them
 */
public record CharacterInput(String name, int size, double deviation, CharacterEncoder encoder)
    implements Input {
  /** The longest word that is read in whole, in characters. */
  public static final int LONGEST = 64;

  private static final int SIZE = 30;

  /**
   * Checks the name, the size and the deviation.
   *
   * @throws IllegalArgumentException if one of them is out of its range; so throw the methods
   *     below, where an encoder's size is below 1 too
   */
  public CharacterInput {
    InputNames.require(name);
    Objects.requireNonNull(encoder, "encoder");
    new Embedding(1, size, deviation);
  }

  /**
   * Characters of 30 and an LSTM of 50 over them. The first vectors have deviation 1/√E, which is
   * that of the uniform ones of Ma and Hovy (2016): unlike words, all characters are frequent.
   */
  public static CharacterInput of(String name) {
    return new CharacterInput(
        name, SIZE, deviation(SIZE), new CharacterLstm(50, CharacterPooling.LAST));
  }

  private static double deviation(int size) {
    return 1 / Math.sqrt(Math.max(1, size));
  }

  /** Gives each character a vector of {@code size}, first drawn with deviation 1/√size. */
  public CharacterInput size(int size) {
    return new CharacterInput(name, size, deviation(size), encoder);
  }

  /** Draws the first vectors from N(0, deviation²). */
  public CharacterInput deviation(double deviation) {
    return new CharacterInput(name, size, deviation, encoder);
  }

  /**
   * Reads words by a bidirectional LSTM with {@code hiddenSize} units in each direction, of which
   * the final h is the word's vector.
   */
  public CharacterInput lstm(int hiddenSize) {
    return lstm(hiddenSize, CharacterPooling.LAST);
  }

  /** Reads words by a bidirectional LSTM with {@code hiddenSize} units in each direction. */
  public CharacterInput lstm(int hiddenSize, CharacterPooling pooling) {
    return new CharacterInput(name, size, deviation, new CharacterLstm(hiddenSize, pooling));
  }

  /** Reads words by {@code filters} convolutions of each of {@code widths}. */
  public CharacterInput cnn(int filters, int... widths) {
    List<Integer> all = IntStream.of(widths).boxed().toList();
    return new CharacterInput(name, size, deviation, new CharacterCnn(filters, all));
  }

  @Override
  public int outputSize() {
    return encoder.outputSize();
  }

  @Override
  public List<ParameterSpec> parameters(int entries) {
    List<ParameterSpec> specs = new ArrayList<>();
    embedding(entries).parameters().forEach(p -> specs.add(p.within(name + "_emb")));
    for (ParameterSpec p : encoder.parameters(size)) {
      specs.add(new ParameterSpec(encoderName(p.name()), p.shape(), p.initializer()));
    }
    return specs;
  }

  /** The name of an encoder's parameter among all of the network's. */
  String encoderName(String parameter) {
    return name + "_" + parameter;
  }

  Embedding embedding(int entries) {
    return new Embedding(entries, size, deviation);
  }

  @Override
  public List<String> tables() {
    return List.of(table());
  }

  String table() {
    return name + "_emb.weight";
  }

  @Override
  public void require(InputColumn column, int entries) {
    if (!(column instanceof CharacterColumn characters)) {
      throw InputNames.wrongColumn(this, "characters", column);
    }
    for (int t = 0; t < characters.steps(); t++) {
      CharacterSequence word = characters.words().get(t);
      for (int k = 0; k < word.length(); k++) {
        if (word.character(k) >= entries) {
          throw new IllegalArgumentException(
              "sequence: expected characters from 0 to %d, got %d at step %d of input %s"
                  .formatted(entries - 1, word.character(k), t, name));
        }
      }
    }
  }

  @Override
  public PlacedInput place(InputContext site, int entries) {
    return new PlacedCharacters(this, site, entries);
  }
}
