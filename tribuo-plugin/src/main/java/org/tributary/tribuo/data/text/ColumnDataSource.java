package org.tributary.tribuo.data.text;

import com.oracle.labs.mlrg.olcut.config.Config;
import com.oracle.labs.mlrg.olcut.config.PropertyException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.tribuo.classification.Label;
import org.tribuo.provenance.ConfiguredDataSourceProvenance;
import org.tribuo.sequence.SequenceExample;
import org.tributary.internal.FingerprintInputStream;
import org.tributary.tagger.TaggedSentence;
import org.tributary.text.column.ColumnLayout;
import org.tributary.text.column.ColumnReader;
import org.tributary.tribuo.config.LabelledSequenceSource;
import org.tributary.tribuo.data.TokenFeatureExtractor;
import org.tributary.tribuo.data.WordFeatureExtractor;
import org.tributary.tribuo.data.internal.SequenceCollector;
import org.tributary.tribuo.data.internal.TokenFileProvenance;

/**
 * A data source over a column file in the format of {@link ColumnReader}, plain or gzip: one
 * sequence per sentence, one step per token. The constructor reads the file once.
 */
public final class ColumnDataSource implements LabelledSequenceSource {
  @Config(mandatory = true, description = "The column file, plain or gzip.")
  private Path path;

  @Config(description = "The token column, from 1.")
  private int tokenColumn = 1;

  @Config(mandatory = true, description = "The label column, from 1.")
  private int labelColumn;

  @Config(description = "The feature extractor for tokens.")
  private TokenFeatureExtractor extractor = new WordFeatureExtractor();

  @Config(description = "Conversion between span schemes; without one, labels are unchanged.")
  private SpanConversion conversion;

  private List<SequenceExample<Label>> sequences;
  private TokenFileProvenance provenance;

  /** Creates an unconfigured source for OLCUT. */
  private ColumnDataSource() {}

  /**
   * Reads a file, with {@link WordFeatureExtractor}'s features.
   *
   * @param tokenColumn the token column, from 1
   * @param labelColumn the label column, from 1
   * @throws PropertyException if a column is below 1, or both are the same
   * @throws IOException if the file cannot be read, a line is malformed, or it has no sentence or
   *     no label
   */
  public ColumnDataSource(Path path, int tokenColumn, int labelColumn) throws IOException {
    this(path, tokenColumn, labelColumn, new WordFeatureExtractor());
  }

  /**
   * Reads a file.
   *
   * @param tokenColumn the token column, from 1
   * @param labelColumn the label column, from 1
   * @throws PropertyException if a column is below 1, or both are the same
   * @throws IOException if the file cannot be read, a line is malformed, or it has no sentence or
   *     no label
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
   * Reads a file and converts its labels to another span scheme.
   *
   * @param tokenColumn the token column, from 1
   * @param labelColumn the label column, from 1
   * @throws PropertyException if a column is below 1, or both are the same
   * @throws IOException if the file cannot be read, a line is malformed, a label is not valid in
   *     the source scheme, or the file has no sentence or no label
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
        ColumnReader reader = ColumnReader.open(file, name, layout())) {
      for (Optional<TaggedSentence> next = reader.read(); next.isPresent(); next = reader.read()) {
        collector.add(next.get());
      }
      sequences = collector.finish(name, Integer.toString(labelColumn));
      path = path.toAbsolutePath().normalize();
      provenance = new TokenFileProvenance(this, file.finish());
    }
  }

  private ColumnLayout layout() {
    ColumnLayout layout = ColumnLayout.of(tokenColumn, labelColumn);
    return conversion == null ? layout : layout.converting(conversion.from(), conversion.to());
  }

  private void checkColumns() {
    if (tokenColumn < 1) {
      throw new PropertyException("", "tokenColumn", columnNumberError(tokenColumn));
    }
    if (labelColumn < 1) {
      throw new PropertyException("", "labelColumn", columnNumberError(labelColumn));
    }
    if (labelColumn == tokenColumn) {
      throw new PropertyException(
          "",
          "labelColumn",
          "expected a column other than the token column, got %d for both".formatted(labelColumn));
    }
  }

  private static String columnNumberError(int column) {
    return "expected a column number of at least 1, got " + column;
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
    return "ColumnDataSource(path=%s,tokenColumn=%d,labelColumn=%d,extractor=%s,conversion=%s)"
        .formatted(
            path, tokenColumn, labelColumn, extractor, conversion == null ? "none" : conversion);
  }
}
