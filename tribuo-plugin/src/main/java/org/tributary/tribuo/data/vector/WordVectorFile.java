package org.tributary.tribuo.data.vector;

import com.oracle.labs.mlrg.olcut.config.Config;
import com.oracle.labs.mlrg.olcut.provenance.ConfiguredObjectProvenance;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Predicate;
import org.tributary.feature.WordVectors;
import org.tributary.internal.FingerprintInputStream;
import org.tributary.internal.NullChecks;
import org.tributary.tribuo.input.VectorSource;

/**
 * A file of word vectors in the text format of word2vec, GloVe and fastText, plain or gzip, that
 * {@link WordVectors#read(Path, Predicate)} reads.
 */
public final class WordVectorFile implements VectorSource {
  @Config(mandatory = true, description = "The vector file, plain or gzip.")
  private Path path;

  private volatile FingerprintInputStream.Fingerprint fingerprint;

  /** Creates an unconfigured source for OLCUT. */
  private WordVectorFile() {}

  /** Creates a source for the file at {@code path}, which is opened when vectors are read. */
  public WordVectorFile(Path path) {
    this.path = NullChecks.require("path", "a value", path);
  }

  @Override
  public WordVectors read(Predicate<String> wanted) throws IOException {
    try (FingerprintInputStream bytes = FingerprintInputStream.open(path)) {
      WordVectors vectors = WordVectors.read(bytes, path.toString(), wanted);
      fingerprint = bytes.finish();
      return vectors;
    }
  }

  /** Returns the path and, after {@link #read}, the fingerprint of the file as it was last read. */
  @Override
  public ConfiguredObjectProvenance getProvenance() {
    return new VectorFileProvenance(this, Optional.ofNullable(fingerprint));
  }

  @Override
  public String toString() {
    return "WordVectorFile(" + path + ")";
  }
}
