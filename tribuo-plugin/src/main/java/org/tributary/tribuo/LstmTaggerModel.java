package org.tributary.tribuo;

import com.google.protobuf.Any;
import com.oracle.labs.mlrg.olcut.util.Pair;
import java.io.IOException;
import java.io.InvalidObjectException;
import java.io.NotSerializableException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.tribuo.ImmutableFeatureMap;
import org.tribuo.ImmutableOutputInfo;
import org.tribuo.Prediction;
import org.tribuo.classification.Label;
import org.tribuo.classification.sequence.ConfidencePredictingSequenceModel;
import org.tribuo.protos.core.SequenceModelProto;
import org.tribuo.provenance.ModelProvenance;
import org.tribuo.sequence.SequenceDataset;
import org.tribuo.sequence.SequenceExample;
import org.tributary.runtime.TaskPool;
import org.tributary.tagger.DecodedSequence;
import org.tributary.tagger.HeadDefinition;
import org.tributary.tagger.SequenceTagger;
import org.tributary.tribuo.input.EncodedExample;

/**
 * A trained tagger, whose encoder may be of other cells than the LSTM that it is named after: the
 * name stands in stored models. Every prediction holds the probabilities of all labels. With one
 * intra-op thread, which is the default, its bits are the same alone, in any batch and after saving
 * and loading.
 *
 * <p>Threads may share a model. It takes native memory from its first prediction until {@link
 * #close} or, where nobody closes it, until it is garbage. A closed model still saves.
 */
public final class LstmTaggerModel extends ConfidencePredictingSequenceModel
    implements AutoCloseable {
  private static final long serialVersionUID = 1L;

  /** The version of the stored form that this class writes. */
  public static final int CURRENT_VERSION = 0;

  /** Sequences encoded at once: a batch of any size needs memory for no more. */
  private static final int CHUNK = 1024;

  private static final Cleaner CLEANER = Cleaner.create();

  private final transient ExampleEncoder encoding;
  private final transient TaggerWeights trained;
  private final transient NativeTagger tagger;

  /**
   * @param encoding by the domains and the plan
   * @throws IllegalArgumentException if the parameters are not those of the definition and domains
   */
  LstmTaggerModel(
      String name,
      ModelProvenance provenance,
      ImmutableFeatureMap features,
      ImmutableOutputInfo<Label> labels,
      ExampleEncoder encoding,
      TaggerWeights trained) {
    super(name, provenance, features, labels);
    this.encoding = encoding;
    this.trained = trained;
    trained.parameters().requireMatch(trained.definition().parameters(encoding.sizes()));
    this.tagger = open(encoding, trained);
    CLEANER.register(this, tagger::close);
  }

  private static NativeTagger open(ExampleEncoder encoding, TaggerWeights trained) {
    return new NativeTagger(
        () -> new SequenceTagger(trained.definition(), encoding.sizes(), trained.parameters()));
  }

  /**
   * Predicts each step's label with the probabilities of all labels. With a CRF the labels are the
   * most probable sequence, and the probabilities each step's marginals: another label than the
   * predicted one may have the highest. A step none of whose features is known reads as unknown.
   *
   * @throws IllegalArgumentException if {@code example} has no steps or its feature values are too
   *     large to compute with
   * @throws IllegalStateException after {@link #close}, or if the feature domain cannot tell a
   *     feature's id, as one of hashed names cannot after loading until its salt is set
   * @throws NullPointerException if {@code example} is null
   */
  @Override
  public List<Prediction<Label>> predict(SequenceExample<Label> example) {
    return predictChunk(
            List.of(
                Objects.requireNonNull(
                    example, "sequence example: expected one to predict, got null")))
        .get(0);
  }

  /**
   * Predicts a batch, each example as {@link #predict(SequenceExample)} does, in order.
   *
   * @throws NullPointerException if {@code examples} or one of them is null
   */
  @Override
  public List<List<Prediction<Label>>> predict(Iterable<SequenceExample<Label>> examples) {
    List<List<Prediction<Label>>> predictions = new ArrayList<>();
    List<SequenceExample<Label>> chunk = new ArrayList<>();
    int number = 0;
    Objects.requireNonNull(examples, "sequence examples: expected some to predict, got null");
    for (SequenceExample<Label> example : examples) {
      number++;
      if (example == null) {
        throw new NullPointerException(
            "sequence examples: expected no null, but example %d is null".formatted(number));
      }
      chunk.add(example);
      if (chunk.size() == CHUNK) {
        predictions.addAll(predictChunk(chunk));
        chunk.clear();
      }
    }
    predictions.addAll(predictChunk(chunk));
    return predictions;
  }

  /**
   * Predicts a data set, each example as {@link #predict(SequenceExample)} does, in order.
   *
   * @throws NullPointerException if {@code examples} is null
   */
  @Override
  public List<List<Prediction<Label>>> predict(SequenceDataset<Label> examples) {
    return predict((Iterable<SequenceExample<Label>>) examples);
  }

  private List<List<Prediction<Label>>> predictChunk(List<SequenceExample<Label>> examples) {
    List<EncodedExample> read = TaskPool.map(examples, encoding::read);
    List<DecodedSequence> decoded = decoded(read);
    return TaskPool.map(
        IntStream.range(0, read.size()).boxed().toList(),
        k -> encoding.predictions(examples.get(k), read.get(k), decoded.get(k)));
  }

  private List<DecodedSequence> decoded(List<EncodedExample> read) {
    try {
      return tagger.decode(read.stream().map(EncodedExample::features).toList());
    } finally {
      Reference.reachabilityFence(this); // or the cleaner might close the tagger meanwhile
    }
  }

  /**
   * The probability of each span's predicted labels, whatever the other steps have. With a softmax
   * it is the product over the span's steps, which are independent given the input; a CRF's is
   * exact, for which the example is read again.
   *
   * @param predictions what this model predicted for {@code example}
   * @throws IllegalArgumentException if a span has no step or does not lie within the predictions,
   *     or with a CRF, if these are not of this example and model
   * @throws IllegalStateException with a CRF, after {@link #close}
   */
  @Override
  public <S extends Subsequence> List<Double> scoreSubsequences(
      SequenceExample<Label> example, List<Prediction<Label>> predictions, List<S> subsequences) {
    subsequences.forEach(span -> requireWithin(span, predictions.size()));
    if (trained.definition().columns().get(0).head() instanceof HeadDefinition.Softmax) {
      return multiplyWeights(predictions, subsequences);
    }
    int[] predicted = encoding.predicted(example, predictions);
    DecodedSequence decoded = decoded(List.of(encoding.read(example))).get(0);
    List<Double> scores = new ArrayList<>();
    for (S span : subsequences) {
      scores.add(
          decoded.probabilityOf(span.begin, Arrays.copyOfRange(predicted, span.begin, span.end)));
    }
    return scores;
  }

  private static void requireWithin(Subsequence span, int steps) {
    if (span.begin < 0 || span.begin >= span.end || span.end > steps) {
      throw new IllegalArgumentException(
          "span: expected some of the steps from 0 to %d, got from %d to before %d; is it of another example?"
              .formatted(steps - 1, span.begin, span.end));
    }
  }

  /** An empty map: a recurrent network has no weight of a feature for a label. */
  @Override
  public Map<String, List<Pair<String, Double>>> getTopFeatures(int n) {
    return Map.of();
  }

  /** What each epoch of training did, in order. */
  public List<EpochSummary> history() {
    return trained.history();
  }

  @Override
  public SequenceModelProto serialize() {
    return SequenceModelProto.newBuilder()
        .setVersion(CURRENT_VERSION)
        .setClassName(LstmTaggerModel.class.getName())
        .setSerializedData(Any.pack(TaggerProtos.write(this, trained)))
        .build();
  }

  /**
   * The inverse of {@link #serialize}; Tribuo calls it by its name.
   *
   * @throws IllegalArgumentException saying what is wrong with the version, the class or the data
   */
  public static LstmTaggerModel deserializeFromProto(int version, String className, Any message) {
    return TaggerProtos.read(version, className, message);
  }

  /**
   * Writes the model in Tribuo's protobuf format. The file appears whole or not at all; one that is
   * there is replaced.
   *
   * @throws IOException saying in one line why the file cannot be written
   */
  public void save(Path path) throws IOException {
    ModelFile.write(path, serialize());
  }

  /** The same as {@link #save}. */
  @Override
  public void serializeToFile(Path path) throws IOException {
    save(path);
  }

  /**
   * Reads a model that {@link #save} or Tribuo wrote.
   *
   * @throws IOException saying in one line why there is no such model to be read
   */
  public static LstmTaggerModel load(Path path) throws IOException {
    return ModelFile.read(path);
  }

  /**
   * Frees the native memory, once the predictions under way are done. A second call does nothing.
   */
  @Override
  public void close() {
    tagger.close();
  }

  private void writeObject(ObjectOutputStream stream) throws IOException {
    throw new NotSerializableException(
        LstmTaggerModel.class.getName()
            + ": java.io serialization is not supported; use save or serializeToFile, which write"
            + " Tribuo's protobuf format");
  }

  private void readObject(ObjectInputStream stream) throws IOException {
    throw new InvalidObjectException(
        LstmTaggerModel.class.getName()
            + ": java.io serialization is not supported; use load, which reads Tribuo's protobuf"
            + " format");
  }
}
