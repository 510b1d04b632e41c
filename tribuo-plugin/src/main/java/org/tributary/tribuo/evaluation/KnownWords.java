package org.tributary.tribuo.evaluation;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import org.tribuo.Example;
import org.tribuo.Feature;
import org.tribuo.ImmutableFeatureMap;
import org.tribuo.VariableInfo;
import org.tribuo.classification.Label;
import org.tribuo.provenance.ModelProvenance;
import org.tribuo.sequence.SequenceModel;
import org.tributary.feature.EmbeddingInput;
import org.tributary.feature.WordForm;
import org.tributary.tagger.WordTagger;
import org.tributary.tribuo.data.TokenMetadata;
import org.tributary.tribuo.data.WordFeatureExtractor;
import org.tributary.tribuo.internal.model.ImportedDataProvenance;
import org.tributary.tribuo.provenance.RunProvenance;

/**
 * The words that a tagger knows from its training data. The word of a token is known to a Tribuo
 * model that has its word feature. A token without a word feature, as from other libraries' data
 * sources, is known if the model has any of its features. A word tagger, and a model that was made
 * of one, know words as {@link WordTagger#knows} says; they have no frequencies. Immutable.
 */
public final class KnownWords {
  private static final String LOWER = EmbeddingInput.LOWER + "=";

  private final Function<Example<Label>, Entry> lookup;

  private KnownWords(Function<Example<Label>, Entry> lookup) {
    this.lookup = lookup;
  }

  /** Returns the words that {@code model} knows. */
  public static KnownWords of(SequenceModel<Label> model) {
    ImmutableFeatureMap features = model.getFeatureIDMap();
    if (!isImported(model.getProvenance())) {
      return new KnownWords(token -> entry(features, token));
    }
    if (has(features, WordFeatureExtractor.WORD)) {
      return ofWords(word -> Optional.of(WordFeatureExtractor.WORD + word), features);
    }
    return has(features, LOWER)
        ? ofWords(word -> Optional.of(LOWER + WordForm.lower(word)), features)
        : ofWords(word -> Optional.empty(), features);
  }

  /** Returns the words that {@code tagger} knows; their frequencies are not known. */
  public static KnownWords of(WordTagger tagger) {
    return new KnownWords(
        token -> new Entry(tagger.knows(TokenMetadata.word(token)), OptionalInt.empty()));
  }

  private static KnownWords ofWords(
      Function<String, Optional<String>> feature, ImmutableFeatureMap features) {
    return new KnownWords(
        token ->
            new Entry(
                feature.apply(TokenMetadata.word(token)).map(name -> features.get(name) != null),
                OptionalInt.empty()));
  }

  /** Returns whether a model, or the base model that it started from, was not trained as one. */
  private static boolean isImported(ModelProvenance model) {
    return model.getDatasetProvenance().getSourceProvenance() instanceof ImportedDataProvenance
        || RunProvenance.base(model).filter(KnownWords::isImported).isPresent();
  }

  private static boolean has(ImmutableFeatureMap features, String prefix) {
    for (VariableInfo feature : features) {
      if (feature.getName().startsWith(prefix)) {
        return true;
      }
    }
    return false;
  }

  /**
   * The entry of a word in a model.
   *
   * @param known whether it knows the word; empty if it has no vocabulary of words
   * @param trainingCount the number of times that the word occurs in the training data; empty for a
   *     token without a word feature, or if the model has no frequencies
   */
  record Entry(Optional<Boolean> known, OptionalInt trainingCount) {}

  /** Returns whether the model knows the word of a token; false if it has no words. */
  public boolean isKnown(Example<Label> token) {
    return entry(token).known().orElse(false);
  }

  /** Returns what the model knows of the word of a token. */
  Entry entry(Example<Label> token) {
    return lookup.apply(token);
  }

  private static Entry entry(ImmutableFeatureMap features, Example<Label> token) {
    String word = WordFeatureExtractor.WORD + TokenMetadata.word(token);
    boolean anyKnown = false;
    for (Feature feature : token) {
      VariableInfo info = features.get(feature.getName());
      if (feature.getName().equals(word)) {
        return new Entry(
            Optional.of(info != null), OptionalInt.of(info == null ? 0 : info.getCount()));
      }
      anyKnown |= info != null;
    }
    return new Entry(Optional.of(anyKnown), OptionalInt.empty());
  }
}
