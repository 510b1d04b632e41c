package org.tributary.tribuo;

import com.oracle.labs.mlrg.olcut.provenance.Provenance;
import com.oracle.labs.mlrg.olcut.provenance.primitives.StringProvenance;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.tribuo.ImmutableFeatureMap;
import org.tribuo.ImmutableOutputInfo;
import org.tribuo.MutableFeatureMap;
import org.tribuo.MutableOutputInfo;
import org.tribuo.classification.Label;
import org.tribuo.classification.LabelFactory;
import org.tribuo.provenance.ModelProvenance;
import org.tribuo.sequence.MutableSequenceDataset;
import org.tributary.feature.CharacterInput;
import org.tributary.feature.EmbeddingInput;
import org.tributary.feature.GazetteerInput;
import org.tributary.feature.Input;
import org.tributary.feature.VectorInput;
import org.tributary.feature.WordForm;
import org.tributary.internal.LibraryVersion;
import org.tributary.onnx.TransformerVectors;
import org.tributary.param.FloatTensor;
import org.tributary.param.ParameterValues;
import org.tributary.param.TensorShape;
import org.tributary.tagger.WordTagger;
import org.tributary.tagger.definition.LabelColumn;
import org.tributary.tagger.definition.TaggerDefinition;
import org.tributary.tagger.definition.Vocabulary;
import org.tributary.tribuo.data.TokenFeatureExtractor;
import org.tributary.tribuo.data.WordFeatureExtractor;
import org.tributary.tribuo.data.WordFormFeatureExtractor;
import org.tributary.tribuo.internal.model.ExampleEncoder;
import org.tributary.tribuo.internal.model.FeatureGroups;
import org.tributary.tribuo.internal.model.ImportedDataProvenance;
import org.tributary.tribuo.internal.model.ResolvedInput;
import org.tributary.tribuo.internal.model.ResolvedInputs;
import org.tributary.tribuo.internal.model.TaggerWeights;
import org.tributary.tribuo.internal.storage.StorableData;
import org.tributary.tribuo.provenance.RunProvenance;

/**
 * A conversion of core's word taggers to Tribuo models with the same labels and probabilities, the
 * inverse of {@link LstmTaggerModel#toWordTagger}. The model's feature domain holds every symbol in
 * the vocabularies of word forms, its label domain every label; the number of times that a feature
 * occurs in the training data is not known.
 */
public final class LstmTaggerImport {
  private final WordTagger tagger;
  private final List<Input<?>> inputs;
  private final ImmutableFeatureMap features;
  private final ImmutableOutputInfo<Label> labels;

  private LstmTaggerImport(WordTagger tagger) {
    this.tagger = tagger;
    this.inputs = tagger.definition().inputs().all();
    this.features = new ImmutableFeatureMap(features());
    MutableOutputInfo<Label> observed = new LabelFactory().generateInfo();
    tagger.labels().forEach(label -> observed.observe(new Label(label)));
    this.labels = observed.generateImmutableOutputInfo();
  }

  /**
   * Returns a model with the network and weights of a word tagger, which may be closed afterwards.
   *
   * @param tagger a tagger, open or closed
   * @throws IllegalArgumentException if an input reads numbers, or an input, the cell, the skip
   *     connection or the head is of a class of the caller's own
   */
  public static LstmTaggerModel of(WordTagger tagger) {
    return new LstmTaggerImport(tagger).model();
  }

  private LstmTaggerModel model() {
    ResolvedInputs resolved = new ResolvedInputs(inputs.stream().map(this::resolved).toList());
    ExampleEncoder encoder = new ExampleEncoder(features, labels, resolved);
    StorableData.requireUtf8(features, labels);
    TaggerDefinition definition = tagger.definition().inputs(resolved.inputs());
    return new LstmTaggerModel(
        "lstm-tagger",
        provenance(),
        features,
        labels,
        encoder,
        new TaggerWeights(resolved, definition, parameters(encoder), List.of()),
        List.of());
  }

  /** Returns a domain with the features of all word forms. */
  private MutableFeatureMap features() {
    MutableFeatureMap map = new MutableFeatureMap();
    for (Input<?> input : inputs) {
      if (input instanceof EmbeddingInput table) {
        symbols(input).forEach(symbol -> map.add(group(table) + "=" + symbol, 1));
      }
    }
    return map;
  }

  private List<String> symbols(Input<?> input) {
    return tagger.vocabularies().get(inputs.indexOf(input)).symbols();
  }

  private ResolvedInput resolved(Input<?> input) {
    if (input instanceof EmbeddingInput table) {
      return new ResolvedInput(table, group(table));
    }
    if (input instanceof TransformerVectors) {
      return new ResolvedInput(input, EmbeddingInput.WORD);
    }
    if (input instanceof CharacterInput || input instanceof GazetteerInput) {
      return withEntries(input, symbols(input), 0);
    }
    if (input instanceof VectorInput vectors) {
      return withEntries(vectors.embedding(), symbols(input), vectors.dropout());
    }
    throw refused("inputs of word forms, characters, gazetteers and vectors", input.name());
  }

  private static ResolvedInput withEntries(Input<?> input, List<String> words, double dropout) {
    return new ResolvedInput(
        input,
        Optional.of(EmbeddingInput.WORD),
        Optional.of(new ResolvedInput.Entries(words, dropout)));
  }

  /** Returns the group of the features that a table of a word tagger reads: those of its form. */
  private static String group(EmbeddingInput table) {
    return FeatureGroups.of(table.form().orElseThrow());
  }

  /** Returns the parameters with rows in the order of the domains. */
  private ParameterValues parameters(ExampleEncoder encoder) {
    ParameterValues own = tagger.parameters();
    Map<String, FloatTensor> all = new LinkedHashMap<>(own.tensors());
    List<Vocabulary> symbols = encoder.reader().symbols();
    for (int k = 0; k < symbols.size(); k++) {
      Vocabulary vocabulary = tagger.vocabularies().get(k);
      List<Integer> rows = new ArrayList<>();
      for (String entry : symbols.get(k).symbols()) {
        rows.add(vocabulary.index(entry).orElse(vocabulary.size()));
      }
      rows.add(vocabulary.size());
      all.computeIfPresent(
          inputs.get(k).name() + "_emb.weight", (name, table) -> rows(table, rows));
    }
    LabelColumn column = tagger.definition().columns().get(0);
    List<Integer> order =
        IntStream.range(0, labels.size())
            .mapToObj(id -> tagger.labels().indexOf(labels.getOutput(id).getLabel()))
            .toList();
    for (String prefix : List.of(column.linearName() + ".", column.headName() + ".")) {
      all.replaceAll((name, value) -> name.startsWith(prefix) ? rows(value, order) : value);
    }
    all.computeIfPresent(
        column.headName() + ".transitions", (name, value) -> columns(value, order));
    return ParameterValues.of(all);
  }

  /** Returns the given rows of a tensor of one or two dimensions. */
  private static FloatTensor rows(FloatTensor from, List<Integer> rows) {
    long[] shape = from.shape().asArray();
    int size = shape.length == 1 ? 1 : (int) shape[1];
    shape[0] = rows.size();
    return FloatTensor.written(
        TensorShape.of(shape),
        to -> {
          for (int row = 0; row < rows.size(); row++) {
            from.copy(rows.get(row) * size, to, row * size, size);
          }
        });
  }

  private static FloatTensor columns(FloatTensor from, List<Integer> columns) {
    int rows = (int) from.shape().get(0);
    return FloatTensor.written(
        TensorShape.of(rows, columns.size()),
        to -> {
          for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns.size(); column++) {
              to[row * columns.size() + column] = from.get(row, columns.get(column));
            }
          }
        });
  }

  private ModelProvenance provenance() {
    Map<String, String> texts = tagger.metadata().provenance();
    ImportedDataProvenance source =
        ImportedDataProvenance.of(
            "a word tagger from %s".formatted(texts.getOrDefault("imported.from", "Tributary")),
            extractor());
    Map<String, Provenance> instance = new LinkedHashMap<>();
    instance.put(
        RunProvenance.TRIBUTARY,
        new StringProvenance(RunProvenance.TRIBUTARY, LibraryVersion.get()));
    texts.forEach((key, text) -> instance.put(key, new StringProvenance(key, text)));
    return new ModelProvenance(
        LstmTaggerModel.class.getName(),
        OffsetDateTime.now(ZoneOffset.UTC),
        new MutableSequenceDataset<>(source, new LabelFactory()).getProvenance(),
        trainer().getProvenance(),
        instance);
  }

  /** Returns a trainer of the same network, only for the provenance. */
  private LstmTaggerTrainer trainer() {
    LstmTaggerTrainerBuilder builder = LstmTaggerTrainer.builder();
    Map<String, Object> network = NetworkSettings.of(tagger.definition());
    for (TaggerSetting setting : LstmTaggerTrainer.settings()) {
      if (network.containsKey(setting.name())) {
        Object value = network.get(setting.name());
        Object[] choices = setting.type().getEnumConstants();
        if (choices != null && value != null && !setting.type().isInstance(value)) {
          throw refused(
              "%ss of %s".formatted(setting.name(), Arrays.toString(choices)),
              value.getClass().getName());
        }
        builder = builder.set(setting.name(), value);
      }
    }
    return builder.build();
  }

  private static IllegalArgumentException refused(String expected, String got) {
    return new IllegalArgumentException(
        "conversion to a Tribuo model: expected %s, got %s; use the tagger without Tribuo"
            .formatted(expected, got));
  }

  /** Returns the extractor of the features that the inputs read. */
  private TokenFeatureExtractor extractor() {
    List<WordForm> forms =
        inputs.stream()
            .filter(EmbeddingInput.class::isInstance)
            .map(input -> ((EmbeddingInput) input).form().orElseThrow())
            .toList();
    if (forms.stream().allMatch(WordForm.word()::equals)) {
      return new WordFeatureExtractor();
    }
    return new WordFormFeatureExtractor(
        longest(forms, WordForm.prefix(1).rule()),
        longest(forms, WordForm.suffix(1).rule()),
        forms.contains(WordForm.shapeOfVersion1())
            ? WordFormFeatureExtractor.Shapes.VERSION_1
            : WordFormFeatureExtractor.Shapes.UNICODE);
  }

  private static int longest(List<WordForm> forms, String affix) {
    return forms.stream()
        .filter(form -> form.rule().equals(affix))
        .mapToInt(WordForm::length)
        .max()
        .orElse(0);
  }
}
