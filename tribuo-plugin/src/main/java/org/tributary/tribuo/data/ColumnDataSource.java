package org.tributary.tribuo.data;

import com.oracle.labs.mlrg.olcut.config.Config;
import com.oracle.labs.mlrg.olcut.config.Configurable;
import com.oracle.labs.mlrg.olcut.config.PropertyException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.tribuo.OutputFactory;
import org.tribuo.classification.Label;
import org.tribuo.classification.LabelFactory;
import org.tribuo.provenance.ConfiguredDataSourceProvenance;
import org.tribuo.sequence.SequenceDataSource;
import org.tribuo.sequence.SequenceExample;
import org.tributary.tagger.TaggedSentence;
import org.tributary.tribuo.span.SpanConversion;

/**
 * Tribuo sequences from a column file as {@link ColumnReader} takes it, plain or gzip: a step a
 * token. The file is read once, when the source is made.
 */
public final class ColumnDataSource implements Configurable, SequenceDataSource<Label> {
  @Config(mandatory = true, description = "The column file, plain or gzip.")
  private Path path;

  @Config(description = "The column that holds the tokens, counted from 1.")
  private int tokenColumn = 1;

  @Config(mandatory = true, description = "The column that holds the labels, counted from 1.")
  private int labelColumn;

  @Config(description = "Makes the features of a token.")
  private TokenFeatureExtractor extractor = new WordFeatureExtractor();

  @Config(
      description =
          "Writes the labels of one span scheme in another; without it, they stay as they are.")
  private SpanConversion conversion;

  private List<SequenceExample<Label>> sequences;
  private TokenFileProvenance provenance;

  /** For OLCUT. */
  private ColumnDataSource() {}

  /**
   * Reads a file, with the tokens as features.
   *
   * @param tokenColumn the tokens' column, from 1
   * @param labelColumn the labels' column, from 1
   * @throws PropertyException if a column is below 1, or both are the same
   * @throws IOException if the file cannot be read, a line is wrong, or it holds no sentence or no
   *     label
   */
  public ColumnDataSource(Path path, int tokenColumn, int labelColumn) throws IOException {
    this(path, tokenColumn, labelColumn, new WordFeatureExtractor());
  }

  /**
   * Reads a file.
   *
   * @param tokenColumn the tokens' column, from 1
   * @param labelColumn the labels' column, from 1
   * @throws PropertyException if a column is below 1, or both are the same
   * @throws IOException if the file cannot be read, a line is wrong, or it holds no sentence or no
   *     label
   */
  public ColumnDataSource(
      Path path, int tokenColumn, int labelColumn, TokenFeatureExtractor extractor)
      throws IOException {
    this.path = path;
    this.tokenColumn = tokenColumn;
    this.labelColumn = labelColumn;
    this.extractor = extractor;
    postConfig();
  }

  /**
   * Reads a file and writes its labels in another span scheme.
   *
   * @param tokenColumn the tokens' column, from 1
   * @param labelColumn the labels' column, from 1
   * @throws PropertyException if a column is below 1, or both are the same
   * @throws IOException if the file cannot be read, a line is wrong or its label not of the scheme
   *     to convert from, or it holds no sentence or no label
   */
  public ColumnDataSource(
      Path path,
      int tokenColumn,
      int labelColumn,
      TokenFeatureExtractor extractor,
      SpanConversion conversion)
      throws IOException {
    this.path = path;
    this.tokenColumn = tokenColumn;
    this.labelColumn = labelColumn;
    this.extractor = extractor;
    this.conversion = Objects.requireNonNull(conversion, "conversion");
    postConfig();
  }

  /** Checks the options and reads the file; called by OLCUT. */
  @Override
  public void postConfig() throws IOException {
    checkColumns();
    String name = path.toString();
    SequenceCollector collector = new SequenceCollector(extractor);
    try (FingerprintInputStream file = FingerprintInputStream.open(path);
        ColumnReader reader =
            ColumnReader.open(
                file, name, tokenColumn, labelColumn, Optional.ofNullable(conversion))) {
      for (Optional<TaggedSentence> next = reader.read(); next.isPresent(); next = reader.read()) {
        collector.add(next.get());
      }
      sequences = collector.finish(name, Integer.toString(labelColumn));
      path = path.toAbsolutePath().normalize();
      provenance = new TokenFileProvenance(this, file.finish());
    }
  }

  private void checkColumns() {
    if (tokenColumn < 1) {
      throw new PropertyException("", "tokenColumn", expectedColumn(tokenColumn));
    }
    if (labelColumn < 1) {
      throw new PropertyException("", "labelColumn", expectedColumn(labelColumn));
    }
    if (labelColumn == tokenColumn) {
      throw new PropertyException(
          "",
          "labelColumn",
          "expected another column than the tokens', got %d for both".formatted(labelColumn));
    }
  }

  private static String expectedColumn(int column) {
    return "expected a column number from 1 on, got " + column;
  }

  @Override
  public Iterator<SequenceExample<Label>> iterator() {
    return sequences.iterator();
  }

  @Override
  public OutputFactory<Label> getOutputFactory() {
    return new LabelFactory();
  }

  @Override
  public ConfiguredDataSourceProvenance getProvenance() {
    return provenance;
  }

  @Override
  public String toString() {
    return "ColumnDataSource(path=%s,tokenColumn=%d,labelColumn=%d,extractor=%s,conversion=%s)"
        .formatted(
            path, tokenColumn, labelColumn, extractor, conversion == null ? "none" : conversion);
  }
}
