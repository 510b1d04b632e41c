package org.tributary.tribuo.data.conllu;

import com.oracle.labs.mlrg.olcut.config.Config;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.tribuo.classification.Label;
import org.tribuo.provenance.ConfiguredDataSourceProvenance;
import org.tribuo.sequence.SequenceExample;
import org.tributary.internal.FingerprintInputStream;
import org.tributary.text.conllu.ConlluColumn;
import org.tributary.text.conllu.ConlluReader;
import org.tributary.text.conllu.ConlluSentence;
import org.tributary.tribuo.config.LabelledSequenceSource;
import org.tributary.tribuo.data.TokenFeatureExtractor;
import org.tributary.tribuo.data.WordFeatureExtractor;
import org.tributary.tribuo.data.internal.SequenceCollector;
import org.tributary.tribuo.data.internal.TokenFileProvenance;

/**
 * A data source over a CoNLL-U file, plain or gzip: one sequence per sentence, one step per word,
 * labels from one column. Multiword ranges and empty nodes are not words; they are counted and
 * skipped. The constructor reads the file once.
 */
public final class ConlluDataSource implements LabelledSequenceSource {
  @Config(mandatory = true, description = "The CoNLL-U file, plain or gzip.")
  private Path path;

  @Config(description = "The label column.")
  private ConlluColumn column = ConlluColumn.UPOS;

  @Config(description = "The feature extractor for words.")
  private TokenFeatureExtractor extractor = new WordFeatureExtractor();

  private List<SequenceExample<Label>> sequences;
  private ConlluReader.Counts counts;
  private TokenFileProvenance provenance;

  /** Creates an unconfigured source for OLCUT. */
  private ConlluDataSource() {}

  /**
   * Reads a file, with {@link WordFeatureExtractor}'s features.
   *
   * @throws IOException if the file cannot be read, is not CoNLL-U, or has no sentence or no label
   */
  public ConlluDataSource(Path path, ConlluColumn column) throws IOException {
    this(path, column, new WordFeatureExtractor());
  }

  /**
   * Reads a file.
   *
   * @throws IOException if the file cannot be read, is not CoNLL-U, or has no sentence or no label
   */
  public ConlluDataSource(Path path, ConlluColumn column, TokenFeatureExtractor extractor)
      throws IOException {
    this.path = path;
    this.column = column;
    this.extractor = extractor;
    postConfig();
  }

  /** Reads the file; called by OLCUT. */
  @Override
  public void postConfig() throws IOException {
    String name = path.toString();
    SequenceCollector collector = new SequenceCollector(extractor);
    try (FingerprintInputStream file = FingerprintInputStream.open(path);
        ConlluReader reader = ConlluReader.open(file, name)) {
      for (Optional<ConlluSentence> next = reader.read(); next.isPresent(); next = reader.read()) {
        collector.add(next.get().tagged(column));
      }
      sequences = collector.finish(name, column.description());
      counts = reader.counts();
      path = path.toAbsolutePath().normalize();
      provenance = new TokenFileProvenance(this, file.finish());
    }
  }

  /** Returns the file's counts of sentences, words, multiword ranges and empty nodes. */
  public ConlluReader.Counts counts() {
    return counts;
  }

  @Override
  public Iterator<SequenceExample<Label>> iterator() {
    return sequences.iterator();
  }

  @Override
  public ConfiguredDataSourceProvenance getProvenance() {
    return provenance;
  }

  @Override
  public String toString() {
    return "ConlluDataSource(path=%s,column=%s,extractor=%s)".formatted(path, column, extractor);
  }
}
