package org.tributary.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.tributary.feature.Input;
import org.tributary.feature.InputColumn;
import org.tributary.feature.NumberColumn;
import org.tributary.feature.WordReader;
import org.tributary.head.DecodedSequence;
import org.tributary.head.LabelPath;
import org.tributary.internal.onnx.OnnxModel;
import org.tributary.param.ParameterValues;
import org.tributary.tagger.Sentence;
import org.tributary.tagger.definition.FeatureSequence;
import org.tributary.tagger.definition.TaggerDefinition;
import org.tributary.tagger.definition.TaggerSizes;
import org.tributary.tagger.definition.Vocabulary;
import org.tributary.tagger.sequence.SequenceTagger;

/**
 * A trained tagger to export, with the sequences of its check.
 *
 * @param definition the resolved definition
 * @param vocabularies the vocabulary of each input; empty if the features have no names
 * @param information metadata of the training
 * @param sequences sequences to check the export on, besides random ones
 */
record ExportedTagger(
    TaggerDefinition definition,
    TaggerSizes sizes,
    ParameterValues parameters,
    List<Vocabulary> vocabularies,
    TableReading reading,
    Map<String, String> information,
    List<FeatureSequence> sequences)
    implements Exportable {
  /** The number of sequences that ONNX Runtime reads at once in a check. */
  private static final int BATCH = 16;

  /** The number of best label sequences among which a tied one is looked for. */
  private static final int PATHS = 256;

  ExportedTagger {
    TaggerGraphs.requireExportable(definition);
    vocabularies = List.copyOf(vocabularies);
    sequences = List.copyOf(sequences);
  }

  ExportedTagger withSequences(List<FeatureSequence> added) {
    added.forEach(
        sequence -> definition.inputs().require(sequence.columns(), sizes.vocabularySizes()));
    return new ExportedTagger(
        definition, sizes, parameters, vocabularies, reading, information, added);
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
        definition, sizes, parameters, names, reading, information, sequences);
  }

  @Override
  public GraphProto graph() {
    return TaggerGraphs.tagger(definition, sizes, parameters, reading);
  }

  @Override
  public Map<String, String> texts() {
    Map<String, String> texts = new OnnxMetadata(definition, sizes, vocabularies, reading).texts();
    information.forEach((name, text) -> texts.put("metadata." + name, text));
    return texts;
  }

  @Override
  public long weightCount() {
    return parameters.count();
  }

  /** Returns the features of a sentence. */
  FeatureSequence read(Sentence sentence) {
    List<InputColumn> columns = new ArrayList<>();
    for (int k = 0; k < vocabularies.size(); k++) {
      Input<?> input = definition.inputs().all().get(k);
      columns.add(column(input, vocabularies.get(k), sentence));
    }
    return FeatureSequence.of(columns);
  }

  private static InputColumn column(Input<?> input, Vocabulary entries, Sentence sentence) {
    Optional<? extends WordReader<?>> reader = input.wordReader();
    if (reader.isPresent()) {
      return reader
          .get()
          .column(sentence.tokens(), symbol -> entries.index(symbol).orElse(entries.size()));
    }
    NumberColumn numbers = sentence.numbers().get(input.name());
    if (numbers == null) {
      throw new IllegalArgumentException(
          "ONNX: expected numbers for the input %s in every sentence of the check, got those of %s; add them by withNumbers"
              .formatted(input.name(), sentence.numbers().keySet()));
    }
    return numbers;
  }

  @Override
  public OnnxCheck check(OnnxModel session) {
    List<FeatureSequence> all = new ArrayList<>(new RandomSequences(this).drawn());
    all.addAll(sequences);
    OnnxCheck check = new OnnxCheck(0, 0, 0, 0);
    try (SequenceTagger tagger = new SequenceTagger(definition, sizes, parameters)) {
      for (int from = 0; from < all.size(); from += BATCH) {
        List<FeatureSequence> batch = all.subList(from, Math.min(from + BATCH, all.size()));
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

  Outputs run(OnnxModel session, List<FeatureSequence> batch) {
    Map<String, OnnxModel.Values> found =
        session.run(SequenceTensors.of(definition, sizes, reading, batch));
    return new Outputs(
        (long[]) found.get(TaggerGraphs.LABELS).values(),
        (float[]) found.get(TaggerGraphs.PROBABILITIES).values());
  }

  private OnnxCheck check(OnnxModel session, SequenceTagger tagger, List<FeatureSequence> batch) {
    Outputs outputs = run(session, batch);
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
            throw Exportable.mismatch(
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
        throw Exportable.mismatch(
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
        .anyMatch(each -> IntStream.range(0, path.length).allMatch(t -> each.label(t) == path[t]));
  }
}
