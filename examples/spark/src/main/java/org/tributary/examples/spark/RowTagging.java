package org.tributary.examples.spark;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.expressions.GenericRowWithSchema;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.TaskCompletionListener;
import org.tributary.tagger.StreamTagger;
import org.tributary.tagger.Tagging;
import org.tributary.tagger.TaggingOutcome;

/**
 * A function that tags the rows of a partition: it appends labels, probabilities, spans, the
 * columns of the format, and the reason of a refused row, to each.
 */
final class RowTagging implements MapPartitionsFunction<Row, Row> {
  static final String NOT_UTF8 =
      "expected UTF-8, got other bytes; convert the file, such as by iconv";

  private static final long serialVersionUID = 1L;

  private final SharedModel model;
  private final RowFormat format;
  private final String place;
  private final int index;
  private final int utf8; // the index of the column; -1 without one
  private final StructType schema;
  private final TaggingCounts counts;
  private final String run;
  private boolean probabilities = true;

  /**
   * @param place the prefix of the reason why a value was refused, such as {@code column tokens: };
   *     the tagger's own reasons have none
   * @param index the index of the column to tag
   * @param schema the columns of the tagged rows
   * @param run the name of the run in the counts
   */
  RowTagging(
      SharedModel model,
      RowFormat format,
      String place,
      int index,
      StructType schema,
      TaggingCounts counts,
      String run) {
    this.model = model;
    this.format = format;
    this.place = place;
    this.index = index;
    this.utf8 = Arrays.asList(schema.fieldNames()).indexOf(InputRows.UTF8);
    this.schema = schema;
    this.counts = counts;
    this.run = run;
  }

  /** Leaves probabilities and spans out, which cost time; their columns are null. */
  RowTagging withoutProbabilities() {
    RowTagging changed = new RowTagging(model, format, place, index, schema, counts, run);
    changed.probabilities = false;
    return changed;
  }

  @Override
  public Iterator<Row> call(Iterator<Row> rows) throws IOException {
    TaskContext task = TaskContext.get();
    SharedModel.Lease lease = model.lease();
    TaggedRows tagged = new TaggedRows(StreamTagger.of(lease.tagger()), rows);
    TaskCompletionListener end =
        context -> {
          lease.close();
          counts.add(tagged.count(run + "/" + context.partitionId()));
        };
    task.addTaskCompletionListener(end);
    return tagged;
  }

  /**
   * A row with its content and the content's sentences, or with the reason why it has none.
   *
   * @param sentences the tokens of each sentence; empty for a refused row
   */
  private record ReadRow(
      Row row,
      Optional<RowFormat.RowContent> content,
      List<List<String>> sentences,
      Optional<String> refusal) {
    static ReadRow of(Row row, RowFormat.RowContent content) {
      return new ReadRow(row, Optional.of(content), content.sentences(), Optional.empty());
    }

    static ReadRow refused(Row row, String reason) {
      return new ReadRow(row, Optional.empty(), List.of(), Optional.of(reason));
    }

    int pieces() {
      return Math.max(1, sentences.size());
    }
  }

  /** A sentence of a row; the only one of a row that is refused. */
  private record Piece(ReadRow row, int sentence) {
    List<String> tokens() {
      if (row.refusal().isPresent()) {
        throw new IllegalArgumentException(row.refusal().get());
      }
      return row.sentences().get(sentence);
    }
  }

  private ReadRow read(Row row) {
    if (row.isNullAt(index)) {
      return ReadRow.refused(row, place + "expected a value, got null; leave the row out");
    }
    if (utf8 >= 0 && !row.getBoolean(utf8)) {
      return ReadRow.refused(row, place + NOT_UTF8);
    }
    try {
      return ReadRow.of(row, format.read(row.get(index)));
    } catch (IllegalArgumentException e) {
      return ReadRow.refused(row, place + e.getMessage());
    }
  }

  private static Stream<Piece> pieces(ReadRow row) {
    return Stream.iterate(0, k -> k + 1).limit(row.pieces()).map(k -> new Piece(row, k));
  }

  /** The tagged rows, in order. */
  private final class TaggedRows implements Iterator<Row> {
    private final Iterator<TaggingOutcome<Piece>> outcomes;
    private long sentences;
    private long words;
    private long refused;

    TaggedRows(StreamTagger tagger, Iterator<Row> rows) {
      Stream<Row> each = StreamSupport.stream(Spliterators.spliteratorUnknownSize(rows, 0), false);
      this.outcomes = tagger.tag(each.flatMap(row -> pieces(read(row))).iterator(), Piece::tokens);
    }

    TaggingCounts.PartitionCount count(String partition) {
      return new TaggingCounts.PartitionCount(partition, sentences, words, refused);
    }

    @Override
    public boolean hasNext() {
      return outcomes.hasNext();
    }

    @Override
    public Row next() {
      if (!hasNext()) {
        throw new NoSuchElementException("rows: expected another row, got their end");
      }
      List<Tagging> taggings = new ArrayList<>();
      Optional<String> refusal = Optional.empty();
      TaggingOutcome<Piece> outcome;
      do {
        outcome = outcomes.next();
        outcome.tagging().ifPresent(taggings::add);
        refusal = refusal.isPresent() ? refusal : outcome.refusal();
      } while (outcome.input().sentence() < outcome.input().row().pieces() - 1);
      ReadRow row = outcome.input().row();
      return refusal.isPresent() ? refused(row, refusal.get()) : tagged(row, taggings);
    }

    private Row refused(ReadRow read, String reason) {
      refused++;
      List<Object> values = values(read.row());
      for (int k = 0; k < 3 + format.addedFields().size(); k++) {
        values.add(null);
      }
      values.add(reason);
      return new GenericRowWithSchema(values.toArray(), schema);
    }

    private Row tagged(ReadRow read, List<Tagging> taggings) {
      RowFormat.RowContent content = read.content().orElseThrow();
      List<String> labels = new ArrayList<>();
      taggings.forEach(tagging -> labels.addAll(tagging.labels()));
      sentences += taggings.size();
      words += labels.size();
      List<Object> values = values(read.row());
      values.add(labels.toArray(new String[0]));
      if (probabilities) {
        values.add(
            taggings.stream().flatMap(t -> t.probabilities().stream()).toArray(Double[]::new));
        values.add(content.spans(taggings).toArray(new Row[0]));
      } else {
        values.add(null);
        values.add(null);
      }
      values.addAll(content.added(taggings));
      values.add(null);
      return new GenericRowWithSchema(values.toArray(), schema);
    }
  }

  private static List<Object> values(Row row) {
    List<Object> values = new ArrayList<>();
    for (int k = 0; k < row.length(); k++) {
      values.add(row.get(k));
    }
    return values;
  }
}
