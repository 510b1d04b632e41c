package org.tributary.tribuo.reproduction;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.tribuo.Prediction;
import org.tribuo.VariableInfo;
import org.tribuo.classification.Label;
import org.tribuo.sequence.SequenceDataset;
import org.tribuo.sequence.SequenceExample;
import org.tributary.internal.param.HalfPrecision;
import org.tributary.tribuo.LstmTaggerModel;
import org.tributary.tribuo.protos.LstmTaggerProto;
import org.tributary.tribuo.protos.ParameterProto;

/**
 * A bitwise comparison of two taggers.
 *
 * @param original the model
 * @param reproduced its reproduction
 */
record ModelComparison(LstmTaggerModel original, LstmTaggerModel reproduced) {
  /** Sentences per prediction batch. */
  private static final int BATCH_SENTENCES = 512;

  /** Fields of a stored model that differ between equal trainings: provenance, versions, sums. */
  private static final Set<Integer> OTHER_FIELDS =
      Set.of(
          LstmTaggerProto.METADATA_FIELD_NUMBER,
          LstmTaggerProto.GZIP_METADATA_FIELD_NUMBER,
          LstmTaggerProto.TRIBUTARY_VERSION_FIELD_NUMBER,
          LstmTaggerProto.CHECKSUM_FIELD_NUMBER);

  private static final Set<Integer> VALUE_FIELDS =
      Set.of(ParameterProto.VALUES_FIELD_NUMBER, ParameterProto.HALF_VALUES_FIELD_NUMBER);

  /**
   * Returns the first difference in features, labels, definition, parameters or training history,
   * in this order.
   */
  Optional<Difference> weights() {
    return firstOf("feature", features(original), features(reproduced))
        .or(() -> firstOf("label", labels(original), labels(reproduced)))
        .or(() -> inMessages(proto(original), proto(reproduced)));
  }

  /**
   * Returns the first difference in the stored form: its definition, its parameters, and any other
   * field that a model has, in the order of their numbers.
   */
  private static Optional<Difference> inMessages(LstmTaggerProto one, LstmTaggerProto two) {
    return inSettings(one.getDefinitionMap(), two.getDefinitionMap())
        .or(() -> inParameters(one.getParametersList(), two.getParametersList()))
        .or(() -> inFields("", one, two, OTHER_FIELDS));
  }

  /**
   * Returns the first difference in the fields of a message, those added in the future among them.
   *
   * @param place a prefix of the field's name
   * @param others the fields to leave out
   */
  private static Optional<Difference> inFields(
      String place, Message one, Message two, Set<Integer> others) {
    return one.getDescriptorForType().getFields().stream()
        .filter(field -> !others.contains(field.getNumber()))
        .flatMap(
            field ->
                difference(place + field.getName(), one.getField(field), two.getField(field))
                    .stream())
        .findFirst();
  }

  private static Optional<Difference> inSettings(Map<String, String> one, Map<String, String> two) {
    Set<String> names = new TreeSet<>(one.keySet());
    names.addAll(two.keySet());
    return names.stream()
        .flatMap(
            name ->
                difference(
                    "definition " + name,
                    one.getOrDefault(name, "none"),
                    two.getOrDefault(name, "none"))
                    .stream())
        .findFirst();
  }

  private static Optional<Difference> inParameters(
      List<ParameterProto> one, List<ParameterProto> two) {
    Optional<Difference> first = difference("parameters", one.size(), two.size());
    for (int k = 0; k < one.size() && first.isEmpty(); k++) {
      first = inParameter(one.get(k), two.get(k));
    }
    return first;
  }

  private static Optional<Difference> inParameter(ParameterProto one, ParameterProto two) {
    Optional<Difference> form =
        difference("parameter", one.getName(), two.getName())
            .or(
                () ->
                    difference(
                        "shape of parameter " + one.getName(),
                        one.getShapeList(),
                        two.getShapeList()))
            .or(() -> inFields("parameter " + one.getName() + ", ", one, two, VALUE_FIELDS));
    return form.isPresent() ? form : inValues(one, two);
  }

  /** Returns the first difference of two values, each stored in 16 bits or in 32. */
  private static Optional<Difference> inValues(ParameterProto one, ParameterProto two) {
    if (one.getValues().equals(two.getValues())
        && one.getHalfValues().equals(two.getHalfValues())) {
      return Optional.empty();
    }
    float[] values = floats(one);
    float[] others = floats(two);
    int at = 0;
    while (at < values.length && at < others.length && bits(values[at]) == bits(others[at])) {
      at++;
    }
    if (at == values.length || at == others.length) {
      return difference("values of parameter " + one.getName(), values.length, others.length);
    }
    String place = "parameter " + one.getName() + index(at, one.getShapeList());
    return difference(place, values[at], others[at]);
  }

  private static int bits(float value) {
    return Float.floatToRawIntBits(value);
  }

  private static float[] floats(ParameterProto parameter) {
    ByteBuffer half =
        parameter.getHalfValues().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
    if (half.hasRemaining()) {
      float[] values = new float[half.remaining() / HalfPrecision.BYTES];
      HalfPrecision.decode(half, values, 0, values.length);
      return values;
    }
    FloatBuffer single =
        parameter.getValues().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
    float[] values = new float[single.remaining()];
    single.get(values);
    return values;
  }

  /** Returns the indices per dimension of the row-major element {@code at}. */
  private static List<Long> index(long at, List<Long> shape) {
    List<Long> index = new ArrayList<>();
    long rest = at;
    for (int d = shape.size() - 1; d >= 0; d--) {
      index.add(0, rest % shape.get(d));
      rest /= shape.get(d);
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
      Optional<Difference> found =
          inStep("%s, step %d".formatted(place, step + 1), one.get(step), two.get(step));
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  private static Optional<Difference> inStep(
      String place, Prediction<Label> one, Prediction<Label> two) {
    Map<String, Label> scores = one.getOutputScores();
    Map<String, Label> others = two.getOutputScores();
    Optional<Difference> best =
        difference(place, labelled(one.getOutput()), labelled(two.getOutput()));
    if (best.isPresent()) {
      return best;
    }
    for (String label : new TreeSet<>(scores.keySet())) {
      Optional<Difference> found =
          difference(place, labelled(scores.get(label)), labelled(others.get(label)));
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  private static String labelled(Label label) {
    return label == null ? "nothing" : label.getLabel() + " with " + label.getScore();
  }

  private static Optional<Difference> firstOf(String place, List<String> one, List<String> two) {
    for (int k = 0; k < Math.max(one.size(), two.size()); k++) {
      String original = k < one.size() ? one.get(k) : "none";
      String reproduced = k < two.size() ? two.get(k) : "none";
      if (!original.equals(reproduced)) {
        return difference(place + " " + k, original, reproduced);
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
    List<String> names = new ArrayList<>();
    for (int id = 0; id < model.getOutputIDInfo().size(); id++) {
      names.add(model.getOutputIDInfo().getOutput(id).getLabel());
    }
    return names;
  }

  private static LstmTaggerProto proto(LstmTaggerModel model) {
    try {
      return model.serialize().getSerializedData().unpack(LstmTaggerProto.class);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException(e);
    }
  }
}
