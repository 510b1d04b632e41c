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
 * @param sequences sequences to check the export on, besides random ones
 * @param words the words of each of them; empty for a tagger without token vectors
 */
record ExportedTagger(
    TaggerDefinition definition,
    TaggerSizes sizes,
    ParameterValues parameters,
    List<Vocabulary> vocabularies,
    TableReading reading,
    Map<String, String> information,
    Optional<EncoderModel> encoder,
    List<FeatureSequence> sequences,
    List<List<String>> words)
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

  ExportedTagger {
    requireExportable(definition);
    vocabularies = List.copyOf(vocabularies);
    sequences = List.copyOf(sequences);
    words = List.copyOf(words);
    inputs(definition, sizes, reading, encoder);
  }

  /**
   * Returns the encoder of a definition's token vectors, with which its graph begins.
   *
   * @throws IllegalArgumentException if there are several, the operators of the graph are not in
   *     its operator set, or its files were changed
   */
  static Optional<EncoderModel> encoder(TaggerDefinition definition) {
    List<TransformerVectors> vectors = new ArrayList<>();
    for (Input<?> input : definition.inputs().all()) {
      if (input instanceof TransformerVectors each) {
        vectors.add(each);
      }
    }
    if (vectors.size() > 1) {
      throw new IllegalArgumentException(
          "ONNX: expected one input of token vectors, got %s, whose encoders may have tensors of the same names; run the tagger by this library"
              .formatted(vectors.stream().map(TransformerVectors::name).toList()));
    }
    return vectors.stream()
        .findFirst()
        .map(
            each -> {
              EncoderModel read = EncoderModel.read(each.encoder());
              OnnxExport.requireOperators(read.graph());
              return read;
            });
  }

  /**
   * Checks that ONNX can express a tagger.
   *
   * @throws IllegalArgumentException for an input, cell or head of the caller's own
   */
  static void requireExportable(TaggerDefinition definition) {
    definition.inputs().all().forEach(OnnxInput::requireExportable);
    RecurrentGraph.requireExportable(definition.encoder());
    Head head = definition.columns().get(0).head();
    if (!(head.equals(Head.softmax()) || head instanceof CrfHead)) {
      throw new IllegalArgumentException(
          "ONNX: expected a softmax or a CRF, got a head of the class %s; run it by this library, or train with one of those"
              .formatted(head.getClass().getName()));
    }
  }

  /** Returns the form of each input in the export. */
  private List<OnnxInput> inputs() {
    return inputs(definition, sizes, reading, encoder);
  }

  private static List<OnnxInput> inputs(
      TaggerDefinition definition,
      TaggerSizes sizes,
      TableReading reading,
      Optional<EncoderModel> encoder) {
    List<OnnxInput> inputs = new ArrayList<>();
    for (Input<?> input : definition.inputs().all()) {
      inputs.add(OnnxInput.of(input, sizes.vocabularySizes().get(inputs.size()), reading, encoder));
    }
    return inputs;
  }

  ExportedTagger withSequences(List<FeatureSequence> added) {
    if (encoder.isPresent()) {
      throw new IllegalArgumentException(
          "ONNX: expected sentences to check a tagger with token vectors on, got feature sequences, which have no words; use sentences");
    }
    added.forEach(
        sequence -> definition.inputs().require(sequence.columns(), sizes.vocabularySizes()));
    return with(added, List.of());
  }

  /**
   * Returns this tagger with sentences to check.
   *
   * @throws IllegalArgumentException if a sentence lacks the numbers of an input, or is too long
   *     for the encoder
   */
  ExportedTagger withSentences(List<Sentence> added) {
    List<FeatureSequence> read = read(added);
    if (encoder.isEmpty()) {
      return withSequences(read);
    }
    List<List<String>> tokens = added.stream().map(Sentence::tokens).toList();
    for (List<String> sentence : tokens) {
      if (encoder.get().count(sentence) > encoder.get().window()) {
        throw new IllegalArgumentException(
            "ONNX: expected sentences of at most %d pieces, which the encoder in the graph reads at once, got one of %d: '%s'; leave it out"
                .formatted(
                    encoder.get().window(),
                    encoder.get().count(sentence),
                    Excerpt.of(String.join(" ", sentence))));
      }
    }
    return with(read, tokens);
  }

  private ExportedTagger with(List<FeatureSequence> added, List<List<String>> tokens) {
    return new ExportedTagger(
        definition, sizes, parameters, vocabularies, reading, information, encoder, added, tokens);
  }

  ExportedTagger withNames(List<Vocabulary> names) {
    List<Integer> expected = new ArrayList<>();
    for (int entries : sizes.vocabularySizes()) {
      expected.add(Math.max(0, entries - 1));
    }
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
    return new ExportedTagger(
        definition, sizes, parameters, names, reading, information, encoder, sequences, words);
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
    inputs().forEach(input -> vectors.add(input.add(graph, parameters)));
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
    List<OnnxInput> inputs = inputs();
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
   * Returns the features of sentences.
   *
   * @throws IllegalArgumentException if a sentence lacks the numbers of an input
   */
  List<FeatureSequence> read(List<Sentence> sentences) {
    try (WordColumns columns = WordColumns.withVocabularies(definition.inputs(), vocabularies)) {
      return columns.read(sentences);
    }
  }

  /**
   * Returns random sentences that the encoder, if there is one, reads at once, of the entries of
   * all vocabularies and of letters.
   */
  private List<List<String>> randomWords(SplittableRandom random) {
    List<String> known =
        vocabularies.stream().flatMap(vocabulary -> vocabulary.entries().stream()).toList();
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
          && encoder.filter(e -> e.count(sentence) > e.window()).isPresent()) {
        sentence.remove(0);
      }
      all.add(sentence);
    }
    return all;
  }

  /** Returns the columns of random sequences: known and unknown entries, one step and more. */
  private List<FeatureSequence> random(SplittableRandom random, List<List<String>> words) {
    List<List<? extends InputColumn>> columns = new ArrayList<>();
    inputs().forEach(input -> columns.add(input.random(random, words)));
    return IntStream.range(0, words.size())
        .mapToObj(
            n ->
                FeatureSequence.of(
                    columns.stream().map(each -> each.get(n)).toArray(InputColumn[]::new)))
        .toList();
  }

  /**
   * Returns the tensors of a batch by the names of the model's inputs.
   *
   * @param tokens the words of each sequence; empty for a tagger without token vectors
   */
  Map<String, OnnxModel.Values> tensors(List<FeatureSequence> batch, List<List<String>> tokens) {
    int steps = batch.stream().mapToInt(FeatureSequence::steps).max().orElseThrow();
    Map<String, OnnxModel.Values> tensors = new LinkedHashMap<>();
    List<OnnxInput> inputs = inputs();
    for (int k = 0; k < inputs.size(); k++) {
      int index = k;
      inputs
          .get(k)
          .feed(batch.stream().map(s -> s.columns().get(index)).toList(), tokens, steps, tensors);
    }
    tensors.put(
        LENGTHS,
        new OnnxModel.Values(
            batch.stream().mapToLong(FeatureSequence::steps).toArray(), List.of(batch.size())));
    return tensors;
  }

  @Override
  public OnnxCheck check(OnnxModel session) {
    SplittableRandom random = new SplittableRandom(SEED);
    List<List<String>> tokens = randomWords(random);
    List<FeatureSequence> all = new ArrayList<>(random(random, tokens));
    all.addAll(sequences);
    tokens.addAll(words);
    OnnxCheck check = new OnnxCheck(0, 0, 0, 0);
    int size = encoder.filter(EncoderModel::dependsOnBatch).isPresent() ? 1 : BATCH;
    try (SequenceTagger tagger = new SequenceTagger(definition, sizes, parameters)) {
      for (int from = 0; from < all.size(); from += size) {
        int to = Math.min(from + size, all.size());
        List<List<String>> ofBatch = encoder.isPresent() ? tokens.subList(from, to) : List.of();
        check = check.plus(check(session, tagger, all.subList(from, to), ofBatch));
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

  Outputs run(OnnxModel session, List<FeatureSequence> batch, List<List<String>> tokens) {
    Map<String, OnnxModel.Values> found = session.run(tensors(batch, tokens));
    return new Outputs(
        (long[]) found.get(LABELS).values(), (float[]) found.get(PROBABILITIES).values());
  }

  private OnnxCheck check(
      OnnxModel session,
      SequenceTagger tagger,
      List<FeatureSequence> batch,
      List<List<String>> tokens) {
    Outputs outputs = run(session, batch, tokens);
    List<DecodedSequence> expected = tagger.decode(batch);
    int longest = batch.stream().mapToInt(FeatureSequence::steps).max().orElseThrow();
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
        requireTie(tagger, batch.get(n), decoded, path);
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
        tied = decoded.confidence(t) - chosen < OnnxCheck.TOLERANCE;
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
