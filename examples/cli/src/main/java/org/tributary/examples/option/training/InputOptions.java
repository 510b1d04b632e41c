package org.tributary.examples.option.training;

import com.oracle.labs.mlrg.olcut.config.PropertyException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tributary.examples.job.Features;
import org.tributary.examples.job.JobException;
import org.tributary.examples.job.LabelledFile;
import org.tributary.feature.Gazetteer;
import org.tributary.feature.character.CharacterInput;
import org.tributary.feature.character.CharacterPooling;
import org.tributary.feature.transformer.TransformerEncoder;
import org.tributary.tribuo.data.GazetteerFeatureExtractor;
import org.tributary.tribuo.data.TokenFeatureExtractor;
import org.tributary.tribuo.input.CharacterFeatures;
import org.tributary.tribuo.input.EmbeddedFeatures;
import org.tributary.tribuo.input.PretrainedVectors;
import org.tributary.tribuo.input.TaggerInput;
import org.tributary.tribuo.input.TokenVectors;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** Options for the input representation of words. */
public final class InputOptions {
  /** The embedding size of a token's tags in the gazetteer. */
  private static final int GAZETTEER_SIZE = 24;

  /** Character encoders of a word. */
  enum Characters {
    NONE,
    LSTM,
    LSTM_MAX,
    CNN
  }

  @Option(
      names = "--features",
      paramLabel = "FEATURES",
      defaultValue = "forms",
      description =
          "Word features: words (the word itself) or forms (also lower case, prefixes, suffixes and"
              + " shape, such as Xx or d-d). Default: ${DEFAULT-VALUE}.")
  private Features features;

  @Option(
      names = "--character-encoder",
      paramLabel = "ENCODER",
      description =
          "Character encoder of words: lstm (final output), lstm_max (max pooling over all outputs), cnn or"
              + " none. Default: lstm; none with --preset fast or contextual.")
  private Characters characters;

  @Mixin private VectorOptions vectors;
  @Mixin private TokenVectorOptions tokenVectors;

  @Option(
      names = "--gazetteer",
      paramLabel = "FILE",
      description =
          "Phrases of known types, such as names of places, plain or gzip: a type, a tab and the"
              + " phrase per line. The model needs the file for tagging, too. Default: none.")
  private Path gazetteer;

  @Option(
      names = "--gazetteer-matching",
      paramLabel = "MATCHING",
      description =
          "Comparison of words with the gazetteer: case_sensitive or lower_case. Default:"
              + " case_sensitive.")
  private Gazetteer.Matching matching;

  @Spec(Target.MIXEE)
  private CommandSpec command;

  /** Returns the gazetteer, if present. */
  public Optional<Path> gazetteer() {
    return Optional.ofNullable(gazetteer);
  }

  /** Returns the file of pretrained vectors, if present. */
  public Optional<Path> vectors() {
    return vectors.file();
  }

  /** Returns the file of the encoder of token vectors, if present. */
  public Optional<Path> encoder() {
    return tokenVectors.file();
  }

  /** Tells a listener how many sentences have token vectors. */
  public void progress(TransformerEncoder.Progress listener) {
    tokenVectors.progress(listener);
  }

  /** Returns the feature extractor. */
  public TokenFeatureExtractor extractor() {
    if (gazetteer == null) {
      if (matching != null) {
        throw new ParameterException(
            command.commandLine(), "--gazetteer-matching: expected only with --gazetteer FILE");
      }
      return features.extractor();
    }
    try {
      return new GazetteerFeatureExtractor(features.extractor(), gazetteer, matching());
    } catch (PropertyException e) {
      throw new JobException(e.getMsg());
    }
  }

  private Gazetteer.Matching matching() {
    return matching == null ? Gazetteer.Matching.CASE_SENSITIVE : matching;
  }

  /**
   * Checks that a phrase of the gazetteer, if there is one, occurs in the training sentences.
   *
   * @throws JobException if none does
   */
  public void requirePhrasesIn(LabelledFile train) {
    if (gazetteer != null
        && train.sentences().getFeatureMap().keySet().stream()
            .noneMatch(name -> name.startsWith(GazetteerFeatureExtractor.GROUP + "="))) {
      throw new JobException(
          "%s: expected a phrase that occurs in the training sentences of %s, got none; are its phrases of another language or tokenization%s?"
              .formatted(
                  gazetteer,
                  train.path(),
                  matching() == Gazetteer.Matching.CASE_SENSITIVE
                      ? ", or do they differ in capitals, which --gazetteer-matching lower_case ignores"
                      : ""));
    }
  }

  /** Returns the inputs of the trainer. */
  public List<TaggerInput> inputs(TrainerOptions training) {
    Optional<PretrainedVectors> pretrained = vectors.input();
    Optional<TokenVectors> ofTransformer = tokenVectors.input(training.preset);
    if (training.embedding() < 1) {
      return List.of(); // rejected by the trainer
    }
    List<TaggerInput> inputs = new ArrayList<>(features.inputs(training.embedding()));
    switch (characters(training)) {
      case NONE -> {}
      case LSTM -> inputs.add(new CharacterFeatures());
      case LSTM_MAX -> inputs.add(new CharacterFeatures().pooling(CharacterPooling.MAX));
      case CNN ->
          inputs.add(
              CharacterFeatures.cnn(
                  CharacterInput.DEFAULT_FILTERS, CharacterInput.DEFAULT_FILTER_WIDTH));
    }
    if (gazetteer != null) {
      inputs.add(new EmbeddedFeatures(GazetteerFeatureExtractor.GROUP, GAZETTEER_SIZE));
    }
    pretrained.ifPresent(inputs::add);
    ofTransformer.ifPresent(inputs::add);
    return inputs;
  }

  private Characters characters(TrainerOptions training) {
    if (characters != null) {
      return characters;
    }
    return training.readsCharacters() ? Characters.LSTM : Characters.NONE;
  }

  /** Returns these options as text. */
  public String text(TrainerOptions training) {
    return "features %s, characters %s, vectors %s%s%s"
        .formatted(
            Names.lower(features),
            Names.lower(characters(training)),
            vectors,
            tokenVectors.file().isPresent() ? ", token vectors " + tokenVectors : "",
            gazetteer == null ? "" : ", gazetteer " + gazetteer);
  }
}
