package org.tributary.tribuo;

import ai.onnx.proto.OnnxMl.ModelProto;
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
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.tribuo.ImmutableFeatureMap;
import org.tribuo.ImmutableOutputInfo;
import org.tribuo.ONNXExportable;
import org.tribuo.Prediction;
import org.tribuo.classification.Label;
import org.tribuo.classification.sequence.ConfidencePredictingSequenceModel;
import org.tribuo.protos.core.SequenceModelProto;
import org.tribuo.provenance.ModelProvenance;
import org.tribuo.sequence.SequenceDataset;
import org.tribuo.sequence.SequenceExample;
import org.tribuo.util.onnx.ONNXNode;
import org.tribuo.util.onnx.ONNXRef;
import org.tributary.head.DecodedSequence;
import org.tributary.internal.NullChecks;
import org.tributary.internal.SentenceChecks;
import org.tributary.internal.tagger.DataHash;
import org.tributary.onnx.OnnxExport;
import org.tributary.param.ParameterValues;
import org.tributary.tagger.Sentence;
import org.tributary.tagger.SequenceTagger;
import org.tributary.tagger.Tagger;
import org.tributary.tagger.TaggerCache;
import org.tributary.tagger.TaggerSource;
import org.tributary.tagger.Tagging;
import org.tributary.tagger.VectorStorage;
import org.tributary.tagger.WordTagger;
import org.tributary.tagger.definition.FeatureSequence;
import org.tributary.tribuo.data.TokenFeatureExtractor;
import org.tributary.tribuo.data.TokenMetadata;
import org.tributary.tribuo.internal.model.EncodedExample;
import org.tributary.tribuo.internal.model.ExampleEncoder;
import org.tributary.tribuo.internal.model.ExamplePredictor;
import org.tributary.tribuo.internal.model.RecordedExtractor;
import org.tributary.tribuo.internal.model.TaggerWeights;
import org.tributary.tribuo.internal.model.TokenEncoder;
import org.tributary.tribuo.provenance.EpochSummary;

/**
 * A trained recurrent tagger with LSTM, GRU or RNN cells. Every prediction holds the probabilities
 * of all labels. A sequence's probabilities are the same to the bit alone, in any batch, and after
 * saving and loading.
 *
 * <p>{@link #tagger()} tags plain tokens: the model records how their features are made. If you
 * extract features yourself, they must be those of training; a warning is logged once if, of the
 * first 100 to 1,000 predicted steps, fewer than 10 % have a known feature.
 *
 * <p>Thread-safe. The network is created at the first prediction and kept until {@link #close}. A
 * closed model can still be saved.
 */
public final class LstmTaggerModel extends ConfidencePredictingSequenceModel
    implements ONNXExportable, AutoCloseable {
  private static final long serialVersionUID = 1L;

  /**
   * Version of the messages of {@code lstm-tagger.proto}; the definition's settings have their own.
   * Version 0 is read, too; newer versions, and fields or settings that this release does not know,
   * are refused. A change of the messages needs the next version.
   */
  public static final int CURRENT_VERSION = 1;

  private static final Cleaner CLEANER = Cleaner.create();

  private final transient ExampleEncoder encoder;
  private final transient TaggerWeights weights;
  private final transient ExamplePredictor predictor;
  private final transient List<Path> folders; // of the file that it was read from

  /**
   * Creates a model.
   *
   * @param folders the folders of the file that it was read from; none for a stream or a new model
   * @throws IllegalArgumentException if the parameters do not match the definition and domains
   */
  LstmTaggerModel(
      String name,
      ModelProvenance provenance,
      ImmutableFeatureMap features,
      ImmutableOutputInfo<Label> labels,
      ExampleEncoder encoder,
      TaggerWeights weights,
      List<Path> folders) {
    super(name, provenance, features, labels);
    this.encoder = encoder;
    this.weights = weights;
    this.folders = List.copyOf(folders);
    weights.parameters().requireMatch(weights.definition().parameters(encoder.sizes()));
    this.predictor = new ExamplePredictor(encoder, () -> weights.tagger(encoder), name);
    CLEANER.register(this, predictor::close);
  }

  /**
   * Predicts each step's label with the probabilities of all labels. With a CRF the labels form the
   * most probable sequence and the probabilities are the marginals of each step, so the predicted
   * label need not have the highest probability. A step without a known feature maps to the unknown
   * embedding.
   *
   * @throws IllegalArgumentException if {@code example} has no steps or its feature values are too
   *     large to compute with
   * @throws IllegalStateException after {@link #close}, or if the feature domain cannot look up a
   *     feature, such as a hashed domain after loading until its salt is set
   * @throws NullPointerException if {@code example} is null
   */
  @Override
  public List<Prediction<Label>> predict(SequenceExample<Label> example) {
    NullChecks.require("sequence example", "one to predict", example);
    return predict(List.of(example)).get(0);
  }

  /**
   * Predicts a batch in order, each example as in {@link #predict(SequenceExample)}.
   *
   * @throws org.tributary.InterruptedCallException as {@link Tagger#tagAll}
   * @throws NullPointerException if {@code examples} or one of them is null
   */
  @Override
  public List<List<Prediction<Label>>> predict(Iterable<SequenceExample<Label>> examples) {
    NullChecks.require("sequence examples", "some to predict", examples);
    try {
      return predictor.predict(examples);
    } finally {
      Reference.reachabilityFence(this); // or the cleaner might close the tagger meanwhile
    }
  }

  @Override
  public List<List<Prediction<Label>>> predict(SequenceDataset<Label> examples) {
    return predict((Iterable<SequenceExample<Label>>) examples);
  }

  /**
   * Tags examples in order, with the labels and probabilities of {@link #predict(Iterable)}, and
   * the spans with theirs. The tokens are the examples' texts, without one the names of their first
   * features.
   *
   * @throws IllegalArgumentException as {@link #predict(SequenceExample)}
   * @throws org.tributary.InterruptedCallException as {@link Tagger#tagAll}
   * @throws NullPointerException if the list or an example is null
   */
  public List<Tagging> tagAll(List<SequenceExample<Label>> examples) {
    NullChecks.requireElements("sequence examples", "example", examples);
    List<String> labels = labels();
    List<DecodedSequence> decoded = decode(examples, this::encoded);
    List<Tagging> tagged = new ArrayList<>(examples.size());
    for (int k = 0; k < examples.size(); k++) {
      List<String> tokens = new ArrayList<>();
      examples.get(k).forEach(step -> tokens.add(TokenMetadata.word(step)));
      tagged.add(Tagging.of(tokens, labels, decoded.get(k)));
    }
    return tagged;
  }

  private List<FeatureSequence> encoded(List<SequenceExample<Label>> examples) {
    return encoder.reader().readAll(examples).stream().map(EncodedExample::features).toList();
  }

  /** Returns the caches of predictions on examples; a {@link #tagger()} has its own of tokens. */
  public TaggerCache cache() {
    return TaggerCache.of(List.of(encoder.reader().cache(), predictor.cache()));
  }

  /** Decodes sequences in order, several at a time encoded by {@code encoding}. */
  <S> List<DecodedSequence> decode(
      List<S> sequences, Function<List<S>, List<FeatureSequence>> encoding) {
    try {
      return predictor.decode(sequences, encoding);
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  /**
   * Returns the marginal probability of each span's predicted labels. With a softmax it is the
   * product over the span's steps, which are independent given the input. With a CRF it is exact.
   *
   * @param predictions this model's predictions for {@code example}
   * @throws IllegalArgumentException if the predictions are not one for each step of the example,
   *     of this model's labels, or a span is empty or not within them
   * @throws IllegalStateException with a CRF, after {@link #close}
   */
  @Override
  public <S extends Subsequence> List<Double> scoreSubsequences(
      SequenceExample<Label> example, List<Prediction<Label>> predictions, List<S> subsequences) {
    int[] labels = encoder.predicted(example, predictions);
    subsequences.forEach(span -> ExampleEncoder.requireWithin(span, labels.length));
    if (weights.definition().columns().get(0).head().independentSteps()) {
      return multiplyWeights(predictions, subsequences);
    }
    DecodedSequence decoded = decode(List.of(example), this::encoded).get(0);
    return subsequences.stream()
        .map(s -> decoded.probabilityOf(s.begin, Arrays.copyOfRange(labels, s.begin, s.end)))
        .toList();
  }

  /** Returns an empty map: a recurrent network has no weight per feature and label. */
  @Override
  public Map<String, List<Pair<String, Double>>> getTopFeatures(int n) {
    return Map.of();
  }

  /** Returns the labels that this model predicts, by id. */
  public List<String> labels() {
    return ExampleEncoder.labels(getOutputIDInfo());
  }

  /**
   * Returns a tagger of plain words with the same labels and probabilities, independent of this
   * model; close both.
   *
   * @throws IllegalArgumentException with the reason, if the model reads other features than forms
   *     and characters of words, or its provenance names another extractor than the plugin's
   */
  public WordTagger toWordTagger() {
    return new WordTaggerConversion(this, encoder).converted();
  }

  /**
   * Returns an export of this model to an ONNX file, which ONNX Runtime checks. A model of word
   * forms, characters and vectors is exported as a tagger of words, any other as a tagger of
   * features with weights, whose names the metadata have. The metadata hold the provenance under
   * {@link ONNXExportable#PROVENANCE_METADATA_FIELD}.
   *
   * @throws IllegalArgumentException if the model is too large for a file
   */
  public OnnxExport onnxExport() {
    return onnxExport(List.of());
  }

  /**
   * Returns an export like {@link #onnxExport()}, whose check tags further sentences, such as
   * development data. Their features are those that the provenance's extractor reads.
   *
   * @param sentences the tokens of each sentence
   * @throws IllegalStateException if the model is exported as a tagger of features and its
   *     provenance records no extractor of Tributary's
   */
  public OnnxExport onnxExport(List<List<String>> sentences) {
    SentenceChecks.requireTokens(sentences);
    return exportOfWords()
        .map(words -> words.sentences(sentences.stream().map(Sentence::new).toList()))
        .orElseGet(() -> exportOfFeatures(sentences))
        .description(toString())
        .metadata(PROVENANCE_METADATA_FIELD, serializeProvenance(getProvenance()));
  }

  private Optional<OnnxExport> exportOfWords() {
    WordTagger words;
    try {
      words = toWordTagger();
    } catch (IllegalArgumentException e) { // it reads other features
      return Optional.empty();
    }
    try (words) {
      return Optional.of(OnnxExport.of(words));
    }
  }

  private OnnxExport exportOfFeatures(List<List<String>> sentences) {
    OnnxExport export;
    try (SequenceTagger network = weights.tagger(encoder)) {
      export = OnnxExport.of(network);
    }
    export = export.features(encoder.reader().names());
    for (Map.Entry<String, String> text : TrainingTexts.of(this).entrySet()) {
      export = export.metadata("metadata." + text.getKey(), text.getValue());
    }
    return sentences.isEmpty()
        ? export.sequences(List.of())
        : export.sequences(new TokenEncoder(encoder, extractor()).readAll(sentences));
  }

  /**
   * Returns the message of the model's ONNX file, as {@link #onnxExport} describes it, without a
   * check.
   *
   * @param domain a reversed domain name, such as {@code org.example}
   * @param modelVersion the version of the model, chosen by the caller
   */
  @Override
  public ModelProto exportONNXModel(String domain, long modelVersion) {
    return onnxExport().domain(domain).version(modelVersion).model();
  }

  /**
   * Writes the model's ONNX file after its check by ONNX Runtime.
   *
   * @throws IllegalStateException if ONNX Runtime answers differently or is not on the class path
   * @throws IOException if the file cannot be written
   */
  @Override
  public void saveONNXModel(String domain, long modelVersion, Path outputPath) throws IOException {
    onnxExport().domain(domain).version(modelVersion).write(outputPath);
  }

  /**
   * Refuses to add the model to a graph of Tribuo's: its contexts lack most operators and inputs of
   * a tagger.
   *
   * @throws UnsupportedOperationException always
   */
  @Override
  public ONNXNode writeONNXGraph(ONNXRef<?> input) {
    throw new UnsupportedOperationException(
        "ONNX: expected an export to a file of its own, got a graph of Tribuo's, whose contexts"
            + " have no tagger's inputs and operators; use onnxExport or saveONNXModel");
  }

  List<Path> folders() {
    return folders;
  }

  TaggerWeights weights() {
    return weights;
  }

  /** Returns the trained parameters, by PyTorch's names. */
  public ParameterValues parameters() {
    return weights.parameters();
  }

  /** Returns the SHA-256 of the parameters' names, shapes and values, in hexadecimal. */
  public String parametersSha256() {
    return new DataHash().add(weights.parameters()).hex();
  }

  /** Returns the training history, one summary per epoch. */
  public List<EpochSummary> history() {
    return weights.history();
  }

  /**
   * Returns this model as a tagger of tokens, with the feature extractor that its provenance
   * records. Closing it closes this model.
   *
   * @throws IllegalStateException if no extractor of Tributary's is recorded; pass yours, or load
   *     the file with {@link Tagger#loader()}, which can allow it
   */
  public Tagger tagger() {
    return tagger(extractor());
  }

  /**
   * Returns a new extractor of the training data's features, as the provenance records it, to read
   * further data. A gazetteer may also lie in the folder of the model's file.
   *
   * @throws IllegalStateException if no extractor of Tributary's is recorded
   */
  public TokenFeatureExtractor extractor() {
    return extractor(Set.of());
  }

  TokenFeatureExtractor extractor(Set<Class<?>> allowed) {
    return RecordedExtractor.of(getProvenance(), allowed, folders);
  }

  /**
   * Returns this model as a tagger of tokens. Closing it closes this model.
   *
   * @param extractor the extractor of the training data's features
   */
  public Tagger tagger(TokenFeatureExtractor extractor) {
    NullChecks.require("extractor", "one", extractor);
    TokenEncoder tokens = new TokenEncoder(encoder, extractor);
    TaggerCache cache = TaggerCache.of(List.of(tokens.cache(), predictor.cache()));
    return new ModelTagger(this, tokens, encoder.sizes(), cache);
  }

  @Override
  public SequenceModelProto serialize() {
    return ModelFile.message(this);
  }

  /**
   * Reads a model that {@link #serialize} wrote. Tribuo calls this method by name.
   *
   * @throws IllegalArgumentException if the version, the class or the data are invalid
   */
  public static LstmTaggerModel deserializeFromProto(int version, String className, Any message) {
    return ModelFile.read(version, className, message);
  }

  /**
   * Writes the model in Tribuo's protobuf format. The write is atomic; it replaces a file.
   *
   * @throws IOException if the file cannot be written
   */
  public void save(Path path) throws IOException {
    save(path, VectorStorage.INSIDE);
  }

  /**
   * Writes the model like {@link #save(Path)}, its pretrained vectors inside or in a file beside
   * it.
   *
   * @throws IOException if a file cannot be written
   */
  public void save(Path path, VectorStorage vectors) throws IOException {
    ModelFile.write(path, this, vectors);
  }

  @Override
  public void serializeToFile(Path path) throws IOException {
    save(path);
  }

  /**
   * Reads a model that {@link #save} or Tribuo wrote.
   *
   * @throws IOException if the file cannot be read or holds no LSTM tagger
   */
  public static LstmTaggerModel load(Path path) throws IOException {
    return ModelFile.read(TaggerSource.of(path));
  }

  /** Frees the network after pending predictions; closing again has no effect. */
  @Override
  public void close() {
    predictor.close();
  }

  private void writeObject(ObjectOutputStream stream) throws IOException {
    throw new NotSerializableException(
        getClass().getName()
            + ": java.io serialization is not supported; use save or serializeToFile, which write"
            + " Tribuo's protobuf format");
  }

  private void readObject(ObjectInputStream stream) throws IOException {
    throw new InvalidObjectException(
        getClass().getName()
            + ": java.io serialization is not supported; use load, which reads Tribuo's protobuf"
            + " format");
  }
}
