package org.tributary.arguments;

import static org.tributary.testing.Argument.filled;
import static org.tributary.testing.Argument.fixed;
import static org.tributary.testing.Argument.floats;
import static org.tributary.testing.Argument.index;
import static org.tributary.testing.Argument.ints;
import static org.tributary.testing.Argument.list;
import static org.tributary.testing.Argument.value;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.tributary.feature.CharacterCnn;
import org.tributary.feature.CharacterColumn;
import org.tributary.feature.CharacterInput;
import org.tributary.feature.EmbeddingInput;
import org.tributary.feature.FeatureColumn;
import org.tributary.feature.Frequencies;
import org.tributary.feature.Gazetteer;
import org.tributary.feature.GazetteerInput;
import org.tributary.feature.InputColumn;
import org.tributary.feature.Inputs;
import org.tributary.feature.NumberColumn;
import org.tributary.feature.NumberInput;
import org.tributary.feature.Trainability;
import org.tributary.feature.VectorInput;
import org.tributary.feature.WordVectors;
import org.tributary.testing.Argument;
import org.tributary.testing.ArgumentCall;

/** Calls of the package {@code feature} on arrays. */
final class FeatureCalls {
  private static final FeatureColumn WORDS = FeatureColumn.ofWords(1, 2, 0);
  private static final NumberColumn NUMBERS = new NumberColumn(filled(3, 2));
  private static final CharacterColumn CHARACTERS =
      new CharacterColumn(List.of(List.of(1), List.of(2, 0)));
  private static final WordVectors VECTORS =
      new WordVectors(List.of("a", "b"), 2, new float[] {1, 2, 3, 4});
  private static final Gazetteer GAZETTEER =
      Gazetteer.of(Map.of("LOC", List.of("New York")), Gazetteer.Matching.LOWER_CASE);
  private static final Inputs INPUTS =
      Inputs.of(EmbeddingInput.of("word", 2), NumberInput.of("number", 2));

  private FeatureCalls() {}

  static List<ArgumentCall> all() {
    return List.of(
        ArgumentCall.of(EmbeddingInput.class, "require(FeatureColumn, int)")
            .on(EmbeddingInput.of("word", 2))
            .with(words(3), value(3).refusing("too small", 2).named("features")),
        ArgumentCall.of(VectorInput.class, "require(FeatureColumn, int)")
            .on(VectorInput.of(VECTORS))
            .with(words(3).named("features"), value(3).refusing("too small", 2).named("features")),
        ArgumentCall.of(GazetteerInput.class, "require(FeatureColumn, int)")
            .on(GazetteerInput.of(GAZETTEER))
            .with(words(3).named("features"), value(3).refusing("too small", 2).named("features")),
        ArgumentCall.of(NumberInput.class, "require(NumberColumn, int)")
            .on(NumberInput.of("number", 2))
            .with(numbers(2), fixed(0)),
        ArgumentCall.of(CharacterInput.class, "require(CharacterColumn, int)")
            .on(CharacterInput.of("char"))
            .with(
                value(CHARACTERS).refusing("above", new CharacterColumn(List.of(List.of(3)))),
                value(3).refusing("too small", 2).named("characters")),
        ArgumentCall.of(FeatureColumn.class, "then(List)").on(WORDS).with(others(WORDS, NUMBERS)),
        ArgumentCall.of(NumberColumn.class, "then(List)")
            .on(NUMBERS)
            .with(
                others(NUMBERS, WORDS)
                    .refusing("of another size", List.of(new NumberColumn(filled(3, 3))))
                    .named("others", "number column")),
        ArgumentCall.of(CharacterColumn.class, "then(List)")
            .on(CHARACTERS)
            .with(others(CHARACTERS, WORDS)),
        ArgumentCall.of(InputColumn.class, "requireType(Class, List)")
            .with(fixed(FeatureColumn.class), others(WORDS, NUMBERS)),
        ArgumentCall.of(Frequencies.class, "of(int[], int)")
            .with(
                ints(1, 2, 3)
                    .allowing("one longer")
                    .refusing("negative", new int[] {1, 2, -3})
                    .named("counts", "entries", "entry"),
                index(2, 0, 2)),
        ArgumentCall.of(Gazetteer.class, "tags(List, int)")
            .on(GAZETTEER)
            .throwing(IndexOutOfBoundsException.class)
            .with(list("in", "New", "York").allowing("one longer"), index(2, 0, 2)),
        ArgumentCall.of(Inputs.class, "parameters(List)")
            .on(INPUTS)
            .with(vocabularySizes().refusing("below", List.of(0, 0)).named("entries", "entry")),
        ArgumentCall.of(Inputs.class, "requireFit(List)")
            .on(INPUTS)
            .with(vocabularySizes().refusing("below", List.of(0, 0)).named("entries", "entry")),
        ArgumentCall.of(Inputs.class, "require(List, List)")
            .on(INPUTS)
            .with(
                list(WORDS, NUMBERS)
                    .refusing("swapped", List.of(NUMBERS, WORDS))
                    .refusing("above", List.of(FeatureColumn.ofWords(3, 0, 0), NUMBERS))
                    .refusing("of another size", List.of(WORDS, new NumberColumn(filled(3, 3))))
                    .named("column", "columns", "word", "number"),
                vocabularySizes().refusing("below", List.of(2, 0)).named("entries", "features")),
        ArgumentCall.of(
                VectorInput.class,
                "new(String, int, Keep, Trainability, double, OptionalInt, Optional)")
            .with(
                fixed("vector"),
                index(2, 2, 2).named("size"),
                fixed(VectorInput.Keep.ALL),
                fixed(Trainability.FROZEN),
                value(0.5)
                    .refusing("below", -0.1)
                    .refusing("above", 1.0)
                    .refusing("NaN", Double.NaN),
                value(OptionalInt.empty()).refusing("below", OptionalInt.of(0)).named("output"),
                fixed(Optional.of(VECTORS))),
        ArgumentCall.of(WordVectors.class, "new(List, int, float[])")
            .with(
                list("a", "b")
                    .refusing("twice", List.of("a", "a"))
                    .named("words", "word", "word vectors"),
                index(2, 2, 2).refusing("0", 0).named("word vectors"),
                floats(4).refusing("NaN", new float[] {1, 2, Float.NaN, 4}).named("word vectors")),
        ArgumentCall.of(CharacterCnn.class, "new(int, List)")
            .with(
                value(2).refusing("below", 0),
                list(2, 3)
                    .allowing("one shorter")
                    .refusing("empty", List.of())
                    .refusing("below", List.of(0))
                    .named("widths", "width")),
        ArgumentCall.of(CharacterInput.class, "cnn(int, int[])")
            .on(CharacterInput.of("char"))
            .with(
                value(2).refusing("below", 0),
                ints(2, 3)
                    .allowing("one shorter")
                    .refusing("empty", new int[0])
                    .refusing("below", new int[] {0})
                    .refusing("twice", new int[] {3, 3})
                    .named("widths", "width")));
  }

  private static Argument vocabularySizes() {
    return list(3, 0);
  }

  private static Argument words(int size) {
    return value(WORDS).refusing("above", FeatureColumn.ofWords(size, 0));
  }

  private static Argument numbers(int size) {
    return value(NUMBERS)
        .refusing("one shorter", new NumberColumn(filled(3, size - 1)))
        .refusing("one longer", new NumberColumn(filled(3, size + 1)));
  }

  private static Argument others(Object own, Object other) {
    return list(own, own).ofAnyLength().refusing("of another kind", List.of(other));
  }
}
