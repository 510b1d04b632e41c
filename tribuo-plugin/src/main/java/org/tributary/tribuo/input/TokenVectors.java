package org.tributary.tribuo.input;

import com.oracle.labs.mlrg.olcut.config.Config;
import com.oracle.labs.mlrg.olcut.provenance.ConfiguredObjectProvenance;
import com.oracle.labs.mlrg.olcut.provenance.impl.ConfiguredObjectProvenanceImpl;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Consumer;
import org.tributary.internal.NullChecks;
import org.tributary.onnx.PiecePooling;
import org.tributary.onnx.TransformerEncoder;
import org.tributary.onnx.TransformerVectors;
import org.tributary.tribuo.internal.ConfigCheck;
import org.tributary.tribuo.internal.ProvenanceParts;
import org.tributary.tribuo.internal.Setting;
import org.tributary.tribuo.internal.model.InputResolution;
import org.tributary.tribuo.internal.model.ResolvedInput;

/**
 * Token vectors of a frozen transformer ({@link TransformerVectors}). A step's word is the part
 * after the {@code =} or {@code @} in the name of its first feature of the group. ONNX Runtime
 * ({@code com.microsoft.onnxruntime:onnxruntime}) must be on the class path.
 */
public final class TokenVectors implements TaggerInput {
  /** The default limit of a cache file, 8 GiB. */
  public static final long DEFAULT_CACHE_BYTES = 8L << 30;

  @Config(mandatory = true, description = "ONNX file of the encoder.")
  private Path encoder;

  @Config(mandatory = true, description = "tokenizer.json of the encoder.")
  private Path tokenizer;

  @Config(description = "Feature group of the words: the part of feature names before the = or @.")
  @Setting(group = true)
  private String group = "word";

  @Config(
      description =
          "Layers of the encoder whose hidden states are read, from 1; empty for the last five.")
  private int[] layers = {};

  @Config(description = "Pooling of a word's pieces: MEAN or FIRST.")
  private PiecePooling pooling = PiecePooling.MEAN;

  @Config(description = "Output size of a linear layer after the mix of layers; 0 for none.")
  @Setting(min = 0)
  private int projection = TransformerVectors.DEFAULT_PROJECTION;

  @Config(
      description =
          "Folder of the cache of token vectors, which trainings share; without one, each training"
              + " computes them and keeps them in memory.")
  private Path cache;

  @Config(description = "Maximum size of a file in the cache, in bytes.")
  @Setting(min = 1)
  private long cacheBytes = DEFAULT_CACHE_BYTES;

  private TransformerEncoder.Progress progress = TransformerEncoder.Progress.silent();

  /** No-argument constructor for OLCUT. */
  private TokenVectors() {}

  /** Creates token vectors of the words in the group {@code word}. */
  public TokenVectors(Path encoder, Path tokenizer) {
    this.encoder = NullChecks.require("encoder", "an ONNX file", encoder);
    this.tokenizer = NullChecks.require("tokenizer", "a tokenizer.json", tokenizer);
    ConfigCheck.asArguments(this::postConfig);
  }

  /** Sets the feature group of the words; by default {@code word}. */
  public TokenVectors group(String group) {
    return changed(v -> v.group = group);
  }

  /** Sets the layers whose hidden states are read, from 1; by default the last five. */
  public TokenVectors layers(int... layers) {
    int[] copy = layers.clone();
    return changed(v -> v.layers = copy);
  }

  /** Sets the pooling of a word's pieces; by default their mean. */
  public TokenVectors pooling(PiecePooling pooling) {
    return changed(v -> v.pooling = pooling);
  }

  /** Sets the output size of the projection; 0 for none. */
  public TokenVectors projectedTo(int size) {
    return changed(v -> v.projection = size);
  }

  /**
   * Keeps the token vectors of training in a folder, which trainings share.
   *
   * @param maxBytes the maximum size of a file in it
   * @param progress is told how many sentences have vectors
   */
  public TokenVectors cachedIn(Path folder, long maxBytes, TransformerEncoder.Progress progress) {
    NullChecks.require("cache", "a folder", folder);
    NullChecks.require("progress", "a listener", progress);
    return changed(
        v -> {
          v.cache = folder;
          v.cacheBytes = maxBytes;
          v.progress = progress;
        });
  }

  private TokenVectors changed(Consumer<TokenVectors> change) {
    TokenVectors changed = ConfigCheck.copy(this, new TokenVectors());
    changed.progress = progress;
    change.accept(changed);
    ConfigCheck.asArguments(changed::postConfig);
    return changed;
  }

  @Override
  public List<ResolvedInput> resolve(InputResolution resolution) {
    resolution.requireGroup(group);
    TransformerVectors input =
        new TransformerVectors(
            resolution.unusedName(TransformerVectors.TOKEN),
            read(),
            projection == 0 ? OptionalInt.empty() : OptionalInt.of(projection));
    return List.of(new ResolvedInput(input, group));
  }

  private TransformerEncoder read() {
    TransformerEncoder read;
    try {
      read = TransformerEncoder.read(encoder, tokenizer).pooling(pooling);
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    }
    TransformerEncoder chosen = layers.length == 0 ? read : read.layers(layers);
    return cache == null ? chosen : chosen.cachedIn(cache, cacheBytes, progress);
  }

  @Override
  public ConfiguredObjectProvenance getProvenance() {
    return new ConfiguredObjectProvenanceImpl(
        ProvenanceParts.present(new ConfiguredObjectProvenanceImpl(this, "TaggerInput")));
  }

  @Override
  public String toString() {
    return "TokenVectors(%s, %s, %s)".formatted(encoder, group, pooling);
  }
}
