package org.tributary.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.tributary.feature.InputColumn;
import org.tributary.head.DecodedSequence;
import org.tributary.head.LabelPath;
import org.tributary.onnx.ExportedTagger.Sample;
import org.tributary.tagger.Sentence;
import org.tributary.tagger.SequenceTagger;
import org.tributary.tagger.Tagging;
import org.tributary.tagger.WordTagger;
import org.tributary.tagger.definition.FeatureSequence;
import org.tributary.tagger.definition.Vocabulary;
import org.tributary.testing.CaseSelection;

/**
 * Exported taggers of random definitions answer in ONNX Runtime as in this library. The number of
 * definitions is the property {@code tributary.onnx.models}.
 */
class RandomTaggersTest {
  private static final int MODELS =
      Integer.getInteger("tributary.onnx.models", CaseSelection.count(12, 24));
  private static final int SENTENCES = 6;
  private static final double TOLERANCE = 1e-5;

  private int steps;
  private int ties;
  private int sameBits;
  private int probabilities;
  private double largest;

  @Test
  void randomTaggersAnswerTheSame(TestReporter reporter) {
    for (int seed = 0; seed < MODELS; seed++) {
      RandomTagger drawn = new RandomTagger(seed, seed % 3 != 2);
      try {
        if (seed % 3 == 2) {
          compareSequences(drawn);
        } else {
          compareSentences(drawn);
        }
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError(drawn.toString(), e);
      }
    }
    reporter.publishEntry(
        Map.of(
            "models", Integer.toString(MODELS),
            "steps", Integer.toString(steps),
            "steps with another label, of two that differ by less than 1e-5",
                Integer.toString(ties),
            "largest difference of a probability", Double.toString(largest),
            "probabilities of the same bits alone and in the batch",
                "%d of %d".formatted(sameBits, probabilities)));
  }

  private void compareSentences(RandomTagger drawn) {
    List<Sentence> sentences = drawn.sentences(SENTENCES);
    try (WordTagger tagger =
        WordTagger.of(
            drawn.definition,
            drawn.vocabularies,
            new Vocabulary(drawn.labels),
            drawn.parameters,
            Map.of())) {
      List<Tagging> expected = tagger.tagSentences(sentences);
      OnnxExport export = OnnxExport.of(tagger);
      ExportedTagger exported = ExportedTagger.of(tagger);
      List<FeatureSequence> sequences =
          exported.read(sentences).stream().map(Sample::sequence).toList();
      List<List<Integer>> labels =
          expected.stream()
              .map(t -> t.labels().stream().map(drawn.labels::indexOf).toList())
              .toList();
      List<float[]> distributions = expected.stream().map(t -> values(drawn, t)).toList();
      compare(drawn, export, exported, sequences, labels, distributions);
    }
  }

  private static float[] values(RandomTagger drawn, Tagging tagging) {
    float[] values = new float[tagging.size() * drawn.labels.size()];
    for (int t = 0; t < tagging.size(); t++) {
      Map<String, Double> distribution = tagging.distribution(t);
      for (int k = 0; k < drawn.labels.size(); k++) {
        values[t * drawn.labels.size() + k] = distribution.get(drawn.labels.get(k)).floatValue();
      }
    }
    return values;
  }

  private void compareSequences(RandomTagger drawn) {
    List<FeatureSequence> sequences = drawn.sequences(SENTENCES);
    try (SequenceTagger tagger =
        new SequenceTagger(drawn.definition, drawn.sizes, drawn.parameters)) {
      List<DecodedSequence> expected = tagger.decode(sequences);
      ExportedTagger exported = ExportedTagger.of(tagger);
      compare(
          drawn,
          OnnxExport.of(tagger),
          exported,
          sequences,
          expected.stream().map(d -> IntStream.of(d.labels()).boxed().toList()).toList(),
          expected.stream().map(d -> values(drawn, d)).toList());
    }
  }

  private static float[] values(RandomTagger drawn, DecodedSequence decoded) {
    float[] values = new float[decoded.steps() * drawn.labels.size()];
    for (int k = 0; k < values.length; k++) {
      values[k] =
          decoded.distributions().probability(k / drawn.labels.size(), k % drawn.labels.size());
    }
    return values;
  }

  private void compare(
      RandomTagger drawn,
      OnnxExport export,
      ExportedTagger exported,
      List<FeatureSequence> sequences,
      List<List<Integer>> labels,
      List<float[]> distributions) {
    int count = drawn.labels.size();
    int longest = sequences.stream().mapToInt(FeatureSequence::steps).max().orElseThrow();
    try (OnnxModel session = OnnxExport.load(export.model().toByteArray());
        SequenceTagger tagger =
            new SequenceTagger(exported.definition(), drawn.sizes, drawn.parameters)) {
      ExportedTagger.Outputs batch = exported.run(session, samples(sequences));
      requireSameWithOtherPadding(exported, session, sequences, batch);
      for (int n = 0; n < sequences.size(); n++) {
        int length = sequences.get(n).steps();
        ExportedTagger.Outputs alone = exported.run(session, samples(List.of(sequences.get(n))));
        for (int t = 0; t < longest; t++) {
          int at = n * longest + t;
          if (t >= length) {
            assertThat(batch.labels()[at]).isEqualTo(-1);
          } else if (batch.labels()[at] != labels.get(n).get(t)) {
            ties++;
            assertThat(margin(tagger, exported, sequences.get(n), t, distributions.get(n)))
                .as("margin of the best label at step %d of sequence %d", t, n)
                .isLessThan(TOLERANCE);
          }
          for (int k = 0; k < count; k++) {
            float found = batch.probabilities()[at * count + k];
            float expected = t >= length ? 0 : distributions.get(n)[t * count + k];
            assertThat(Math.abs((double) found - expected))
                .as("difference at step %d of sequence %d", t, n)
                .isLessThanOrEqualTo(t >= length ? 0 : TOLERANCE);
            largest = Math.max(largest, Math.abs((double) found - expected));
            if (t < length) {
              probabilities++;
              float single = alone.probabilities()[t * count + k];
              sameBits += Float.floatToIntBits(single) == Float.floatToIntBits(found) ? 1 : 0;
            }
          }
        }
        steps += length;
      }
    }
  }

  private static List<Sample> samples(List<FeatureSequence> sequences) {
    return sequences.stream().map(Sample::of).toList();
  }

  /** Compares with a batch whose padding holds the features of other sequences. */
  private static void requireSameWithOtherPadding(
      ExportedTagger exported,
      OnnxModel session,
      List<FeatureSequence> sequences,
      ExportedTagger.Outputs expected) {
    List<FeatureSequence> extended = new ArrayList<>();
    for (int n = 0; n < sequences.size(); n++) {
      List<InputColumn> columns = new ArrayList<>();
      List<InputColumn> others = sequences.get((n + 1) % sequences.size()).columns();
      for (int k = 0; k < others.size(); k++) {
        columns.add(sequences.get(n).columns().get(k).then(List.of(others.get(k))));
      }
      extended.add(FeatureSequence.of(columns));
    }
    Map<String, OnnxModel.Values> tensors = new HashMap<>(exported.tensors(samples(extended)));
    long[] lengths = sequences.stream().mapToLong(FeatureSequence::steps).toArray();
    tensors.put("lengths", new OnnxModel.Values(lengths, List.of(lengths.length)));
    Map<String, OnnxModel.Values> found = session.run(tensors);
    float[] probabilities = (float[]) found.get("probabilities").values();
    int longest = sequences.stream().mapToInt(FeatureSequence::steps).max().orElseThrow();
    int longer = extended.stream().mapToInt(FeatureSequence::steps).max().orElseThrow();
    int count = exported.sizes().labels();
    for (int n = 0; n < lengths.length; n++) {
      for (int k = 0; k < longer * count; k++) {
        boolean isPadding = k >= lengths[n] * count;
        float value = isPadding ? 0 : expected.probabilities()[n * longest * count + k];
        assertThat((double) probabilities[n * longer * count + k])
            .as("value %d of sequence %d with other padding", k, n)
            .isCloseTo(value, within(isPadding ? 0 : 1e-6));
      }
    }
  }

  private static double margin(
      SequenceTagger tagger,
      ExportedTagger exported,
      FeatureSequence sequence,
      int step,
      float[] distributions) {
    if (!exported.definition().columns().get(0).head().independentSteps()) {
      List<LabelPath> best = tagger.nBest(List.of(sequence), 2).get(0);
      return best.get(0).score() - best.get(1).score();
    }
    int count = exported.sizes().labels();
    double[] sorted =
        IntStream.range(0, count)
            .mapToDouble(k -> distributions[step * count + k])
            .sorted()
            .toArray();
    return sorted[count - 1] - sorted[count - 2];
  }
}
