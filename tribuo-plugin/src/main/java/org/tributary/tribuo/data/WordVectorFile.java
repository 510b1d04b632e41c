package org.tributary.tribuo.data;

import com.oracle.labs.mlrg.olcut.config.Config;
import com.oracle.labs.mlrg.olcut.provenance.ConfiguredObjectProvenance;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import org.tributary.tribuo.input.VectorSource;
import org.tributary.tribuo.input.WordVectors;

/**
 * A file of word vectors in the text form of word2vec, GloVe and fastText, plain or gzip: a line
 * for each word, the word and then its numbers, separated by spaces; before them perhaps a line
 * with the number of words and of numbers, which have to be right. It is streamed, and only what is
 * wanted is held.
 */
public final class WordVectorFile implements VectorSource {
  @Config(mandatory = true, description = "The file, plain or gzip.")
  private Path path;

  private volatile FileFingerprint fingerprint;

  /** For OLCUT. */
  private WordVectorFile() {}

  /** The file at {@code path}, which is opened when vectors are read. */
  public WordVectorFile(Path path) {
    this.path = Objects.requireNonNull(path, "path");
  }

  @Override
  public WordVectors read(Predicate<String> wanted) throws IOException {
    try (FingerprintInputStream bytes = FingerprintInputStream.open(path);
        LineReader lines = new LineReader(bytes, path.toString())) {
      WordVectors vectors = new WordVectorReader(lines).read(wanted);
      fingerprint = bytes.finish();
      return vectors;
    }
  }

  /** The path and, once {@link #read} has read it, what the file was when it was last read. */
  @Override
  public ConfiguredObjectProvenance getProvenance() {
    return new VectorFileProvenance(this, Optional.ofNullable(fingerprint));
  }

  @Override
  public String toString() {
    return "WordVectorFile(" + path + ")";
  }
}
