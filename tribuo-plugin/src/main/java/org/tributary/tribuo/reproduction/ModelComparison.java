package org.tributary.tribuo.reproduction;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.tribuo.Prediction;
import org.tribuo.VariableInfo;
import org.tribuo.classification.Label;
import org.tribuo.sequence.SequenceDataset;
import org.tribuo.sequence.SequenceExample;
import org.tributary.param.FloatTensor;
import org.tributary.param.ParameterValues;
import org.tributary.tribuo.LstmTaggerModel;
import org.tributary.tribuo.internal.model.ExampleEncoder;
import org.tributary.tribuo.internal.storage.StoredTagger;

/**
 * A bitwise comparison of two taggers.
 *
 * @param original the model
 * @param reproduced its reproduction
 */
record ModelComparison(LstmTaggerModel original, LstmTaggerModel reproduced) {
  /** Sentences per prediction batch. */
  private static final int BATCH_SENTENCES = 512;

  /**
   * Returns the first difference in features, labels, definition, parameters or training history,
   * in this order.
   */
  Optional<Difference> weights() {
    return firstOf(k -> "feature " + k, features(original), features(reproduced))
        .or(() -> firstOf(k -> "label " + k, labels(original), labels(reproduced)))
        .or(() -> inSettings(settings(original), settings(reproduced)))
        .or(() -> inParameters(original.parameters(), reproduced.parameters()))
        .or(
            () ->
                firstOf(
                    k -> "history, epoch " + (k + 1), original.history(), reproduced.history()));
  }

  /** Returns the settings of definition and inputs, which are in the stored form of a model. */
  private static Map<String, String> settings(LstmTaggerModel model) {
    try {
      return StoredTagger.read(model.serialize().getSerializedData()).tensors().texts();
    } catch (IOException e) {
      throw new UncheckedIOException(e); // cannot happen: the bytes are those just written
    }
  }

  private static Optional<Difference> inSettings(Map<String, String> one, Map<String, String> two) {
    List<String> names =
        Stream.concat(one.keySet().stream(), two.keySet().stream()).distinct().sorted().toList();
    return firstOf(
        k -> "definition " + names.get(k),
        names.stream().map(name -> one.getOrDefault(name, "none")).toList(),
        names.stream().map(name -> two.getOrDefault(name, "none")).toList());
  }

  private static Optional<Difference> inParameters(ParameterValues one, ParameterValues two) {
    return firstOf(k -> "parameter " + k, one.names(), two.names())
        .or(
            () ->
                one.names().stream()
                    .flatMap(name -> inParameter(name, one.tensor(name), two.tensor(name)).stream())
                    .findFirst());
  }

  private static Optional<Difference> inParameter(String name, FloatTensor one, FloatTensor two) {
    Optional<Difference> shape = difference("shape of parameter " + name, one.shape(), two.shape());
    if (shape.isPresent()) {
      return shape;
    }
    float[] values = one.values();
    float[] others = two.values();
    for (int at = 0; at < values.length; at++) {
      if (Float.floatToRawIntBits(values[at]) != Float.floatToRawIntBits(others[at])) {
        String place = "parameter " + name + index(at, one.shape().asArray());
        return difference(place, values[at], others[at]);
      }
    }
    return Optional.empty();
  }

  /** Returns the indices per dimension of the row-major element {@code at}. */
  private static List<Long> index(long at, long[] shape) {
    List<Long> index = new ArrayList<>();
    long rest = at;
    for (int d = shape.length - 1; d >= 0; d--) {
      index.add(0, rest % shape[d]);
      rest /= shape[d];
    }
    return index;
  }

  /**
   * Returns the first difference in predictions.
   *
   * @param name the name of the data, for the location
   */
  Optional<Difference> predictions(String name, SequenceDataset<Label> data) {
    List<SequenceExample<Label>> sentences = data.getData();
    for (int from = 0; from < sentences.size(); from += BATCH_SENTENCES) {
      List<SequenceExample<Label>> batch =
          sentences.subList(from, Math.min(from + BATCH_SENTENCES, sentences.size()));
      List<List<Prediction<Label>>> one = original.predict(batch);
      List<List<Prediction<Label>>> two = reproduced.predict(batch);
      for (int k = 0; k < batch.size(); k++) {
        String place = "%s, sentence %d".formatted(name, from + k + 1);
        Optional<Difference> found = inSentence(place, one.get(k), two.get(k));
        if (found.isPresent()) {
          return found;
        }
      }
    }
    return Optional.empty();
  }

  private static Optional<Difference> inSentence(
      String place, List<Prediction<Label>> one, List<Prediction<Label>> two) {
    for (int step = 0; step < one.size(); step++) {
      String ofStep = "%s, step %d".formatted(place, step + 1);
      Optional<Difference> found = firstOf(k -> ofStep, texts(one.get(step)), texts(two.get(step)));
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  /** Returns the label of a step and all labels by name, each with its score. */
  private static List<String> texts(Prediction<Label> step) {
    List<String> texts = new ArrayList<>(List.of(labelled(step.getOutput())));
    new TreeMap<>(step.getOutputScores()).values().forEach(score -> texts.add(labelled(score)));
    return texts;
  }

  private static String labelled(Label label) {
    return label.getLabel() + " with " + label.getScore();
  }

  /** Returns the first difference of two lists; a missing element is called "none". */
  private static Optional<Difference> firstOf(IntFunction<String> place, List<?> one, List<?> two) {
    for (int k = 0; k < Math.max(one.size(), two.size()); k++) {
      Object original = k < one.size() ? one.get(k) : "none";
      Object reproduced = k < two.size() ? two.get(k) : "none";
      if (!original.equals(reproduced)) {
        return difference(place.apply(k), original, reproduced);
      }
    }
    return Optional.empty();
  }

  private static Optional<Difference> difference(String place, Object original, Object reproduced) {
    return Objects.equals(original, reproduced)
        ? Optional.empty()
        : Optional.of(new Difference(place, oneLine(original), oneLine(reproduced)));
  }

  private static String oneLine(Object value) {
    return value.toString().strip().replaceAll("\\s+", " ");
  }

  private static List<String> features(LstmTaggerModel model) {
    List<String> names = new ArrayList<>();
    for (VariableInfo feature : model.getFeatureIDMap()) {
      names.add("%s, %d times".formatted(feature.getName(), feature.getCount()));
    }
    names.sort(null);
    return names;
  }

  private static List<String> labels(LstmTaggerModel model) {
    return ExampleEncoder.labels(model.getOutputIDInfo());
  }
}
