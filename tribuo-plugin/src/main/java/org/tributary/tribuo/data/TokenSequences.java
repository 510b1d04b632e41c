package org.tributary.tribuo.data;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.tribuo.Example;
import org.tribuo.Feature;
import org.tribuo.classification.Label;
import org.tribuo.classification.LabelFactory;
import org.tribuo.impl.ArrayExample;
import org.tribuo.sequence.SequenceExample;
import org.tributary.DataFormatException;
import org.tributary.internal.SentenceChecks;
import org.tributary.tagger.TaggedSentence;

/**
 * A factory of Tribuo sequences from tokens: one step per token, with the extractor's features and
 * the token's text as metadata ({@link TokenMetadata#TOKEN}).
 */
public final class TokenSequences {
  private TokenSequences() {}

  /**
   * Returns a sequence for prediction; each step has Tribuo's unknown label.
   *
   * @param tokens at least one, none empty
   * @throws IllegalArgumentException if the tokens or their features are invalid
   * @throws NullPointerException if the list or a token is null
   */
  public static SequenceExample<Label> of(List<String> tokens, TokenFeatureExtractor extractor) {
    return sequence(SentenceChecks.copyOf(tokens), i -> LabelFactory.UNKNOWN_LABEL, extractor);
  }

  /**
   * Returns a sequence for training or evaluation. The values of the sentence's columns are
   * metadata of the steps, under the column's name.
   *
   * @throws IllegalArgumentException if the features of the tokens are invalid
   */
  public static SequenceExample<Label> of(
      TaggedSentence sentence, TokenFeatureExtractor extractor) {
    List<String> labels = sentence.labels();
    SequenceExample<Label> sequence =
        sequence(sentence.tokens(), i -> new Label(labels.get(i)), extractor);
    for (String column : sentence.columns().keySet()) {
      for (int i = 0; i < sequence.size(); i++) {
        Example<Label> step = sequence.get(i);
        sentence.value(column, i).ifPresent(value -> step.setMetadataValue(column, value));
      }
    }
    return sequence;
  }

  /**
   * Returns one step of {@link #of(List, TokenFeatureExtractor)}.
   *
   * @param tokens the sentence's tokens
   * @param index the token's index, from 0
   * @throws IllegalArgumentException if the features of the token are invalid
   */
  public static Example<Label> step(
      List<String> tokens, int index, TokenFeatureExtractor extractor) {
    return step(tokens, index, LabelFactory.UNKNOWN_LABEL, extractor);
  }

  private static SequenceExample<Label> sequence(
      List<String> tokens, IntFunction<Label> labels, TokenFeatureExtractor extractor) {
    List<Example<Label>> steps = new ArrayList<>(tokens.size());
    for (int i = 0; i < tokens.size(); i++) {
      steps.add(step(tokens, i, labels.apply(i), extractor));
    }
    return new SequenceExample<>(steps);
  }

  private static Example<Label> step(
      List<String> tokens, int index, Label label, TokenFeatureExtractor extractor) {
    List<Feature> features = extractor.extract(tokens, index);
    if (hasNames(features)) {
      Example<Label> step = new ArrayExample<>(label, features);
      step.setMetadataValue(TokenMetadata.TOKEN, tokens.get(index));
      if (isValid(step)) {
        return step;
      }
    }
    throw new IllegalArgumentException(
        "extractor: expected at least one feature, none of them null, each name once and no value NaN, for token %d (%s), got %s from %s"
            .formatted(
                index + 1, DataFormatException.quote(tokens.get(index)), features, extractor));
  }

  /** Returns whether all features have names; Tribuo sorts by name before it validates. */
  private static boolean hasNames(List<Feature> features) {
    return features != null
        && features.stream().allMatch(feature -> feature != null && feature.getName() != null);
  }

  /** Returns whether a step with sorted features passes {@link Example#validateExample}. */
  private static boolean isValid(Example<Label> step) {
    String previous = null;
    for (Feature feature : step) {
      if (Double.isNaN(feature.getValue()) || feature.getName().equals(previous)) {
        return false;
      }
      previous = feature.getName();
    }
    return step.size() > 0;
  }
}
