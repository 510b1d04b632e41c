package org.tributary.tribuo.internal.model;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.tribuo.Prediction;
import org.tribuo.classification.Label;
import org.tribuo.sequence.SequenceExample;
import org.tributary.head.DecodedSequence;
import org.tributary.internal.TaskPool;
import org.tributary.internal.UsageGuard;
import org.tributary.tagger.SequenceTagger;
import org.tributary.tagger.TaggerCache;
import org.tributary.tagger.definition.FeatureSequence;

/**
 * A predictor of examples in chunks: encoding in parallel, the network, and decoding. The network
 * is created by the first prediction: a model that is only loaded, inspected or saved has none.
 * Thread-safe. Closing waits for pending predictions.
 */
public final class ExamplePredictor implements AutoCloseable {
  /** Maximum sequences encoded at once; bounds the memory of large batches. */
  private static final int CHUNK_SEQUENCES = 1024;

  private final ExampleEncoder encoder;
  private final Supplier<SequenceTagger> opener;
  private final KnownFeatureCheck knownFeatures;
  private final UsageGuard guard =
      new UsageGuard(
          "LSTM tagger",
          "LSTM tagger: this model was closed and cannot predict; load or train it again");
  private SequenceTagger network; // null before the first prediction

  /**
   * Creates a predictor.
   *
   * @param encoder the encoder, which closing closes
   * @param opener the creator of the network
   * @param model the model's name, for messages
   */
  public ExamplePredictor(ExampleEncoder encoder, Supplier<SequenceTagger> opener, String model) {
    this.encoder = encoder;
    this.opener = opener;
    this.knownFeatures = new KnownFeatureCheck(model, encoder.reader());
  }

  /**
   * Predicts examples in order.
   *
   * @throws IllegalStateException after closing
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
    List<EncodedExample> read = knownFeatures.counted(encoder.reader().readAll(examples));
    List<DecodedSequence> decoded = decode(read.stream().map(EncodedExample::features).toList());
    return TaskPool.map(
        IntStream.range(0, read.size()).boxed().toList(),
        k -> encoder.predictions(examples.get(k), read.get(k), decoded.get(k)));
  }

  /**
   * Decodes sequences in order.
   *
   * @param encoding the encoder of several sequences
   * @throws IllegalStateException after closing
   */
  public <S> List<DecodedSequence> decode(
      List<S> sequences, Function<List<S>, List<FeatureSequence>> encoding) {
    List<DecodedSequence> decoded = new ArrayList<>();
    for (int from = 0; from < sequences.size(); from += CHUNK_SEQUENCES) {
      int to = Math.min(from + CHUNK_SEQUENCES, sequences.size());
      decoded.addAll(decode(encoding.apply(sequences.subList(from, to))));
    }
    return decoded;
  }

  private List<DecodedSequence> decode(List<FeatureSequence> sequences) {
    return guard.use(() -> open().decode(sequences));
  }

  private synchronized SequenceTagger open() {
    if (network == null) {
      network = opener.get();
    }
    return network;
  }

  /** Returns the cached input projections of the network, if there is one. */
  public TaggerCache cache() {
    return TaggerCache.of(() -> current().size(), () -> current().clear());
  }

  private synchronized TaggerCache current() {
    return network == null ? TaggerCache.none() : network.cache();
  }

  @Override
  public void close() {
    guard.close(this::release);
    encoder.close();
  }

  private synchronized void release() {
    if (network != null) {
      network.close();
      network = null;
    }
  }
}
