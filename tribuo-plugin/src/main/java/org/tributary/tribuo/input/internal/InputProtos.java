package org.tributary.tribuo.input.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tributary.feature.EmbeddingInput;
import org.tributary.feature.NumberInput;
import org.tributary.feature.character.CharacterCnn;
import org.tributary.feature.character.CharacterInput;
import org.tributary.feature.character.CharacterLstm;
import org.tributary.feature.character.CharacterPooling;
import org.tributary.tribuo.protos.CharacterCnnProto;
import org.tributary.tribuo.protos.CharacterLstmProto;
import org.tributary.tribuo.protos.CharacterPoolingProto;
import org.tributary.tribuo.protos.InputProto;
import org.tributary.tribuo.protos.NumbersProto;

/**
 * The protobuf format of a model's inputs: the list of the kinds that can be read back. Character
 * inputs are written here, by encoder; other inputs write their own message.
 */
public final class InputProtos {
  private InputProtos() {}

  /** Writes inputs in order. */
  public static List<InputProto> write(ResolvedInputs inputs) {
    return inputs.all().stream().map(InputProtos::write).toList();
  }

  private static InputProto write(ResolvedInput resolved) {
    InputProto.Builder builder = InputProto.newBuilder().setName(resolved.input().name());
    resolved.readGroup().ifPresent(builder::setGroup);
    resolved.write(builder);
    return requireKind(builder.build(), resolved);
  }

  /** Writes a character input as the message of its encoder; none if the encoder has no message. */
  static void write(CharacterInput input, InputProto.Builder to) {
    if (input.encoder() instanceof CharacterLstm lstm) {
      to.setCharacterLstm(
          CharacterLstmProto.newBuilder()
              .setSize(input.size())
              .setHiddenSize(lstm.hiddenSize())
              .setPooling(
                  switch (lstm.pooling()) {
                    case LAST -> CharacterPoolingProto.POOLING_LAST;
                    case MAX -> CharacterPoolingProto.POOLING_MAX;
                  }));
    } else if (input.encoder() instanceof CharacterCnn cnn) {
      to.setCharacterCnn(
          CharacterCnnProto.newBuilder()
              .setSize(input.size())
              .setFilters(cnn.filters())
              .addAllWidths(cnn.widths()));
    }
  }

  /**
   * Checks that the input's kind was written.
   *
   * @throws IllegalArgumentException if the input has no stored form
   */
  static InputProto requireKind(InputProto written, Object input) {
    if (written.getKindCase() == InputProto.KindCase.KIND_NOT_SET) {
      throw new IllegalArgumentException(
          "stored tagger: expected an input of a kind that can be stored, got the %s %s"
              .formatted(input.getClass().getSimpleName(), written.getName()));
    }
    return written;
  }

  /**
   * Reads inputs in order.
   *
   * @throws IllegalArgumentException if the kind of an input is unknown, or a size is out of range
   */
  public static ResolvedInputs read(List<InputProto> protos) {
    List<ResolvedInput> resolved = new ArrayList<>();
    for (InputProto proto : protos) {
      resolved.add(read(proto));
    }
    return new ResolvedInputs(resolved);
  }

  private static ResolvedInput read(InputProto proto) {
    String name = requireName("name", proto.getName());
    boolean readsRest = proto.hasEmbedded() && proto.getGroup().isEmpty();
    String group = readsRest ? "" : requireName("group", proto.getGroup());
    return switch (proto.getKindCase()) {
      case EMBEDDED ->
          new ResolvedInput.Embedded(
              EmbeddingInput.of(name, proto.getEmbedded().getSize()),
              group.isEmpty() ? Optional.empty() : Optional.of(group));
      case CHARACTER_LSTM ->
          new ResolvedInput.Characters(
              CharacterInput.of(name)
                  .size(proto.getCharacterLstm().getSize())
                  .lstm(
                      proto.getCharacterLstm().getHiddenSize(), pooling(proto.getCharacterLstm())),
              group);
      case CHARACTER_CNN ->
          new ResolvedInput.Characters(
              CharacterInput.of(name)
                  .size(proto.getCharacterCnn().getSize())
                  .cnn(
                      proto.getCharacterCnn().getFilters(),
                      proto.getCharacterCnn().getWidthsList().stream()
                          .mapToInt(Integer::intValue)
                          .toArray()),
              group);
      case NUMBERS -> new ResolvedInput.Numbers(numbers(name, proto.getNumbers()), group);
      case VECTORS -> {
        EmbeddingInput table = EmbeddingInput.of(name, proto.getVectors().getSize());
        yield new ResolvedInput.Vectors(
            proto.getVectors().getFrozen() ? table.frozen() : table,
            group,
            proto.getVectors().getWordsList());
      }
      case KIND_NOT_SET ->
          throw new IllegalArgumentException(
              "stored tagger: expected the input '%s' to be of a kind that this release knows, got none; was it written by a newer release?"
                  .formatted(name));
    };
  }

  private static CharacterPooling pooling(CharacterLstmProto proto) {
    return switch (proto.getPooling()) {
      case POOLING_LAST -> CharacterPooling.LAST;
      case POOLING_MAX -> CharacterPooling.MAX;
      case UNRECOGNIZED ->
          throw new IllegalArgumentException(
              "stored tagger: expected a pooling of 0 (last) or 1 (maximum), got %d; was it written by a newer release?"
                  .formatted(proto.getPoolingValue()));
    };
  }

  private static String requireName(String field, String name) {
    if (!name.matches("[A-Za-z][A-Za-z0-9_-]*")) {
      throw new IllegalArgumentException(
          "stored tagger: expected the %s of an input to be of letters, digits, - and _ and to begin with a letter, got '%s'"
              .formatted(field, name.replaceAll("\\s+", " ")));
    }
    return name;
  }

  private static NumberInput numbers(String name, NumbersProto proto) {
    NumberInput plain = NumberInput.of(name, proto.getSize());
    return proto.getProjection() == 0 ? plain : plain.projectedTo(proto.getProjection());
  }
}
