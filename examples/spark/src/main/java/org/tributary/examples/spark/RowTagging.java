package org.tributary.examples.spark;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Spliterators;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.catalyst.expressions.GenericRowWithSchema;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.CollectionAccumulator;
import org.apache.spark.util.TaskCompletionListener;
import org.tributary.tagger.StreamTagger;
import org.tributary.tagger.TaggedSpan;
import org.tributary.tagger.Tagging;
import org.tributary.tagger.TaggingOutcome;

/**
 * A function that tags the rows of a partition: it appends labels, probabilities, spans, the
 * columns of the format, and the reason of a refused row, to each.
 *
 * @param place the prefix of the reason why a value was refused, such as {@code column tokens: };
 *     the tagger's own reasons have none
 * @param index the index of the column to tag
 * @param schema the columns of the tagged rows
 * @param run the name of the run in the counts
 */
record RowTagging(
    SharedModel model,
    RowFormat format,
    String place,
    int index,
    StructType schema,
    CollectionAccumulator<TaggingCounts.TaskCount> counts,
    String run)
    implements MapPartitionsFunction<Row, Row> {
  @Override
  public Iterator<Row> call(Iterator<Row> rows) throws IOException {
    TaskContext task = TaskContext.get();
    SharedModel.OpenTagger shared = model.acquire();
    TaskCompletionListener release = context -> shared.release();
    task.addTaskCompletionListener(release); // before anything that may fail
    TaggedRows tagged = new TaggedRows(StreamTagger.of(shared.tagger()), rows);
    TaskCompletionListener end =
        context ->
            counts.add(tagged.count(run + "/" + context.partitionId(), context.taskAttemptId()));
    task.addTaskCompletionListener(end);
    return tagged;
  }

  /**
   * A sentence of a row.
   *
   * @param content the content of the row; null if it is refused
   * @param tokens the tokens; throws the reason of a refused row
   * @param last whether no other sentence of the row follows
   */
  private record Piece(
      Row row, RowFormat.RowContent content, Supplier<List<String>> tokens, boolean last) {}

  /** Returns the sentences of a row, one for a row that is refused. */
  private Stream<Piece> pieces(Row row) {
    RowFormat.RowContent content;
    try {
      content = read(row);
    } catch (IllegalArgumentException e) {
      String reason = place + e.getMessage();
      return Stream.of(
          new Piece(
              row,
              null,
              () -> {
                throw new IllegalArgumentException(reason);
              },
              true));
    }
    List<List<String>> sentences = content.sentences();
    return IntStream.range(0, sentences.size())
        .mapToObj(k -> new Piece(row, content, () -> sentences.get(k), k == sentences.size() - 1));
  }

  private RowFormat.RowContent read(Row row) {
    if (row.isNullAt(index)) {
      throw new IllegalArgumentException("expected a value, got null; leave the row out");
    }
    return format.read(row.get(index));
  }

  /** The tagged rows, in order. */
  private final class TaggedRows implements Iterator<Row> {
    private final Iterator<TaggingOutcome<Piece>> outcomes;
    private long sentences;
    private long words;
    private long refused;

    TaggedRows(StreamTagger tagger, Iterator<Row> rows) {
      Stream<Row> each = StreamSupport.stream(Spliterators.spliteratorUnknownSize(rows, 0), false);
      this.outcomes =
          tagger.tag(
              each.flatMap(RowTagging.this::pieces).iterator(), piece -> piece.tokens().get());
    }

    TaggingCounts.TaskCount count(String partition, long attempt) {
      return new TaggingCounts.TaskCount(partition, attempt, sentences, words, refused);
    }

    @Override
    public boolean hasNext() {
      return outcomes.hasNext();
    }

    @Override
    public Row next() {
      List<Tagging> taggings = new ArrayList<>();
      Optional<String> refusal = Optional.empty();
      TaggingOutcome<Piece> outcome;
      do {
        outcome = outcomes.next();
        outcome.tagging().ifPresent(taggings::add);
        refusal = refusal.isPresent() ? refusal : outcome.refusal();
      } while (!outcome.input().last());
      return refusal.isPresent()
          ? refused(outcome.input().row(), refusal.get())
          : tagged(outcome.input(), taggings);
    }

    private Row refused(Row row, String reason) {
      refused++;
      Object[] values = values(row).toArray(new Object[schema.length()]); // others are null
      values[values.length - 1] = reason;
      return new GenericRowWithSchema(values, schema);
    }

    private Row tagged(Piece last, List<Tagging> taggings) {
      List<String> labels = new ArrayList<>();
      taggings.forEach(tagging -> labels.addAll(tagging.labels()));
      sentences += taggings.size();
      words += labels.size();
      List<Object> values = values(last.row());
      values.add(labels.toArray(new String[0]));
      values.add(taggings.stream().flatMap(t -> t.probabilities().stream()).toArray(Double[]::new));
      values.add(last.content().spans(taggings).stream().map(RowTagging::row).toArray(Row[]::new));
      values.addAll(last.content().added());
      values.add(null);
      return new GenericRowWithSchema(values.toArray(), schema);
    }
  }

  private static Row row(TaggedSpan span) {
    return RowFactory.create(
        span.type(), span.begin(), span.end(), span.text(), span.probability());
  }

  private static List<Object> values(Row row) {
    List<Object> values = new ArrayList<>();
    for (int k = 0; k < row.length(); k++) {
      values.add(row.get(k));
    }
    return values;
  }
}
