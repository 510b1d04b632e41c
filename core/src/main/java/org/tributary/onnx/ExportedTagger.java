package org.tributary.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.tributary.feature.Input;
import org.tributary.feature.InputColumn;
import org.tributary.head.CrfHead;
import org.tributary.head.DecodedSequence;
import org.tributary.head.Head;
import org.tributary.head.LabelPath;
import org.tributary.head.LabelSet;
import org.tributary.internal.Excerpt;
import org.tributary.internal.LibraryVersion;
import org.tributary.internal.Settings;
import org.tributary.internal.tagger.NetworkText;
import org.tributary.onnx.OnnxInput.TableReading;
import org.tributary.param.ParameterValues;
import org.tributary.tagger.Sentence;
import org.tributary.tagger.SequenceTagger;
import org.tributary.tagger.WordColumns;
import org.tributary.tagger.WordTagger;
import org.tributary.tagger.definition.FeatureSequence;
import org.tributary.tagger.definition.LabelColumn;
import org.tributary.tagger.definition.TaggerDefinition;
import org.tributary.tagger.definition.TaggerSizes;
import org.tributary.tagger.definition.Vocabulary;

/**
 * A trained tagger to export, with the sequences of its check.
 *
 * @param definition the resolved definition
 * @param vocabularies the vocabulary of each input; empty if the features have no names
 * @param information metadata of the training
 * @param encoder that of token vectors, which the graph begins with
 * @param inputs the form of each input in the export
 * @param samples sequences to check the export on, besides random ones
 */
record ExportedTagger(
    TaggerDefinition definition,
    TaggerSizes sizes,
    ParameterValues parameters,
    List<Vocabulary> vocabularies,
    TableReading reading,
    Map<String, String> information,
    Optional<EncoderModel> encoder,
    List<OnnxInput> inputs,
    List<Sample> samples)
    implements OnnxExport.Exportable {
  static final String LENGTHS = "lengths";
  private static final String LABELS = "labels";
  private static final String PROBABILITIES = "probabilities";
  private static final String SCORES = "scores";

  /** The number of random sequences of a check, always the same for a definition. */
  private static final int RANDOM_SEQUENCES = 32;

  private static final int MAX_RANDOM_STEPS = 24;
  private static final long SEED = 33;

  /** The number of sequences that ONNX Runtime reads at once in a check. */
  private static final int BATCH = 16;

  /** The number of best label sequences among which a tied one is looked for. */
  private static final int PATHS = 256;

  /**
   * A sequence that the export is checked on.
   *
   * @param words its words, which token vectors are read from; empty for a tagger without them
   */
  record Sample(FeatureSequence sequence, List<String> words) {
    static Sample of(FeatureSequence sequence) {
      return new Sample(sequence, List.of());
    }
  }

  /** Returns the export of a word tagger. */
  static ExportedTagger of(WordTagger tagger) {
    return of(
        tagger.definition(),
        tagger.sizes(),
        tagger.parameters(),
        tagger.vocabularies(),
        TableReading.SINGLE,
        tagger.metadata().provenance());
  }

  /** Returns the export of a tagger over feature sequences. */
  static ExportedTagger of(SequenceTagger tagger) {
    return of(
        tagger.definition(),
        tagger.sizes(),
        tagger.parameters(),
        List.of(),
        TableReading.WEIGHTED,
        Map.of());
  }

  private static ExportedTagger of(
      TaggerDefinition definition,
      TaggerSizes sizes,
      ParameterValues parameters,
      List<Vocabulary> vocabularies,
      TableReading reading,
      Map<String, String> information) {
    requireExportable(definition);
    Optional<EncoderModel> encoder =
        reading == TableReading.SINGLE ? encoder(definition) : Optional.empty();
    List<OnnxInput> inputs = new ArrayList<>();
    for (Input<?> input : definition.inputs().all()) {
      inputs.add(OnnxInput.of(input, sizes.vocabularySizes().get(inputs.size()), reading, encoder));
    }
    return new ExportedTagger(
        definition,
        sizes,
        parameters,
        vocabularies,
        reading,
        information,
        encoder,
        inputs,
        List.of());
  }

  /**
   * Returns the encoder of a definition's token vectors, with which its graph begins.
   *
   * @throws IllegalArgumentException if there are several, the operators of the graph are not in
   *     its operator set, or its files were changed
   */
  private static Optional<EncoderModel> encoder(TaggerDefinition definition) {
    List<TransformerVectors> vectors =
        definition.inputs().all().stream()
            .filter(TransformerVectors.class::isInstance)
            .map(TransformerVectors.class::cast)
            .toList();
    if (vectors.size() > 1) {
      throw new IllegalArgumentException(
          "ONNX: expected one input of token vectors, got %s, whose encoders may have tensors of the same names; run the tagger by this library"
              .formatted(vectors.stream().map(TransformerVectors::name).toList()));
    }
    Optional<EncoderModel> encoder =
        vectors.stream().findFirst().map(each -> EncoderModel.read(each.encoder()));
    encoder.ifPresent(read -> OnnxExport.requireOperators(read.graph()));
    return encoder;
  }

  /**
   * Checks that ONNX can express the encoder and the head of a tagger.
   *
   * @throws IllegalArgumentException for a cell, skip connection or head of the caller's own
   */
  static void requireExportable(TaggerDefinition definition) {
    RecurrentGraph.requireExportable(definition.encoder());
    Head head = definition.columns().get(0).head();
    if (!(head.equals(Head.softmax()) || head instanceof CrfHead)) {
      throw new IllegalArgumentException(
          "ONNX: expected a softmax or a CRF, got a head of the class %s; run it by this library, or train with one of those"
              .formatted(head.getClass().getName()));
    }
  }

  /**
   * Returns this tagger with sequences to check.
   *
   * @throws IllegalArgumentException if a sequence does not match the inputs
   */
  ExportedTagger withSequences(List<FeatureSequence> added) {
    if (encoder.isPresent()) {
      throw new IllegalArgumentException(
          "ONNX: expected sentences to check a tagger with token vectors on, got feature sequences, which have no words; use sentences");
    }
    return with(vocabularies, added.stream().map(Sample::of).toList());
  }

  /**
   * Returns this tagger with sentences to check.
   *
   * @throws IllegalArgumentException if it is no word tagger, or a sentence lacks the numbers of an
   *     input, or is too long for the encoder
   */
  ExportedTagger withSentences(List<Sentence> added) {
    if (reading != TableReading.SINGLE) {
      throw new IllegalArgumentException(
          "ONNX: expected sentences for a word tagger, got them for a tagger over feature sequences, such as one with features of your own; use sequences, or leave them out");
    }
    List<Sample> read = read(added);
    for (Sentence sentence : added) {
      int pieces = encoder.map(e -> e.withSpecialTokens(sentence.tokens()).length).orElse(0);
      if (encoder.isPresent() && pieces > encoder.get().window()) {
        throw new IllegalArgumentException(
            "ONNX: expected sentences of at most %d pieces, which the encoder in the graph reads at once, got one of %d: '%s'; leave it out"
                .formatted(
                    encoder.get().window(),
                    pieces,
                    Excerpt.of(String.join(" ", sentence.tokens()))));
      }
    }
    return with(vocabularies, read);
  }

  private ExportedTagger with(List<Vocabulary> names, List<Sample> added) {
    for (Sample sample : added) {
      definition.inputs().require(sample.sequence().columns(), sizes.vocabularySizes());
    }
    return new ExportedTagger(
        definition, sizes, parameters, names, reading, information, encoder, inputs, added);
  }

  ExportedTagger withNames(List<Vocabulary> names) {
    List<Integer> expected = sizes.vocabularySizes().stream().map(n -> Math.max(0, n - 1)).toList();
    List<Integer> found = names.stream().map(Vocabulary::size).toList();
    if (reading != TableReading.WEIGHTED) {
      throw new IllegalArgumentException(
          "ONNX: expected feature names for a tagger over feature sequences, got a word tagger, whose vocabularies are exported; leave them out");
    }
    if (!found.equals(expected)) {
      throw new IllegalArgumentException(
          "ONNX: expected vocabularies of %s feature names, one for each input, got %s; leave out the unknown feature"
              .formatted(expected, found));
    }
    return with(names, samples);
  }

  @Override
  public ModelProto base() {
    return encoder.map(EncoderModel::graph).orElse(OnnxExport.EMPTY);
  }

  @Override
  public GraphProto graph() {
    OnnxGraph graph = OnnxGraph.after(base(), "tagger", LENGTHS, LABELS, PROBABILITIES, SCORES);
    graph.renameSizes(OnnxInput.BATCH, OnnxInput.PIECES);
    List<String> vectors = new ArrayList<>();
    inputs.forEach(input -> vectors.add(input.add(graph, parameters)));
    String lengths = graph.input(LENGTHS, DataType.INT64, OnnxInput.BATCH);
    RecurrentGraph.Mask mask =
        RecurrentGraph.Mask.of(graph, lengths, graph.size(vectors.get(0), 1));
    String x = graph.transpose(graph.concat(vectors, 2), 1, 0, 2); // [T, B, I]
    ParameterValues encoder = parameters.part(definition.encoderName());
    String encoded =
        new RecurrentGraph(
                graph, definition.encoder(), definition.encoderName() + ".", encoder::tensor, mask)
            .add(x)
            .sequence(); // [T, B, D·P]
    addHead(graph, mask, encoded);
    return graph.build();
  }

  private void addHead(OnnxGraph graph, RecurrentGraph.Mask mask, String encoded) {
    LabelColumn column = definition.columns().get(0);
    LabelSet labels = sizes.columns().get(0);
    String linear = column.linearName();
    String scores = graph.linear(parameters.part(linear), linear + ".", encoded); // [T, B, K]
    String best;
    String probabilities;
    if (column.head() instanceof CrfHead crf) {
      CrfGraph.Output decoded =
          new CrfGraph(
                  graph,
                  mask,
                  labels.size(),
                  parameters.part(column.headName()),
                  crf.constraints(labels))
              .add(scores);
      best = decoded.labels();
      probabilities = decoded.marginals();
    } else {
      probabilities = graph.node("Softmax", Map.of("axis", 2), scores);
      best = graph.argMax(probabilities, 2); // [T, B]
    }
    String valid = mask.valid(graph); // [T, B]
    String validRows = graph.unsqueeze(valid, 2); // [T, B, 1]
    Object[] byLabel = {OnnxInput.BATCH, OnnxInput.STEPS, labels.size()};
    graph.output(
        graph.transpose(graph.node("Where", valid, best, graph.scalar(-1L)), 1, 0),
        LABELS,
        DataType.INT64,
        OnnxInput.BATCH,
        OnnxInput.STEPS);
    graph.output(
        batchFirst(graph, graph.node("Where", validRows, probabilities, graph.scalar(0f))),
        PROBABILITIES,
        DataType.FLOAT,
        byLabel);
    graph.output(
        batchFirst(graph, graph.node("Where", validRows, scores, graph.scalar(0f))),
        SCORES,
        DataType.FLOAT,
        byLabel);
  }

  /** Adds the transposition of [T, B, S] to [B, T, S], or back. */
  static String batchFirst(OnnxGraph graph, String value) {
    return graph.transpose(value, 1, 0, 2);
  }

  /**
   * Returns metadata from which a program with ONNX Runtime alone can make the model's inputs.
   * Lists are JSON.
   *
   * <pre>
   *   tributary.onnx=1              labels=["DET","NOUN"]   scheme=bio
   *   inputs=["word","suffix3","char"]
   *   input.word.reads=word         input.word.entries=["a","the"]   input.word.unknown=2
   *   input.word.none=3             input.suffix3.reads=suffix       input.suffix3.length=3
   *   input.char.reads=characters   input.char.max_characters=64
   *   rule.suffix=...               metadata.epochs=12
   * </pre>
   */
  @Override
  public Map<String, String> texts() {
    Head head = definition.columns().get(0).head();
    Map<String, String> texts = new TreeMap<>();
    texts.put("tributary.onnx", OnnxExport.METADATA_VERSION);
    texts.put("tributary.version", LibraryVersion.get());
    texts.put("definition.encoder", NetworkText.of(definition.encoder()));
    texts.put("definition.head", head.name());
    sizes.columns().get(0).names().ifPresent(n -> texts.put("labels", OnnxInput.json(n)));
    head.scheme().ifPresent(scheme -> texts.put("scheme", Settings.text(scheme)));
    texts.put("inputs", OnnxInput.json(inputs.stream().map(input -> input.name).toList()));
    for (int k = 0; k < inputs.size(); k++) {
      inputs
          .get(k)
          .describe(
              texts, vocabularies.isEmpty() ? Optional.empty() : Optional.of(vocabularies.get(k)));
    }
    information.forEach((name, text) -> texts.put("metadata." + name, text));
    return texts;
  }

  @Override
  public long weightCount() {
    return parameters.count()
        + encoder.map(e -> (long) e.graph().getSerializedSize() / Float.BYTES).orElse(0L);
  }

  /**
   * Returns sentences with their features.
   *
   * @throws IllegalArgumentException if a sentence lacks the numbers of an input
   */
  List<Sample> read(List<Sentence> sentences) {
    try (WordColumns columns = WordColumns.withVocabularies(definition.inputs(), vocabularies)) {
      return samples(columns.read(sentences), sentences.stream().map(Sentence::tokens).toList());
    }
  }

  private static List<Sample> samples(List<FeatureSequence> sequences, List<List<String>> words) {
    return IntStream.range(0, words.size())
        .mapToObj(n -> new Sample(sequences.get(n), words.get(n)))
        .toList();
  }

  /**
   * Returns random sentences of the entries of all vocabularies and of letters, which the encoder,
   * if there is one, reads at once; columns have known and unknown entries.
   */
  private List<Sample> random() {
    SplittableRandom random = new SplittableRandom(SEED);
    List<String> known =
        vocabularies.stream().flatMap(vocabulary -> vocabulary.symbols().stream()).toList();
    List<List<String>> all = new ArrayList<>();
    for (int k = 0; k < RANDOM_SEQUENCES; k++) {
      List<String> sentence = new ArrayList<>();
      int steps = k % 8 == 0 ? 1 : 1 + random.nextInt(MAX_RANDOM_STEPS);
      while (sentence.size() < steps) {
        boolean isKnown = !known.isEmpty() && random.nextInt(3) > 0;
        sentence.add(
            isKnown
                ? known.get(random.nextInt(known.size()))
                : random
                    .ints(1 + random.nextInt(9), 'a', 'z' + 1)
                    .mapToObj(Character::toString)
                    .collect(Collectors.joining()));
      }
      while (sentence.size() > 1
          && encoder.filter(e -> e.withSpecialTokens(sentence).length > e.window()).isPresent()) {
        sentence.remove(0);
      }
      all.add(sentence);
    }
    List<List<? extends InputColumn>> columns = new ArrayList<>();
    inputs.forEach(input -> columns.add(input.random(random, all)));
    List<FeatureSequence> sequences = new ArrayList<>();
    for (int k = 0; k < all.size(); k++) {
      int n = k;
      sequences.add(
          FeatureSequence.of(columns.stream().<InputColumn>map(each -> each.get(n)).toList()));
    }
    return samples(sequences, all);
  }

  /** Returns the tensors of a batch by the names of the model's inputs. */
  Map<String, OnnxModel.Values> tensors(List<Sample> batch) {
    long[] lengths = batch.stream().mapToLong(sample -> sample.sequence().steps()).toArray();
    Map<String, OnnxModel.Values> tensors = new LinkedHashMap<>();
    for (int k = 0; k < inputs.size(); k++) {
      int input = k;
      inputs
          .get(k)
          .feed(
              batch.stream().map(sample -> sample.sequence().columns().get(input)).toList(),
              batch.stream().map(Sample::words).toList(),
              longest(batch),
              tensors);
    }
    tensors.put(LENGTHS, new OnnxModel.Values(lengths, List.of(batch.size())));
    return tensors;
  }

  private static int longest(List<Sample> batch) {
    return batch.stream().mapToInt(sample -> sample.sequence().steps()).max().orElseThrow();
  }

  @Override
  public OnnxCheck check(OnnxModel session) {
    List<Sample> all = new ArrayList<>(random());
    all.addAll(samples);
    OnnxCheck check = new OnnxCheck(0, 0, 0, 0);
    int size = encoder.filter(EncoderModel::isDynamic).isPresent() ? 1 : BATCH;
    try (SequenceTagger tagger = new SequenceTagger(definition, sizes, parameters)) {
      for (int from = 0; from < all.size(); from += size) {
        List<Sample> batch = all.subList(from, Math.min(from + size, all.size()));
        check = check.plus(check(session, tagger, batch));
      }
    }
    return check;
  }

  /**
   * The outputs of an exported tagger for a batch.
   *
   * @param labels [B, T], row-major
   * @param probabilities [B, T, K], row-major
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Outputs(long[] labels, float[] probabilities) {}

  Outputs run(OnnxModel session, List<Sample> batch) {
    Map<String, OnnxModel.Values> found = session.run(tensors(batch));
    return new Outputs(
        (long[]) found.get(LABELS).values(), (float[]) found.get(PROBABILITIES).values());
  }

  private OnnxCheck check(OnnxModel session, SequenceTagger tagger, List<Sample> batch) {
    Outputs outputs = run(session, batch);
    List<DecodedSequence> expected = tagger.decode(batch.stream().map(Sample::sequence).toList());
    int longest = longest(batch);
    int ties = 0;
    int steps = 0;
    double largest = 0;
    for (int n = 0; n < batch.size(); n++) {
      DecodedSequence decoded = expected.get(n);
      int start = n * longest;
      int[] path = new int[decoded.steps()];
      boolean differs = false;
      for (int t = 0; t < decoded.steps(); t++) {
        int at = start + t;
        path[t] = (int) outputs.labels()[at];
        differs |= path[t] != decoded.label(t);
        for (int k = 0; k < sizes.labels(); k++) {
          float own = decoded.distributions().probability(t, k);
          float found = outputs.probabilities()[at * sizes.labels() + k];
          double difference = Math.abs((double) own - found);
          if (!(difference <= OnnxCheck.TOLERANCE)) {
            throw OnnxExport.mismatch(
                "step %d of a sequence of %d".formatted(t, decoded.steps()),
                "the probability %s of label %d".formatted(own, k),
                Float.toString(found));
          }
          largest = Math.max(largest, difference);
        }
      }
      if (differs) {
        requireTie(tagger, batch.get(n).sequence(), decoded, path);
        ties++;
      }
      steps += decoded.steps();
    }
    return new OnnxCheck(batch.size(), steps, ties, largest);
  }

  /** Accepts other labels only if their score is within the tolerance of the best. */
  private void requireTie(
      SequenceTagger tagger, FeatureSequence sequence, DecodedSequence decoded, int[] path) {
    boolean independent = definition.columns().get(0).head().independentSteps();
    boolean tied = independent || isTied(tagger.nBest(List.of(sequence), PATHS).get(0), path);
    for (int t = 0; t < path.length; t++) {
      boolean differs = path[t] != decoded.label(t);
      if (differs && independent) {
        double chosen = decoded.distributions().probability(t, path[t]);
        tied = decoded.probability(t) - chosen < OnnxCheck.TOLERANCE;
      }
      if (differs && !tied) {
        throw OnnxExport.mismatch(
            "step %d of a sequence of %d".formatted(t, decoded.steps()),
            "label %d".formatted(decoded.label(t)),
            "label %d".formatted(path[t]));
      }
    }
  }

  /**
   * Returns whether the labels are those of a path whose score is within the tolerance of the best.
   */
  static boolean isTied(List<LabelPath> best, int[] path) {
    return best.stream()
        .filter(each -> best.get(0).score() - each.score() < OnnxCheck.TOLERANCE)
        .anyMatch(each -> each.labels().equals(IntStream.of(path).boxed().toList()));
  }
}
