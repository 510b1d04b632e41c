package org.tributary.tagger;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.tributary.feature.CharacterPooling;
import org.tributary.feature.NumberInput;
import org.tributary.head.DecodedSequence;
import org.tributary.head.LabelDistributions;
import org.tributary.layer.Recurrent;
import org.tributary.param.FloatTensor;
import org.tributary.param.ParameterSpec;
import org.tributary.param.ParameterValues;
import org.tributary.tagger.definition.FeatureSequence;
import org.tributary.tagger.definition.TaggerDefinition;
import org.tributary.tagger.definition.TaggerSizes;
import org.tributary.train.tagger.SmallTraining;

/**
 * Hashes of the probabilities of a few sentences, to be printed by JVMs of different options.
 * Weights and sentences are fractions with few bits, so they are the same everywhere.
 */
final class PredictionHash {
  static final List<String> NAMES = List.of("lstm", "gru", "rnn", "cnn", "crf");

  private static final int SENTENCES = 12;

  private PredictionHash() {}

  /** Prints the hash of each network after {@code args[0]} predictions of it. */
  public static void main(String[] args) throws IOException {
    StringBuilder lines = new StringBuilder();
    for (String name : NAMES) {
      List<FeatureSequence> sentences = sentences(name);
      try (SequenceTagger tagger = tagger(name)) {
        List<LabelDistributions> predicted =
            tagger.decode(sentences).stream().map(DecodedSequence::distributions).toList();
        for (int k = 1; k < Integer.parseInt(args[0]); k++) {
          tagger.cache().clear(); // so that all loops run
          predicted =
              tagger.decode(sentences).stream().map(DecodedSequence::distributions).toList();
        }
        lines.append(name).append(' ').append(hash(predicted)).append('\n');
      }
    }
    System.out.write(lines.toString().getBytes(StandardCharsets.UTF_8));
    System.out.flush();
  }

  static TaggerDefinition definition(String name) {
    TaggerDefinition base = SmallTraining.define();
    return switch (name) {
      case "lstm" ->
          base.words(21)
              .characters(c -> c.size(7).lstm(11))
              .encoder(i -> Recurrent.lstm(i).hidden(45).layers(2).bidirectional().highway());
      case "gru" ->
          base.words(40)
              .input(NumberInput.of("sensor", 3).projectedTo(5))
              .encoder(i -> Recurrent.gru(i).hidden(37).layers(2).bidirectional().residual());
      case "rnn" -> base.words(9).encoder(i -> Recurrent.rnn(i).hidden(70));
      case "cnn" ->
          base.words(12)
              .characters(c -> c.size(6).cnn(9, 2, 3))
              .encoder(i -> Recurrent.lstm(i).hidden(40).projection(13).bidirectional());
      default ->
          base.words(10)
              .characters(c -> c.size(5).lstm(3, CharacterPooling.MAX))
              .encoder(i -> Recurrent.lstm(i).hidden(8).bidirectional())
              .crf();
    };
  }

  private static TaggerSizes sizes(TaggerDefinition definition) {
    return new TaggerSizes(
        definition.inputs().all().stream().map(i -> i instanceof NumberInput ? 0 : 60).toList(),
        17);
  }

  static SequenceTagger tagger(String name) {
    TaggerDefinition definition = definition(name);
    SplittableRandom random = new SplittableRandom(1);
    Map<String, FloatTensor> values = new LinkedHashMap<>();
    for (ParameterSpec spec : definition.parameters(sizes(definition))) {
      values.put(
          spec.name(),
          FloatTensor.written(
              spec.shape(),
              to -> {
                for (int k = 0; k < to.length; k++) {
                  to[k] = (random.nextInt(1 << 12) - (1 << 11) + 0.5f) / (1 << 12);
                }
              }));
    }
    return new SequenceTagger(definition, sizes(definition), ParameterValues.of(values));
  }

  static List<FeatureSequence> sentences(String name) {
    TaggerDefinition definition = definition(name);
    return IntStream.range(0, SENTENCES)
        .mapToObj(
            k -> RandomColumns.sequence(definition, sizes(definition), 1 + 2 * k, new Random(k)))
        .toList();
  }

  /** Returns the hash of the probabilities of all sentences, in their order. */
  static String hash(List<LabelDistributions> predicted) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (LabelDistributions sentence : predicted) {
        for (int step = 0; step < sentence.steps(); step++) {
          for (int label = 0; label < sentence.labels(); label++) {
            digest.update(
                ByteBuffer.allocate(Float.BYTES)
                    .putFloat(sentence.probability(step, label))
                    .array());
          }
        }
      }
      return HexFormat.of().formatHex(digest.digest(), 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every JVM has SHA-256
    }
  }

  /** Returns the predictions of batches of {@code size} in a shuffled order, in the given order. */
  static List<LabelDistributions> inBatches(
      SequenceTagger tagger, List<FeatureSequence> sentences, int size, long seed) {
    List<Integer> order = new ArrayList<>(IntStream.range(0, sentences.size()).boxed().toList());
    Collections.shuffle(order, new Random(seed));
    List<LabelDistributions> all = new ArrayList<>(Collections.nCopies(sentences.size(), null));
    for (int from = 0; from < order.size(); from += size) {
      List<Integer> chosen = order.subList(from, Math.min(from + size, order.size()));
      List<LabelDistributions> predicted =
          tagger.decode(chosen.stream().map(sentences::get).toList()).stream()
              .map(DecodedSequence::distributions)
              .toList();
      for (int k = 0; k < chosen.size(); k++) {
        all.set(chosen.get(k), predicted.get(k));
      }
    }
    return all;
  }
}
