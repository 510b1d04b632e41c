package org.tributary.torch;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tributary.feature.Input;
import org.tributary.feature.character.CharacterCnn;
import org.tributary.feature.character.CharacterInput;
import org.tributary.param.FloatTensor;
import org.tributary.param.ParameterSpec;
import org.tributary.param.TensorShape;
import org.tributary.tagger.definition.LabelColumn;
import org.tributary.tagger.definition.TaggerDefinition;

/** The PyTorch tagger's name of each parameter of a word tagger. */
final class TorchNames {
  private final TorchMapping mapping;
  private final TaggerDefinition definition;

  /** PyTorch's module by the prefix of our parameter names, without the period after it. */
  private final Map<String, String> modules = new HashMap<>();

  /**
   * @param definition a definition that the mapping fits
   */
  TorchNames(TorchMapping mapping, TaggerDefinition definition) {
    this.mapping = mapping;
    this.definition = definition;
    LabelColumn column = definition.columns().get(0);
    modules.put(column.linearName(), mapping.output());
    mapping.crf().ifPresent(crf -> modules.put(column.headName(), crf));
    for (int k = 0; k < mapping.inputs().size(); k++) {
      Input<?> input = definition.inputs().all().get(k);
      TorchMapping.InputMapping names = mapping.inputs().get(k);
      if (input instanceof CharacterInput characters) {
        names.characters().ifPresent(encoder -> addCharacters(characters, encoder));
      }
    }
  }

  private void addCharacters(CharacterInput input, TorchMapping.Characters encoder) {
    encoder.lstm().ifPresent(lstm -> modules.put(input.name() + "_lstm", lstm));
    if (input.encoder() instanceof CharacterCnn cnn) {
      for (int k = 0; k < encoder.cnn().size(); k++) {
        modules.put(input.name() + "_cnn" + cnn.widths().get(k), encoder.cnn().get(k));
      }
    }
  }

  /** Returns PyTorch's name of each parameter, by its name in the word tagger. */
  Map<String, String> all(List<ParameterSpec> parameters) {
    Map<String, String> names = new LinkedHashMap<>();
    parameters.forEach(parameter -> names.put(parameter.name(), name(parameter.name())));
    return names;
  }

  /** Returns the name of one parameter. */
  String name(String parameter) {
    for (TorchMapping.InputMapping input : mapping.inputs()) {
      if (parameter.equals(input.name() + "_emb.weight")) {
        return input.table();
      }
    }
    int dot = parameter.lastIndexOf('.');
    String prefix = parameter.substring(0, dot);
    String last = parameter.substring(dot + 1);
    return prefix.equals(definition.encoderName())
        ? encoder(last)
        : modules.get(prefix) + "." + last;
  }

  /** Returns the name of an encoder's parameter, {@code weight_ih_l1_reverse}, in its module. */
  private String encoder(String parameter) {
    if (mapping.modules().size() == 1) {
      return mapping.modules().get(0) + "." + parameter;
    }
    int at = parameter.indexOf("_l") + 2;
    int end = parameter.endsWith("_reverse") ? parameter.length() - 8 : parameter.length();
    int layer = Integer.parseInt(parameter.substring(at, end));
    return mapping.modules().get(layer)
        + "."
        + parameter.substring(0, at)
        + "0"
        + parameter.substring(end);
  }

  /** Returns the given rows of a table, zeros for a negative index. */
  static FloatTensor taken(FloatTensor table, List<Integer> rows) {
    int size = (int) table.shape().get(1);
    return FloatTensor.written(
        TensorShape.of(rows.size(), size),
        to -> {
          for (int row = 0; row < rows.size(); row++) {
            if (rows.get(row) >= 0) {
              table.copy(rows.get(row) * size, to, row * size, size);
            }
          }
        });
  }
}
