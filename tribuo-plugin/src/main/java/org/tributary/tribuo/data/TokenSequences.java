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
import org.tributary.tagger.TaggedSentence;

/**
 * Makes Tribuo sequences from tokens: one step a token, with the extractor's features and the
 * token's text as metadata ({@link TokenMetadata#TOKEN}).
 */
public final class TokenSequences {
  private TokenSequences() {}

  /**
   * A sequence to predict, each step with Tribuo's unknown label.
   *
   * @param tokens at least one, none empty
   * @throws IllegalArgumentException if the tokens, or the features made from them, are unfit
   * @throws NullPointerException if the list or a token is null
   */
  public static SequenceExample<Label> of(List<String> tokens, TokenFeatureExtractor extractor) {
    return sequence(TaggedSentence.checkTokens(tokens), i -> LabelFactory.UNKNOWN_LABEL, extractor);
  }

  /**
   * A sequence to train on or to evaluate with.
   *
   * @throws IllegalArgumentException if the features made from the tokens are unfit
   */
  public static SequenceExample<Label> of(
      TaggedSentence sentence, TokenFeatureExtractor extractor) {
    List<String> labels = sentence.labels();
    return sequence(sentence.tokens(), i -> new Label(labels.get(i)), extractor);
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
      if (valid(step)) {
        return step;
      }
    }
    throw new IllegalArgumentException(
        "extractor: expected at least one feature, none of them null, each name once and no value NaN, for token %d (%s), got %s from %s"
            .formatted(
                index + 1, DataFormatException.quote(tokens.get(index)), features, extractor));
  }

  /** Whether Tribuo can so much as sort them. */
  private static boolean hasNames(List<Feature> features) {
    if (features == null) {
      return false;
    }
    for (Feature feature : features) {
      if (feature == null || feature.getName() == null) {
        return false;
      }
    }
    return true;
  }

  /** What {@link Example#validateExample} asks for, of one that holds its features sorted. */
  private static boolean valid(Example<Label> step) {
    String before = null;
    for (Feature feature : step) {
      if (Double.isNaN(feature.getValue()) || feature.getName().equals(before)) {
        return false;
      }
      before = feature.getName();
    }
    return step.size() > 0;
  }
}
