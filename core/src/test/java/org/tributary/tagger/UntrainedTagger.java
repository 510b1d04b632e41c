package org.tributary.tagger;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.tributary.feature.Input;
import org.tributary.feature.Inputs;
import org.tributary.feature.Trainability;
import org.tributary.feature.VectorInput;
import org.tributary.head.LabelSet;
import org.tributary.param.ParameterValues;
import org.tributary.param.TorchRandom;
import org.tributary.tagger.definition.TaggerDefinition;
import org.tributary.tagger.definition.TaggerSizes;
import org.tributary.tagger.definition.Vocabulary;

/** A generator of files of any size: taggers with initial weights and synthetic vocabularies. */
public final class UntrainedTagger {
  private static final List<String> LABELS =
      List.of("ADJ", "ADV", "AUX", "DET", "NOUN", "PRON", "PUNCT", "VERB");

  private UntrainedTagger() {}

  /**
   * Writes a tagger with the default inputs and encoder.
   *
   * @param words the number of words, lower-cased words and affixes of each length
   * @param vectors the number of pretrained vectors of size 100; none for 0
   */
  public static void write(Path file, int words, int vectors) throws IOException {
    TaggerDefinition base = Tagger.define().words(64).lowercase(32).characters(c -> c.lstm(50));
    List<Input<?>> inputs = new ArrayList<>(base.inputs().all());
    if (vectors > 0) {
      inputs.add(
          new VectorInput(
              "vector",
              100,
              VectorInput.Keep.ALL,
              Trainability.FROZEN,
              0,
              OptionalInt.empty(),
              Optional.empty()));
    }
    TaggerDefinition definition = base.inputs(new Inputs(inputs));
    List<Vocabulary> vocabularies = new ArrayList<>();
    List<Integer> sizes = new ArrayList<>();
    for (Input<?> input : inputs) {
      int count =
          input.name().equals("vector")
              ? vectors
              : input.name().equals(TaggerDefinition.CHARACTER) ? 26 : words;
      vocabularies.add(
          new Vocabulary(IntStream.range(0, count).mapToObj(UntrainedTagger::word).toList()));
      sizes.add(count + 1);
    }
    Vocabulary labels = new Vocabulary(LABELS);
    TaggerSizes all = new TaggerSizes(sizes, List.of(LabelSet.of(labels.symbols())));
    ParameterValues parameters =
        ParameterValues.draw(definition.resolved(all).parameters(all), TorchRandom.seeded(3));
    new WordTaggerFile(definition.resolved(all), vocabularies, labels, Map.of(), parameters)
        .write(file, VectorStorage.INSIDE);
  }

  /** Returns a word of letters, {@code a} for 0 and {@code ba} for 26. */
  static String word(int index) {
    return Integer.toString(index, 26)
        .chars()
        .mapToObj(c -> String.valueOf((char) (Character.digit(c, 26) + 'a')))
        .reduce("", String::concat);
  }
}
