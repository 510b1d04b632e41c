package org.tributary.tribuo.data.text;

import com.oracle.labs.mlrg.olcut.config.Config;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import org.tributary.internal.NullChecks;
import org.tributary.text.ColumnLayout;
import org.tributary.text.ColumnReader;
import org.tributary.tribuo.data.TokenFeatureExtractor;
import org.tributary.tribuo.data.WordFeatureExtractor;
import org.tributary.tribuo.data.internal.TokenFileSource;
import org.tributary.tribuo.internal.ConfigCheck;
import org.tributary.tribuo.internal.Setting;

/**
 * A data source over a column file in the format of {@link ColumnReader}, plain or gzip: one
 * sequence per sentence, one step per token. The constructor reads the file once.
 */
public final class ColumnDataSource extends TokenFileSource {
  @Config(description = "The token column, from 1.")
  @Setting(min = 1)
  private int tokenColumn = 1;

  @Config(mandatory = true, description = "The label column, from 1.")
  @Setting(min = 1)
  private int labelColumn;

  @Config(description = "Conversion between span schemes; without one, labels are unchanged.")
  private SpanConversion conversion;

  /** Creates an unconfigured source for OLCUT. */
  private ColumnDataSource() {}

  /**
   * Reads a file, with {@link WordFeatureExtractor}'s features.
   *
   * @param tokenColumn the token column, from 1
   * @param labelColumn the label column, from 1
   * @throws IllegalArgumentException if a column is below 1, or both are the same
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
   * @throws IllegalArgumentException if a column is below 1, or both are the same
   * @throws IOException if the file cannot be read, a line is malformed, or it has no sentence or
   *     no label
   */
  public ColumnDataSource(
      Path path, int tokenColumn, int labelColumn, TokenFeatureExtractor extractor)
      throws IOException {
    super(path, extractor);
    this.tokenColumn = tokenColumn;
    this.labelColumn = labelColumn;
    ConfigCheck.asArguments(this::requireColumns);
    super.postConfig();
  }

  /**
   * Reads a file and converts its labels to another span scheme.
   *
   * @param tokenColumn the token column, from 1
   * @param labelColumn the label column, from 1
   * @throws IllegalArgumentException if a column is below 1, or both are the same
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
    super(path, extractor);
    this.tokenColumn = tokenColumn;
    this.labelColumn = labelColumn;
    this.conversion = NullChecks.require("conversion", "a value", conversion);
    ConfigCheck.asArguments(this::requireColumns);
    super.postConfig();
  }

  /** Checks the options and reads the file; called by OLCUT. */
  @Override
  public void postConfig() throws IOException {
    requireColumns();
    super.postConfig();
  }

  private void requireColumns() {
    ConfigCheck.UNNAMED.fields(this);
    ConfigCheck.UNNAMED.require(
        "labelColumn",
        labelColumn != tokenColumn,
        "a column other than the token column",
        labelColumn + " for both");
  }

  @Override
  protected Sentences open(InputStream file, String name) throws IOException {
    return ColumnReader.open(file, name, layout())::read;
  }

  @Override
  protected String labelColumn() {
    return Integer.toString(labelColumn);
  }

  @Override
  protected String options() {
    return "tokenColumn=%d,labelColumn=%d,conversion=%s"
        .formatted(tokenColumn, labelColumn, conversion == null ? "none" : conversion);
  }

  private ColumnLayout layout() {
    ColumnLayout layout = ColumnLayout.of(tokenColumn, labelColumn);
    return conversion == null ? layout : layout.converting(conversion.from(), conversion.to());
  }
}
