package org.tributary.tribuo.input;

import com.oracle.labs.mlrg.olcut.config.Config;
import java.util.List;
import java.util.function.Consumer;
import org.tributary.feature.CharacterInput;
import org.tributary.feature.CharacterPooling;
import org.tributary.tribuo.internal.ConfigCheck;
import org.tributary.tribuo.internal.Setting;
import org.tributary.tribuo.internal.model.InputResolution;
import org.tributary.tribuo.internal.model.ResolvedInput;

/**
 * A character-level word encoder, which also reads words absent from the training data. A step's
 * word is the part after the {@code =} or {@code @} in the name of its first feature of the group;
 * a step without one is encoded as zeros.
 */
public final class CharacterFeatures implements TaggerInput {
  /** A character encoder. */
  public enum Encoder {
    /** Bidirectional LSTM (Ling et al. 2015). */
    LSTM,
    /** Convolutions with max pooling (Ma and Hovy 2016). */
    CNN
  }

  @Config(description = "Character encoder: LSTM or CNN.")
  private Encoder encoder = Encoder.LSTM;

  @Config(description = "Feature group of the words: the part of feature names before the = or @.")
  @Setting(group = true)
  private String group = "word";

  @Config(description = "Character embedding size, at least 1.")
  @Setting(min = 1)
  private int size = CharacterInput.DEFAULT_SIZE;

  @Config(description = "Hidden size of the LSTM in each direction, at least 1.")
  @Setting(min = 1)
  private int hiddenSize = CharacterInput.DEFAULT_HIDDEN_SIZE;

  @Config(description = "Pooling of the LSTM's outputs into a word vector: LAST or MAX.")
  private CharacterPooling pooling = CharacterPooling.LAST;

  @Config(description = "CNN filters per width, at least 1.")
  @Setting(min = 1)
  private int filters = CharacterInput.DEFAULT_FILTERS;

  @Config(description = "Widths of the CNN's filters in characters, each at least 1.")
  @Setting(min = 1)
  private int[] widths = {CharacterInput.DEFAULT_FILTER_WIDTH};

  /** Creates an LSTM encoder of hidden size 32 for the words of the group {@code word}. */
  public CharacterFeatures() {}

  /** Returns a bidirectional LSTM encoder with {@code hiddenSize} units in each direction. */
  public static CharacterFeatures lstm(int hiddenSize) {
    return new CharacterFeatures().changed(c -> c.hiddenSize = hiddenSize);
  }

  /** Returns a CNN encoder with {@code filters} filters for each width in characters. */
  public static CharacterFeatures cnn(int filters, int... widths) {
    int[] copy = widths.clone();
    return new CharacterFeatures()
        .changed(
            c -> {
              c.encoder = Encoder.CNN;
              c.filters = filters;
              c.widths = copy;
            });
  }

  /** Sets the feature group of the words; by default {@code word}. */
  public CharacterFeatures group(String group) {
    return changed(c -> c.group = group);
  }

  /** Sets the character embedding size; by default 30. */
  public CharacterFeatures size(int size) {
    return changed(c -> c.size = size);
  }

  /** Sets the pooling of the LSTM's outputs; by default the last output. */
  public CharacterFeatures pooling(CharacterPooling pooling) {
    return changed(c -> c.pooling = pooling);
  }

  private CharacterFeatures changed(Consumer<CharacterFeatures> change) {
    CharacterFeatures changed = ConfigCheck.copy(this, new CharacterFeatures());
    change.accept(changed);
    ConfigCheck.asArguments(changed::postConfig);
    return changed;
  }

  CharacterInput input(String name) {
    CharacterInput sized = CharacterInput.of(name).size(size);
    return switch (encoder) {
      case LSTM -> sized.lstm(hiddenSize, pooling);
      case CNN -> sized.cnn(filters, widths);
    };
  }

  @Override
  public List<ResolvedInput> resolve(InputResolution resolution) {
    resolution.requireGroup(group);
    return List.of(new ResolvedInput(input(resolution.unusedName("char")), group));
  }

  @Override
  public String toString() {
    return "CharacterFeatures(%s, %s)".formatted(group, input("char").encoder());
  }
}
