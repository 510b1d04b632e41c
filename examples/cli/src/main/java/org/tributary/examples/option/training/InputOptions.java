package org.tributary.examples.option.training;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.tributary.examples.io.NumberFormats;
import org.tributary.examples.job.JobException;
import org.tributary.examples.job.LabelledFile;
import org.tributary.examples.job.WordFeatures;
import org.tributary.examples.option.MixinOptions;
import org.tributary.feature.CharacterInput;
import org.tributary.feature.CharacterPooling;
import org.tributary.feature.Gazetteer;
import org.tributary.feature.Trainability;
import org.tributary.feature.VectorInput.Keep;
import org.tributary.onnx.PiecePooling;
import org.tributary.onnx.TransformerEncoder;
import org.tributary.onnx.TransformerVectors;
import org.tributary.param.TensorType;
import org.tributary.tagger.definition.Preset;
import org.tributary.tribuo.data.GazetteerFeatureExtractor;
import org.tributary.tribuo.data.TokenFeatureExtractor;
import org.tributary.tribuo.data.vector.WordVectorFile;
import org.tributary.tribuo.input.CharacterFeatures;
import org.tributary.tribuo.input.EmbeddedFeatures;
import org.tributary.tribuo.input.PretrainedVectors;
import org.tributary.tribuo.input.TaggerInput;
import org.tributary.tribuo.input.TokenVectors;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Options for the input representation of words. */
public final class InputOptions extends MixinOptions {
  /** The embedding size of a token's tags in the gazetteer. */
  private static final int GAZETTEER_SIZE = 24;

  /** Character encoders of a word. */
  enum Characters {
    NONE,
    LSTM,
    LSTM_MAX,
    CNN
  }

  /** Words of which the model keeps vectors. */
  enum VectorWords {
    ALL(Keep.ALL),
    TRAINING(Keep.TRAINING_WORDS);

    private final Keep keep;

    VectorWords(Keep keep) {
      this.keep = keep;
    }
  }

  private static final String TOKENIZER = "tokenizer.json";

  @Option(
      names = "--features",
      paramLabel = "FEATURES",
      defaultValue = "forms",
      description =
          "Word features: words (the word itself) or forms (also lower case, prefixes, suffixes and"
              + " shape, such as Xx or d-d). Default: ${DEFAULT-VALUE}.")
  private WordFeatures features;

  @Option(
      names = "--character-encoder",
      paramLabel = "ENCODER",
      description =
          "Character encoder of words: lstm (final output), lstm_max (max pooling over all"
              + " outputs), cnn or none. Default: lstm; none with --preset fast or contextual.")
  private Characters characters;

  @Option(
      names = "--vectors",
      paramLabel = "FILE",
      description =
          "Pretrained word vectors (word2vec, GloVe or fastText text), plain or gzip. Default:"
              + " none.")
  private Path vectors;

  @Option(
      names = "--vector-words",
      paramLabel = "WORDS",
      defaultValue = "all",
      description =
          "Words whose vectors the model keeps: all, which covers words absent from the training"
              + " file, or training, for a smaller model. Default: ${DEFAULT-VALUE}.")
  private VectorWords vectorWords;

  @Option(
      names = "--vector-training",
      paramLabel = "MODE",
      defaultValue = "frozen",
      description =
          "Pretrained vectors in training: frozen or trainable. Default: ${DEFAULT-VALUE}.")
  private Trainability vectorTraining;

  @Option(
      names = "--vector-projection",
      paramLabel = "N",
      defaultValue = "0",
      description =
          "Output size of a linear layer after the vectors, trained even if they are frozen; 0 for"
              + " none. Default: ${DEFAULT-VALUE}.")
  private int vectorProjection;

  @Option(
      names = "--vector-dropout",
      paramLabel = "P",
      defaultValue = "0",
      description =
          "Probability of dropping the whole vector of a word in training, from 0 to below 1; other"
              + " inputs keep the word. Default: ${DEFAULT-VALUE}.")
  private double vectorDropout;

  @Option(
      names = "--vector-precision",
      paramLabel = "TYPE",
      defaultValue = "F16",
      description =
          "Type of the numbers of frozen vectors: F16, which halves the model file, or F32."
              + " Default: ${DEFAULT-VALUE}.")
  private TensorType vectorPrecision;

  @Option(
      names = "--token-vectors",
      paramLabel = "FILE",
      description =
          "Encoder of token vectors: a frozen transformer as an ONNX file, whose hidden states the"
              + " tagger reads. The model is saved beside a copy of it. Default: none.")
  private Path encoder;

  @Option(
      names = "--tokenizer",
      paramLabel = "FILE",
      description =
          "WordPiece tokenizer of the encoder, in Hugging Face's JSON. Default: "
              + TOKENIZER
              + " beside the encoder.")
  private Path tokenizer;

  @Option(
      names = "--token-vector-layers",
      paramLabel = "N",
      split = ",",
      description =
          "Layers of the encoder, from 1, of which training learns a mix. Default: the last five.")
  private int[] tokenVectorLayers = {};

  @Option(
      names = "--token-vector-pooling",
      paramLabel = "POOLING",
      defaultValue = "mean",
      description =
          "Vector of a word of several pieces: their mean, or that of the first. Default:"
              + " ${DEFAULT-VALUE}.")
  private PiecePooling tokenVectorPooling;

  @Option(
      names = "--token-vector-projection",
      paramLabel = "N",
      defaultValue = "" + TransformerVectors.DEFAULT_PROJECTION,
      description =
          "Output size of a linear layer after the mix of layers; 0 for none. Default:"
              + " ${DEFAULT-VALUE}.")
  private int tokenVectorProjection;

  @Option(
      names = "--token-vector-cache",
      paramLabel = "FOLDER",
      description =
          "Folder of computed token vectors, which trainings share, or none. Default:"
              + " tributary/token-vectors in the folder XDG_CACHE_HOME or, without it, in .cache of"
              + " the home folder.")
  private String tokenVectorCache;

  @Option(
      names = "--token-vector-cache-size",
      paramLabel = "GIB",
      defaultValue = "8",
      description =
          "Maximum size in GiB of a file of the cache, one for each encoder, choice of layers and"
              + " pooling. Default: ${DEFAULT-VALUE}.")
  private double tokenVectorCacheSize;

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
      defaultValue = "case_sensitive",
      description =
          "Comparison of words with the gazetteer: case_sensitive or lower_case. Default:"
              + " ${DEFAULT-VALUE}.")
  private Gazetteer.Matching matching;

  private TransformerEncoder.Progress progress = TransformerEncoder.Progress.silent();

  @Spec private CommandSpec own;

  /** Returns the names of these options, in the order of their help. */
  public static String[] names() {
    return CommandSpec.forAnnotatedObject(new InputOptions()).options().stream()
        .map(OptionSpec::longestName)
        .toArray(String[]::new);
  }

  /** Returns the file of pretrained vectors, if present. */
  public Optional<Path> vectors() {
    return Optional.ofNullable(vectors);
  }

  /** Returns the files that are present, by option. */
  public Map<String, Path> files() {
    Map<String, Path> files = new LinkedHashMap<>();
    files.put("--vectors", vectors);
    files.put("--token-vectors", encoder);
    files.put("--tokenizer", encoder == null ? tokenizer : tokenizerFile());
    files.put("--gazetteer", gazetteer);
    files.values().removeIf(Objects::isNull);
    return files;
  }

  /**
   * Checks that an output is none of these files, the tokenizer of the default place included.
   *
   * @throws IOException if files cannot be compared
   */
  public void requireUnread(String option, Path output) throws IOException {
    for (Map.Entry<String, Path> file : files().entrySet()) {
      requireDistinct(option, output, file.getKey(), file.getValue());
    }
  }

  /** Tells a listener how many sentences have token vectors. */
  public void progress(TransformerEncoder.Progress listener) {
    progress = listener;
  }

  /** Returns the feature extractor. */
  public TokenFeatureExtractor extractor() {
    if (gazetteer == null) {
      requireNone("--gazetteer-", "expected a gazetteer; add --gazetteer FILE");
      return features.extractor();
    }
    try {
      return new GazetteerFeatureExtractor(features.extractor(), gazetteer, matching);
    } catch (IOException e) {
      throw new JobException(e.getMessage(), e);
    }
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
                  matching == Gazetteer.Matching.CASE_SENSITIVE
                      ? ", or do they differ in capitals, which --gazetteer-matching lower_case"
                          + " ignores"
                      : ""));
    }
  }

  /** Returns the inputs of the trainer. */
  public List<TaggerInput> inputs(TrainerOptions training) {
    Optional<PretrainedVectors> pretrained = pretrainedVectors();
    Optional<TokenVectors> ofTransformer = tokenVectors(training.preset());
    int embedding = training.count("embeddingSize");
    if (embedding < 1) {
      return List.of(); // rejected by the trainer
    }
    List<TaggerInput> inputs = new ArrayList<>(features.inputs(embedding));
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

  /** Returns the pretrained vectors, if there is a file of them. */
  private Optional<PretrainedVectors> pretrainedVectors() {
    if (vectors == null) {
      requireNone("--vector-", "expected a vector file; add --vectors FILE");
      return Optional.empty();
    }
    if (vectorPrecision == TensorType.BF16) {
      throw wrongUsage("--vector-precision: expected F16 or F32, got BF16");
    }
    PretrainedVectors input =
        inRange(
            "--vector-",
            () ->
                new PretrainedVectors(new WordVectorFile(vectors), vectorWords.keep, vectorTraining)
                    .dropout(vectorDropout)
                    .projectedTo(vectorProjection));
    return Optional.of(vectorPrecision == TensorType.F16 ? input : input.fullPrecision());
  }

  /** Returns the token vectors, if there is an encoder of them. */
  private Optional<TokenVectors> tokenVectors(Preset preset) {
    if (encoder == null) {
      requireNone("--token", "expected an encoder; add --token-vectors FILE");
      if (preset == Preset.CONTEXTUAL) {
        throw wrongUsage(
            "--preset %s: expected an encoder; add --token-vectors FILE".formatted(lower(preset)));
      }
      return Optional.empty();
    }
    if (!(tokenVectorCacheSize > 0 && tokenVectorCacheSize < 1 << 20)) {
      throw wrongUsage(
          "--token-vector-cache-size: expected a number above 0 and below 1048576, got "
              + tokenVectorCacheSize);
    }
    Path reader = tokenizerFile();
    if (tokenizer == null && Files.exists(encoder) && !Files.exists(reader)) {
      throw wrongUsage(
          "--tokenizer: expected the encoder's tokenizer in %s, found none; add --tokenizer FILE"
              .formatted(reader));
    }
    TokenVectors input =
        inRange(
            "--token-vector-",
            () ->
                new TokenVectors(encoder, reader)
                    .layers(tokenVectorLayers)
                    .pooling(tokenVectorPooling)
                    .projectedTo(tokenVectorProjection));
    if (tokenVectorLayers.length > 0) {
      requireLayers(reader);
    }
    return Optional.of(
        "none".equals(tokenVectorCache)
            ? input
            : input.cachedIn(cacheFolder(), (long) (tokenVectorCacheSize * (1L << 30)), progress));
  }

  /** Checks the layers; an encoder that cannot be read is refused by the training. */
  private void requireLayers(Path reader) {
    TransformerEncoder read;
    try {
      read = TransformerEncoder.read(encoder, reader);
    } catch (IOException | IllegalArgumentException e) {
      return;
    }
    int last = read.layers().get(read.layers().size() - 1);
    try {
      read.layers(tokenVectorLayers);
    } catch (IllegalArgumentException e) {
      throw wrongUsage(
          "--token-vector-layers: expected layers of the encoder from 1 to %d, in increasing order, got %s"
              .formatted(last, Arrays.toString(tokenVectorLayers)));
    }
  }

  /** Returns an input, whose refusals name the options of a prefix. */
  private <I> I inRange(String prefix, Supplier<I> input) {
    try {
      return input.get();
    } catch (IllegalArgumentException e) {
      throw wrongUsage(prefix + e.getMessage());
    }
  }

  /** Returns what is saved beside the model, for the line that tells of it; may be empty. */
  public String savedBeside() throws IOException {
    if (encoder == null) {
      return "";
    }
    return ", and beside it copies of the encoder and its tokenizer (%s)"
        .formatted(NumberFormats.bytes(Files.size(encoder) + Files.size(tokenizerFile())));
  }

  private Path tokenizerFile() {
    return tokenizer != null ? tokenizer : encoder.resolveSibling(TOKENIZER);
  }

  private Path cacheFolder() {
    if (tokenVectorCache != null) {
      return Path.of(tokenVectorCache);
    }
    String given = System.getenv("XDG_CACHE_HOME");
    Path caches =
        given != null && !given.isEmpty()
            ? Path.of(given)
            : Path.of(System.getProperty("user.home"), ".cache");
    return caches.resolve("tributary").resolve("token-vectors");
  }

  /** Refuses the options of a file that is not given, whose names begin with a prefix. */
  private void requireNone(String prefix, String expected) {
    for (OptionSpec option : own.options()) {
      if (option.longestName().startsWith(prefix) && isGiven(option.longestName())) {
        throw wrongUsage(option.longestName() + ": " + expected);
      }
    }
  }

  private static String lower(Enum<?> choice) {
    return choice.name().toLowerCase(Locale.ROOT);
  }

  private Characters characters(TrainerOptions training) {
    if (characters != null) {
      return characters;
    }
    return training.preset().readsCharacters() ? Characters.LSTM : Characters.NONE;
  }

  /** Returns these options as text. */
  public String text(TrainerOptions training) {
    return "features %s, characters %s, vectors %s%s%s"
        .formatted(
            lower(features),
            lower(characters(training)),
            vectors == null ? "none" : vectors,
            encoder == null ? "" : ", token vectors " + encoder,
            gazetteer == null ? "" : ", gazetteer " + gazetteer);
  }
}
