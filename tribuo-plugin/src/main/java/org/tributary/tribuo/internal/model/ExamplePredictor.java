package org.tributary.tribuo.internal.model;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.tribuo.Prediction;
import org.tribuo.classification.Label;
import org.tribuo.sequence.SequenceExample;
import org.tributary.concurrent.TaskPool;
import org.tributary.head.DecodedSequence;
import org.tributary.tagger.definition.FeatureSequence;
import org.tributary.tribuo.input.internal.EncodedExample;

/**
 * Prediction of examples in chunks: encoding in parallel, the network, and decoding. Thread-safe.
 *
 * @param tagger the network, closed by its owner
 */
public record ExamplePredictor(
    ExampleEncoder encoder, LazyTagger tagger, KnownFeatureCheck knownFeatures) {
  /** Maximum sequences encoded at once; bounds the memory of large batches. */
  private static final int CHUNK_SEQUENCES = 1024;

  /**
   * Predicts examples in order.
   *
   * @throws NullPointerException if one of them is null
   */
  public List<List<Prediction<Label>>> predict(Iterable<SequenceExample<Label>> examples) {
    List<List<Prediction<Label>>> predictions = new ArrayList<>();
    List<SequenceExample<Label>> chunk = new ArrayList<>();
    int number = 0;
    for (SequenceExample<Label> example : examples) {
      number++;
      if (example == null) {
        throw new NullPointerException(
            "sequence examples: expected no null, but example %d is null".formatted(number));
      }
      chunk.add(example);
      if (chunk.size() == CHUNK_SEQUENCES) {
        predictions.addAll(predictChunk(chunk));
        chunk.clear();
      }
    }
    predictions.addAll(predictChunk(chunk));
    return predictions;
  }

  private List<List<Prediction<Label>>> predictChunk(List<SequenceExample<Label>> examples) {
    List<EncodedExample> read = knownFeatures.counted(encoder.readAll(examples));
    List<DecodedSequence> decoded =
        tagger.decode(read.stream().map(EncodedExample::features).toList());
    return TaskPool.map(
        IntStream.range(0, read.size()).boxed().toList(),
        k -> encoder.predictions(examples.get(k), read.get(k), decoded.get(k)));
  }

  /**
   * Decodes sequences in order.
   *
   * @param encoding the encoder of several sequences
   */
  public <S> List<DecodedSequence> decode(
      List<S> sequences, Function<List<S>, List<FeatureSequence>> encoding) {
    List<DecodedSequence> decoded = new ArrayList<>();
    for (int from = 0; from < sequences.size(); from += CHUNK_SEQUENCES) {
      int to = Math.min(from + CHUNK_SEQUENCES, sequences.size());
      decoded.addAll(tagger.decode(encoding.apply(sequences.subList(from, to))));
    }
    return decoded;
  }
}
