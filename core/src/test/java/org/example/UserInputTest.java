package org.example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.spy;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tributary.feature.CharacterInput;
import org.tributary.feature.FeatureColumn;
import org.tributary.feature.Inputs;
import org.tributary.feature.WordReader;
import org.tributary.layer.Recurrent;
import org.tributary.param.ParameterSpec;
import org.tributary.span.TagScheme;
import org.tributary.tagger.TaggedSentence;
import org.tributary.tagger.WordTagger;
import org.tributary.tagger.definition.TaggerDefinition;
import org.tributary.tagger.definition.TaggerSizes;
import org.tributary.train.TrainingOptions;
import org.tributary.train.optimizer.Schedule;
import org.tributary.train.tagger.SmallTraining;
import org.tributary.train.tagger.TaggerTrainer;

/** Inputs and character encoders that a user of the library defines. */
class UserInputTest {
  private static final TrainingOptions OPTIONS =
      SmallTraining.options().epochs(60).schedule(Schedule.constant(0.03));

  /** The label of a word is its shape or length, so that unseen words have labels too. */
  private static final List<TaggedSentence> SHAPES =
      List.of(
          new TaggedSentence(List.of("Ada", "met", "12", "Bob"), List.of("X", "x", "d", "X")),
          new TaggedSentence(
              List.of("saw", "7", "Ida", "at", "345"), List.of("x", "d", "X", "x", "d")));

  private static final List<TaggedSentence> LENGTHS =
      List.of(
          new TaggedSentence(
              List.of("a", "sentence", "in", "between"), List.of("s", "l", "s", "l")),
          new TaggedSentence(List.of("reading", "on", "benches"), List.of("l", "s", "l")));

  @Test
  void shapesOfUnseenWordsAreTagged(@TempDir Path directory) {
    TaggerDefinition definition =
        SmallTraining.define()
            .inputs(Inputs.of(new ShapeInput("shape", 4, 64)))
            .encoder(input -> Recurrent.lstm(input).hidden(6));
    assertThat(definition.parameters(new TaggerSizes(1, 3)))
        .extracting(ParameterSpec::name)
        .startsWith("shape_emb.weight");
    try (WordTagger tagger = TaggerTrainer.train(definition, SHAPES, OPTIONS)) {
      assertThat(tagger.tag(List.of("Eve", "has", "99")).labels()).containsExactly("X", "x", "d");
      assertThatThrownBy(() -> tagger.save(directory.resolve("shapes.tributary")))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "stored tagger: expected an input that can be stored, one of [CharacterInput, VectorInput, TransformerVectors, GazetteerInput, NumberInput, EmbeddingInput], got the class org.example.ShapeInput; use it in memory, or train by a TaggerFitter and write its parameters with Safetensors");
      assertThat(directory).isEmptyDirectory();
    }
  }

  /** Both ways of inference: without a cache of steps, and with the one that characters need. */
  @Test
  void columnsOfTheUsersOwnTypeAreRead() {
    TaggerDefinition alone =
        SmallTraining.define()
            .inputs(Inputs.of(new LengthInput("length")))
            .encoder(input -> Recurrent.lstm(input).hidden(6));
    try (WordTagger tagger = TaggerTrainer.train(alone, LENGTHS, OPTIONS)) {
      assertThat(tagger.tag(List.of("if", "branches", "of")).labels())
          .containsExactly("s", "l", "s");
    }
    TaggerDefinition withCharacters = alone.characters(c -> c.size(2).lstm(2));
    try (WordTagger tagger = TaggerTrainer.train(withCharacters, LENGTHS, OPTIONS)) {
      assertThat(tagger.tag(List.of("in", "sentence", "a")).labels())
          .containsExactly("s", "l", "s");
    }
  }

  /** A reader may hold native memory from its first word on. */
  @Test
  void labelsAreCheckedBeforeWordsAreRead() {
    WordReader<LengthInput.Lengths> reader = mock();
    LengthInput input = spy(new LengthInput("length"));
    when(input.wordReader()).thenReturn(Optional.of(reader));
    TaggerDefinition definition =
        SmallTraining.define()
            .inputs(Inputs.of(input))
            .encoder(size -> Recurrent.lstm(size).hidden(6))
            .crf(TagScheme.BIO);
    List<TaggedSentence> otherScheme =
        List.of(new TaggedSentence(List.of("in", "Rome"), List.of("O", "I-LOC")));
    assertThatThrownBy(() -> TaggerTrainer.train(definition, otherScheme, OPTIONS))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("comply with BIO");
    verify(reader, never()).vocabulary();
  }

  @Test
  void invalidNameIsRefused() {
    assertThatThrownBy(() -> Inputs.of(new LengthInput("word length")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "input: expected a name of letters, digits, - and _ that begins with a letter, got 'word length'");
  }

  @Test
  void columnOfAnotherTypeIsRefused() {
    assertThatThrownBy(
            () ->
                Inputs.of(new LengthInput("length"))
                    .require(List.of(FeatureColumn.ofWords(1)), List.of(0)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "sequence: expected a Lengths for input length, got a FeatureColumn; are the columns in the order of the inputs?");
  }

  @Test
  void characterEncoderOfTheUsersOwnIsTrainedAndNotStored(@TempDir Path directory) {
    assertThat(CharacterInput.of("char").encoder(new CharacterSum(5)).settings()).isPresent();
    TaggerDefinition definition =
        SmallTraining.define()
            .inputs(Inputs.of(CharacterInput.of("char").size(5).encoder(new CharacterSum(5))))
            .encoder(input -> Recurrent.lstm(input).hidden(6));
    try (WordTagger tagger = TaggerTrainer.train(definition, SHAPES, OPTIONS)) {
      assertThat(tagger.tag(List.of("Ada", "saw", "7")).labels()).containsExactly("X", "x", "d");
      assertThatThrownBy(() -> tagger.save(directory.resolve("characters.tributary")))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith(
              "stored tagger: expected a character encoder that can be stored, one of [CharacterLstm, CharacterCnn], got the class org.example.CharacterSum;");
    }
  }
}
