package org.tributary.examples.spark;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.tributary.examples.tagging.SentenceReader;
import org.tributary.tagger.TaggedSpan;
import org.tributary.tagger.TaggedText;
import org.tributary.tagger.Tagging;
import org.tributary.tagger.Token;
import org.tributary.tagger.Tokenizer;
import org.tributary.text.ConlluColumn;
import org.tributary.text.ConlluReader;
import org.tributary.text.ConlluSentence;
import scala.jdk.javaapi.CollectionConverters;

/** The content of the column that is tagged: token arrays, JSON lines, CoNLL-U or plain text. */
interface RowFormat extends Serializable {

  /** Returns the type of the column, by default text. */
  default DataType type() {
    return DataTypes.StringType;
  }

  /**
   * Returns the columns that this format adds to labels, probabilities and spans; by default none.
   */
  default List<StructField> addedFields() {
    return List.of();
  }

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

    /**
     * Returns the spans: type, begin, end, text and probability, by default with the indices of
     * tokens in the row.
     */
    default List<Row> spans(List<Tagging> taggings) {
      List<Row> spans = new ArrayList<>();
      int before = 0;
      for (Tagging tagging : taggings) {
        for (TaggedSpan span : tagging.spans()) {
          spans.add(row(span, before));
        }
        before += tagging.size();
      }
      return spans;
    }

    /** Returns a span, whose begin and end are moved by {@code before}. */
    static Row row(TaggedSpan span, int before) {
      return RowFactory.create(
          span.type(), before + span.begin(), before + span.end(), span.text(), span.probability());
    }

    /** Returns the tokens of all sentences. */
    default String[] tokens() {
      return sentences().stream().flatMap(List::stream).toArray(String[]::new);
    }

    /** Returns the values of {@link RowFormat#addedFields}; none by default. */
    default List<Object> added(List<Tagging> taggings) {
      return List.of();
    }
  }

  /** Rows of one sentence each, an array of its tokens. */
  record TokenRows() implements RowFormat {

    @Override
    public DataType type() {
      return DataTypes.createArrayType(DataTypes.StringType);
    }

    @Override
    public RowContent read(Object value) {
      @SuppressWarnings("unchecked")
      List<String> tokens = CollectionConverters.asJava((scala.collection.Seq<String>) value);
      return () -> List.of(tokens);
    }
  }

  /**
   * Rows of plain text, which a tokenizer splits into sentences and tokens.
   *
   * @param language the language of the text
   */
  record TextRows(Locale language) implements RowFormat {
    /** The added column: the tokens of all sentences of the row. */
    public static final String TOKENS = "tokens";

    @Override
    public List<StructField> addedFields() {
      return tokenFields();
    }

    /** Returns the column of tokens, which formats without one add. */
    public static List<StructField> tokenFields() {
      return List.of(SparkTagging.array(TOKENS, DataTypes.StringType));
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
      public List<Row> spans(List<Tagging> taggings) {
        return TaggedText.of(text, split, taggings).spans().stream()
            .map(span -> RowContent.row(span, 0))
            .toList();
      }

      @Override
      public List<Object> added(List<Tagging> taggings) {
        return Collections.singletonList(tokens());
      }
    }
  }

  /**
   * Rows of CoNLL-U text, one sentence each or several.
   *
   * @param labels the column to fill in
   */
  record ConlluRows(ConlluColumn labels) implements RowFormat {
    /**
     * The added column beside the tokens: the text with the labels filled in, without the blank
     * line at its end.
     */
    public static final String CONLLU = "conllu";

    @Override
    public List<StructField> addedFields() {
      List<StructField> fields = new ArrayList<>(TextRows.tokenFields());
      fields.add(DataTypes.createStructField(CONLLU, DataTypes.StringType, true));
      return fields;
    }

    @Override
    public RowContent read(Object value) {
      List<ConlluSentence> sentences = sentences((String) value);
      if (sentences.isEmpty()) {
        throw new IllegalArgumentException(
            "text: expected at least one CoNLL-U sentence, got none; leave the row out");
      }
      return new Sentences(sentences, labels);
    }

    private static List<ConlluSentence> sentences(String text) {
      List<ConlluSentence> sentences = new ArrayList<>();
      try (ConlluReader reader =
          ConlluReader.open(
              new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), "text")) {
        for (Optional<ConlluSentence> next = reader.read();
            next.isPresent();
            next = reader.read()) {
          sentences.add(next.get());
        }
      } catch (IOException e) {
        throw new IllegalArgumentException(e.getMessage(), e);
      }
      return sentences;
    }

    private record Sentences(List<ConlluSentence> parsed, ConlluColumn labels)
        implements RowContent {
      @Override
      public List<List<String>> sentences() {
        return parsed.stream().map(ConlluSentence::words).toList();
      }

      @Override
      public List<Object> added(List<Tagging> taggings) {
        StringBuilder text = new StringBuilder();
        for (int k = 0; k < parsed.size(); k++) {
          text.append(
              SentenceReader.labelled(parsed.get(k), labels, taggings.get(k).labels()).text());
        }
        text.setLength(text.length() - 2); // the blank line at the end
        return List.of(tokens(), text.toString());
      }
    }
  }

  /**
   * Rows of JSON objects with an array of tokens. Nothing but an array of strings is read as
   * tokens.
   *
   * @param column the name of the array
   */
  record JsonRows(String column) implements RowFormat {
    private static final int MAX_SHOWN = 40;

    private static final ObjectMapper JSON =
        new ObjectMapper()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    /** Returns the object of a line; empty if the line is anything else. */
    public static Optional<ObjectNode> object(String line) {
      try {
        return JSON.readTree(line) instanceof ObjectNode object
            ? Optional.of(object)
            : Optional.empty();
      } catch (JsonProcessingException e) {
        return Optional.empty();
      }
    }

    @Override
    public RowContent read(Object value) {
      String line = (String) value;
      ObjectNode object =
          object(line)
              .orElseThrow(
                  () ->
                      new IllegalArgumentException(
                          "line: expected a JSON object and nothing else, got %s; write one object per line"
                              .formatted(shortened(line.strip()))));
      List<String> tokens = tokens(object.path(column));
      return () -> List.of(tokens);
    }

    private List<String> tokens(JsonNode array) {
      if (array.isMissingNode() || array.isNull()) {
        throw new IllegalArgumentException(
            "column %s: expected a value, got null; leave the row out".formatted(column));
      }
      if (!array.isArray()) {
        throw new IllegalArgumentException(
            "column %s: expected an array of strings, got %s; split the text into tokens"
                .formatted(column, shortened(array.toString())));
      }
      List<String> tokens = new ArrayList<>();
      for (JsonNode token : array) {
        if (!token.isTextual() && !token.isNull()) {
          throw new IllegalArgumentException(
              "column %s: expected an array of strings, but token %d is %s; write each token in quotes"
                  .formatted(column, tokens.size() + 1, shortened(token.toString())));
        }
        String text = token.textValue(); // null is refused as in other formats
        if (text != null && !StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
          throw new IllegalArgumentException(
              "column %s: expected Unicode text, but token %d has half of a surrogate pair; correct the line"
                  .formatted(column, tokens.size() + 1));
        }
        tokens.add(text);
      }
      return tokens;
    }

    private static String shortened(String text) {
      return text.codePointCount(0, text.length()) <= MAX_SHOWN
          ? text
          : text.substring(0, text.offsetByCodePoints(0, MAX_SHOWN)) + "...";
    }
  }
}
