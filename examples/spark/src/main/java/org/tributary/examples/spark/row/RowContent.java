package org.tributary.examples.spark.row;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.tributary.tagger.TaggedSpan;
import org.tributary.tagger.Tagging;

/** The sentences of a row, and the values of its added columns once they are tagged. */
public interface RowContent {

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
        spans.add(
            RowFactory.create(
                span.type(),
                before + span.begin(),
                before + span.end(),
                span.text(),
                span.probability()));
      }
      before += tagging.size();
    }
    return spans;
  }

  /** Returns the values of {@link RowFormat#addedFields}; none by default. */
  default List<Object> added(List<Tagging> taggings) {
    return List.of();
  }
}
