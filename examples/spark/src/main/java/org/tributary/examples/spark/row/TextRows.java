package org.tributary.examples.spark.row;

import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.tributary.tagger.TaggedText;
import org.tributary.tagger.Tagging;
import org.tributary.text.Token;
import org.tributary.text.Tokenizer;

/**
 * Rows of plain text, which a tokenizer splits into sentences and tokens.
 *
 * @param language the language of the text
 */
public record TextRows(Locale language) implements RowFormat {
  /** The added column: the tokens of all sentences of the row. */
  public static final String TOKENS = "tokens";

  @Override
  public DataType type() {
    return DataTypes.StringType;
  }

  @Override
  public List<StructField> addedFields() {
    return tokenFields();
  }

  /** Returns the column of tokens, which formats without one add. */
  public static List<StructField> tokenFields() {
    return List.of(
        DataTypes.createStructField(
            TOKENS, DataTypes.createArrayType(DataTypes.StringType, false), true));
  }

  @Override
  public RowContent read(Object value) {
    String text = (String) value;
    List<List<Token>> tokens = Tokenizer.breakIterator(language).tokenize(text);
    if (tokens.isEmpty()) {
      throw new IllegalArgumentException(
          "text: expected at least one token, got none; leave the row out");
    }
    return new Content(text, tokens);
  }

  private record Content(String text, List<List<Token>> tokens) implements RowContent {
    @Override
    public List<List<String>> sentences() {
      return tokens.stream().map(sentence -> sentence.stream().map(Token::text).toList()).toList();
    }

    /** Returns the spans with the offsets of chars in the text. */
    @Override
    public List<Row> spans(List<Tagging> taggings) {
      return TaggedText.of(text, tokens, taggings).spans().stream()
          .map(
              span ->
                  RowFactory.create(
                      span.type(), span.begin(), span.end(), span.text(), span.probability()))
          .toList();
    }

    @Override
    public List<Object> added(List<Tagging> taggings) {
      String[] texts =
          tokens.stream().flatMap(List::stream).map(Token::text).toArray(String[]::new);
      return Collections.singletonList(texts);
    }
  }
}
