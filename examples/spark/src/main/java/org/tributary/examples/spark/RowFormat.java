package org.tributary.examples.spark;

import java.io.Serializable;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.tributary.tagger.TaggedSpan;
import org.tributary.tagger.TaggedText;
import org.tributary.tagger.Tagging;
import org.tributary.tagger.Token;
import org.tributary.tagger.Tokenizer;
import scala.jdk.javaapi.CollectionConverters;

/** The content of the column that is tagged: arrays of tokens, or text that is tokenized. */
interface RowFormat extends Serializable {

  /** Returns the type of the column. */
  DataType type();

  /** Returns the columns that this format adds to labels, probabilities and spans. */
  List<StructField> addedFields();

  /**
   * Reads a value of the column.
   *
   * @param value the value, not null
   * @throws IllegalArgumentException with a one-line reason if it has no sentences to tag
   */
  RowContent read(Object value);

  /** The sentences of a row, and the values of its added columns once they are tagged. */
  interface RowContent {

    /** Returns the tokens of each sentence, at least one sentence. */
    List<List<String>> sentences();

    /** Returns the spans of the row, of its tagged sentences. */
    List<TaggedSpan> spans(List<Tagging> taggings);

    /** Returns the values of {@link RowFormat#addedFields}. */
    List<Object> added();
  }

  /** Rows of one sentence each, an array of its tokens. */
  record TokenRows() implements RowFormat {

    @Override
    public DataType type() {
      return DataTypes.createArrayType(DataTypes.StringType);
    }

    @Override
    public List<StructField> addedFields() {
      return List.of();
    }

    @Override
    public RowContent read(Object value) {
      @SuppressWarnings("unchecked")
      List<String> tokens = CollectionConverters.asJava((scala.collection.Seq<String>) value);
      return new Tokens(List.of(tokens));
    }

    private record Tokens(List<List<String>> sentences) implements RowContent {
      /** Returns the spans with the indices of tokens. */
      @Override
      public List<TaggedSpan> spans(List<Tagging> taggings) {
        return taggings.get(0).spans();
      }

      @Override
      public List<Object> added() {
        return List.of();
      }
    }
  }

  /**
   * Rows of plain text, which a tokenizer splits into sentences and tokens.
   *
   * @param language the language of the text
   */
  record TextRows(Locale language) implements RowFormat {

    @Override
    public DataType type() {
      return DataTypes.StringType;
    }

    /** Returns the tokens of all sentences of the row. */
    @Override
    public List<StructField> addedFields() {
      return List.of(SparkTagging.array("tokens", DataTypes.StringType));
    }

    @Override
    public RowContent read(Object value) {
      String text = (String) value;
      List<List<Token>> tokens = Tokenizer.breakIterator(language).tokenize(text);
      if (tokens.isEmpty()) {
        throw new IllegalArgumentException(
            "text: expected at least one token, got none; leave the row out");
      }
      return new Text(text, tokens);
    }

    private record Text(String text, List<List<Token>> split) implements RowContent {
      @Override
      public List<List<String>> sentences() {
        return split.stream().map(sentence -> sentence.stream().map(Token::text).toList()).toList();
      }

      /** Returns the spans with the offsets of chars in the text. */
      @Override
      public List<TaggedSpan> spans(List<Tagging> taggings) {
        return TaggedText.of(text, split, taggings).spans();
      }

      @Override
      public List<Object> added() {
        return Collections.singletonList(
            split.stream().flatMap(List::stream).map(Token::text).toArray(String[]::new));
      }
    }
  }
}
