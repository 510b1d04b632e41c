package org.tributary.examples.spark.row;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.tributary.examples.tagging.SentenceReader;
import org.tributary.tagger.Tagging;
import org.tributary.text.conllu.ConlluColumn;
import org.tributary.text.conllu.ConlluReader;
import org.tributary.text.conllu.ConlluSentence;

/**
 * Rows of CoNLL-U text, one sentence each or several.
 *
 * @param labels the column to fill in
 */
public record ConlluRows(ConlluColumn labels) implements RowFormat {
  /**
   * The added column beside the tokens: the text with the labels filled in, without the blank line
   * at its end.
   */
  public static final String CONLLU = "conllu";

  @Override
  public DataType type() {
    return DataTypes.StringType;
  }

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
    return new Content(sentences, labels);
  }

  private static List<ConlluSentence> sentences(String text) {
    List<ConlluSentence> sentences = new ArrayList<>();
    try (ConlluReader reader =
        ConlluReader.open(
            new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), "text")) {
      for (Optional<ConlluSentence> next = reader.read(); next.isPresent(); next = reader.read()) {
        sentences.add(next.get());
      }
    } catch (IOException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
    return sentences;
  }

  private record Content(List<ConlluSentence> parsed, ConlluColumn labels) implements RowContent {
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
      String[] words = sentences().stream().flatMap(List::stream).toArray(String[]::new);
      return List.of(words, text.toString());
    }
  }
}
