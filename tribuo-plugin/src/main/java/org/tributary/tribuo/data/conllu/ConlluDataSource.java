package org.tributary.tribuo.data.conllu;

import com.oracle.labs.mlrg.olcut.config.Config;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import org.tributary.text.ConlluColumn;
import org.tributary.text.ConlluReader;
import org.tributary.tribuo.data.TokenFeatureExtractor;
import org.tributary.tribuo.data.WordFeatureExtractor;
import org.tributary.tribuo.data.internal.TokenFileSource;

/**
 * A data source over a CoNLL-U file, plain or gzip: one sequence per sentence, one step per word,
 * labels from one column. Multiword ranges and empty nodes are not words; they are counted and
 * skipped. The constructor reads the file once.
 */
public final class ConlluDataSource extends TokenFileSource {
  @Config(description = "The label column.")
  private ConlluColumn column = ConlluColumn.UPOS;

  private ConlluReader reader;

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
    super(path, extractor);
    this.column = column;
    postConfig();
  }

  @Override
  protected Sentences open(InputStream file, String name) throws IOException {
    reader = ConlluReader.open(file, name);
    return () -> reader.read().map(sentence -> sentence.tagged(column));
  }

  @Override
  protected String labelColumn() {
    return column.description();
  }

  @Override
  protected String options() {
    return "column=" + column;
  }

  /** Returns the file's counts of sentences, words, multiword ranges and empty nodes. */
  public ConlluReader.Counts counts() {
    return reader.counts();
  }
}
