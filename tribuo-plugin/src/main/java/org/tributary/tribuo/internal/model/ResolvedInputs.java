package org.tributary.tribuo.internal.model;

import java.util.BitSet;
import java.util.List;
import org.tribuo.ImmutableFeatureMap;
import org.tributary.feature.Input;
import org.tributary.feature.Inputs;

/**
 * A model's inputs, resolved against the feature domain of the training data and stored with the
 * model. Immutable.
 */
public final class ResolvedInputs {
  private final List<ResolvedInput> all;

  /** Creates inputs in the given order. */
  public ResolvedInputs(List<ResolvedInput> all) {
    this.all = List.copyOf(all);
  }

  /** Returns these inputs with another deviation of the initial vectors of feature tables. */
  public ResolvedInputs standardDeviation(double deviation) {
    return new ResolvedInputs(
        all.stream().map(input -> input.standardDeviation(deviation)).toList());
  }

  /** Returns these inputs as a trained model has them. */
  public ResolvedInputs trained() {
    return new ResolvedInputs(all.stream().map(ResolvedInput::trained).toList());
  }

  /** Returns the inputs in order. */
  List<ResolvedInput> all() {
    return all;
  }

  /** Returns whether these inputs read every feature of the domain of {@code groups}. */
  public boolean readAll(FeatureGroups groups) {
    return ExampleReader.grouped(all, groups).cardinality() == groups.size();
  }

  /**
   * Returns the inputs that derive the same columns from plain words.
   *
   * @throws IllegalArgumentException if an input cannot be derived from them; the message has the
   *     reason
   */
  public List<WordInput> words(FeatureGroups groups) {
    BitSet grouped = ExampleReader.grouped(all, groups);
    return all.stream().map(input -> input.word(groups, grouped)).toList();
  }

  /** Returns the names of the entries of each input, without the unknown one. */
  public List<List<String>> names(FeatureGroups groups) {
    BitSet grouped = ExampleReader.grouped(all, groups);
    return all.stream().map(input -> input.names(groups, grouped)).toList();
  }

  /** Returns the network's inputs. */
  public Inputs inputs() {
    return new Inputs(all.stream().<Input<?>>map(ResolvedInput::input).toList());
  }

  /**
   * Returns a reader of examples with the features of {@code domain}.
   *
   * @throws IllegalArgumentException if the domain does not match these inputs
   */
  public ExampleReader reader(ImmutableFeatureMap domain) {
    FeatureGroups groups = new FeatureGroups(domain);
    return new ExampleReader(all, groups, cachesSteps(groups));
  }

  /**
   * Returns whether inference caches the vectors of steps, by the rule of the equivalent {@code
   * WordTagger}, so that both predict the same bits; without an equivalent one, if an input is
   * expensive.
   */
  private boolean cachesSteps(FeatureGroups groups) {
    if (groups.isHashed()) {
      return hasExpensive();
    }
    try {
      return new Inputs(words(groups).stream().<Input<?>>map(WordInput::input).toList())
          .cachesSteps();
    } catch (IllegalArgumentException e) { // an input reads other features
      return hasExpensive();
    }
  }

  private boolean hasExpensive() {
    return !inputs().readSentences() && inputs().all().stream().anyMatch(Input::cachesSteps);
  }

  /** Returns the names of the parameters that are tables of pretrained vectors. */
  public List<String> vectorTables() {
    return all.stream()
        .filter(input -> input.wordList().isPresent())
        .flatMap(input -> input.input().tables().stream())
        .toList();
  }
}
