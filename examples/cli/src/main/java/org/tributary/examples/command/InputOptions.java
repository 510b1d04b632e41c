package org.tributary.examples.command;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tributary.examples.job.Features;
import org.tributary.input.CharacterPooling;
import org.tributary.tribuo.data.TokenFeatureExtractor;
import org.tributary.tribuo.data.WordVectorFile;
import org.tributary.tribuo.input.CharacterFeatures;
import org.tributary.tribuo.input.PretrainedVectors;
import org.tributary.tribuo.input.PretrainedVectors.Keep;
import org.tributary.tribuo.input.PretrainedVectors.Training;
import org.tributary.tribuo.input.TaggerInput;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** What the tagger reads of a word. */
public final class InputOptions {
  /** What reads a word's characters. */
  enum Characters {
    NONE,
    LSTM,
    LSTM_MAX,
    CNN
  }

  @Spec(Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = "--features",
      paramLabel = "FEATURES",
      defaultValue = "forms",
      description =
          "What the tagger sees of a word: words, the word as a whole; forms, also its lower case,"
              + " its first and last letters and where it has capitals and digits. Default:"
              + " ${DEFAULT-VALUE}.")
  private Features features;

  @Option(
      names = "--characters",
      paramLabel = "READER",
      defaultValue = "lstm",
      description =
          "What reads each word character by character besides: lstm, its last output; lstm_max,"
              + " the maximum of all its outputs; cnn or none. Default: ${DEFAULT-VALUE}.")
  private Characters characters;

  @Option(
      names = "--vectors",
      paramLabel = "FILE",
      description =
          "Pretrained word vectors to read besides, in the text form of word2vec, GloVe or"
              + " fastText, plain or gzip. They stay as they are.")
  private Path vectors;

  @Option(
      names = "--all-vectors",
      description =
          "Keep all vectors of the file in the model, so that words the training file lacks have"
              + " theirs; otherwise only those of its words.")
  private boolean allVectors;

  /** The file of vectors, if there is one. */
  Optional<Path> vectors() {
    return Optional.ofNullable(vectors);
  }

  /** What makes the features. */
  public TokenFeatureExtractor extractor() {
    return features.extractor();
  }

  /** What a trainer reads of them. */
  public List<TaggerInput> inputs(TrainerOptions training) {
    if (allVectors && vectors == null) {
      throw new ParameterException(
          command.commandLine(), "--all-vectors: expected a file of vectors; add --vectors FILE");
    }
    if (training.embedding() < 1) {
      return List.of(); // the trainer says what is wrong
    }
    List<TaggerInput> inputs = new ArrayList<>(features.inputs(training.embedding()));
    switch (characters) {
      case NONE -> {}
      case LSTM -> inputs.add(new CharacterFeatures());
      case LSTM_MAX -> inputs.add(new CharacterFeatures().pooling(CharacterPooling.MAX));
      case CNN -> inputs.add(CharacterFeatures.cnn(30, 3));
    }
    if (vectors != null) {
      inputs.add(
          new PretrainedVectors(
              new WordVectorFile(vectors),
              allVectors ? Keep.ALL : Keep.TRAINING_WORDS,
              Training.FROZEN));
    }
    return inputs;
  }

  @Override
  public String toString() {
    return "features %s, characters %s, vectors %s"
        .formatted(
            Names.lower(features),
            Names.lower(characters),
            vectors == null ? "none" : vectors.toString());
  }
}
