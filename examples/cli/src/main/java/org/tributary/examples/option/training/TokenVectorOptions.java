package org.tributary.examples.option.training;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.tributary.feature.transformer.PiecePooling;
import org.tributary.feature.transformer.TransformerEncoder;
import org.tributary.feature.transformer.TransformerVectors;
import org.tributary.tagger.definition.Preset;
import org.tributary.tribuo.input.TokenVectors;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** Options for token vectors of a transformer. */
final class TokenVectorOptions {
  /** The options that need an encoder. */
  private static final List<String> DEPENDENT =
      List.of(
          "--tokenizer",
          "--token-vector-layers",
          "--token-vector-pooling",
          "--token-vector-projection",
          "--token-vector-cache",
          "--token-vector-cache-size");

  private static final String TOKENIZER = "tokenizer.json";

  @Spec(Target.MIXEE)
  private CommandSpec command;

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
  private int[] layers = {};

  @Option(
      names = "--token-vector-pooling",
      paramLabel = "POOLING",
      defaultValue = "mean",
      description =
          "Vector of a word of several pieces: their mean, or that of the first. Default:"
              + " ${DEFAULT-VALUE}.")
  private PiecePooling pooling;

  @Option(
      names = "--token-vector-projection",
      paramLabel = "N",
      defaultValue = "" + TransformerVectors.DEFAULT_PROJECTION,
      description =
          "Output size of a linear layer after the mix of layers; 0 for none. Default:"
              + " ${DEFAULT-VALUE}.")
  private int projection;

  @Option(
      names = "--token-vector-cache",
      paramLabel = "FOLDER",
      description =
          "Folder of computed token vectors, which trainings share, or none. Default:"
              + " tributary/token-vectors in the folder XDG_CACHE_HOME or, without it, in .cache of"
              + " the home folder.")
  private String cache;

  @Option(
      names = "--token-vector-cache-size",
      paramLabel = "GIB",
      defaultValue = "8",
      description =
          "Maximum size in GiB of the vectors of an encoder in the cache. Default: ${DEFAULT-VALUE}.")
  private double cacheSize;

  private TransformerEncoder.Progress progress = TransformerEncoder.Progress.silent();

  /** Returns the file of the encoder, if present. */
  Optional<Path> file() {
    return Optional.ofNullable(encoder);
  }

  /** Tells a listener how many sentences have vectors. */
  void progress(TransformerEncoder.Progress listener) {
    progress = listener;
  }

  /**
   * Returns the input, if there is an encoder.
   *
   * @throws ParameterException if an option or the preset needs an encoder, and there is none, or a
   *     value is out of range
   */
  Optional<TokenVectors> input(Preset preset) {
    if (encoder == null) {
      requireNone(preset);
      return Optional.empty();
    }
    if (projection < 0) {
      throw refused("--token-vector-projection: expected at least 0, got " + projection);
    }
    if (!(cacheSize > 0 && cacheSize < 1 << 20)) {
      throw refused(
          "--token-vector-cache-size: expected a number above 0 and below 1048576, got "
              + cacheSize);
    }
    TokenVectors vectors =
        new TokenVectors(encoder, tokenizer())
            .layers(layers)
            .pooling(pooling)
            .projectedTo(projection);
    return Optional.of(
        "none".equals(cache)
            ? vectors
            : vectors.cachedIn(cacheFolder(), (long) (cacheSize * (1L << 30)), progress));
  }

  private Path tokenizer() {
    return tokenizer != null ? tokenizer : encoder.resolveSibling(TOKENIZER);
  }

  private Path cacheFolder() {
    if (cache != null) {
      return Path.of(cache);
    }
    String given = System.getenv("XDG_CACHE_HOME");
    Path caches =
        given != null && !given.isEmpty()
            ? Path.of(given)
            : Path.of(System.getProperty("user.home"), ".cache");
    return caches.resolve("tributary").resolve("token-vectors");
  }

  private void requireNone(Preset preset) {
    for (String option : DEPENDENT) {
      if (command.commandLine().getParseResult().hasMatchedOption(option)) {
        throw refused(option + ": expected an encoder; add --token-vectors FILE");
      }
    }
    if (preset == Preset.CONTEXTUAL) {
      throw refused(
          "--preset %s: expected an encoder; add --token-vectors FILE"
              .formatted(preset.name().toLowerCase(Locale.ROOT)));
    }
  }

  private ParameterException refused(String message) {
    return new ParameterException(command.commandLine(), message);
  }

  @Override
  public String toString() {
    return encoder == null ? "none" : encoder.toString();
  }
}
