package org.tributary.tagger.stream;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.tributary.internal.check.NullChecks;
import org.tributary.internal.check.SentenceChecks;
import org.tributary.tagger.Tagger;
import org.tributary.tagger.Tagging;

/** Consecutive elements of a stream with their sentences, tagged together. */
final class SentenceWindow<T> {

  /** An element with its tokens, or with the reason why it has none that can be tagged. */
  private record Element<T>(T input, List<String> tokens, Optional<String> refusal) {}

  private final Function<? super T, ? extends List<String>> reader;
  private final List<Element<T>> elements = new ArrayList<>();
  private long tokens;

  SentenceWindow(Function<? super T, ? extends List<String>> reader) {
    this.reader = reader;
  }

  /** Returns the number of elements, refused ones included. */
  int sentences() {
    return elements.size();
  }

  /** Returns the number of tokens of all elements. */
  long tokens() {
    return tokens;
  }

  void add(T input) {
    Element<T> element = element(input);
    elements.add(element);
    tokens += element.tokens().size();
  }

  private Element<T> element(T input) {
    List<String> read;
    try {
      read = reader.apply(input);
    } catch (IllegalArgumentException e) {
      return new Element<>(input, List.of(), Optional.of(reason(e)));
    }
    try {
      NullChecks.requireTokens("the sentence", read);
      SentenceChecks.requireTokens(List.of(read));
    } catch (IllegalArgumentException | NullPointerException e) { // thrown by these checks alone
      return new Element<>(input, List.of(), Optional.of(reason(e)));
    }
    return new Element<>(input, List.copyOf(read), Optional.empty());
  }

  /** Returns the outcome of each element, in order. */
  List<TaggingOutcome<T>> tag(Tagger tagger) {
    List<Element<T>> valid =
        elements.stream().filter(element -> element.refusal().isEmpty()).toList();
    Iterator<TaggingOutcome<T>> outcomes =
        valid.isEmpty() ? List.<TaggingOutcome<T>>of().iterator() : outcomes(tagger, valid);
    return elements.stream()
        .map(
            element ->
                element.refusal().isPresent()
                    ? TaggingOutcome.refused(element.input(), element.refusal().get())
                    : outcomes.next())
        .toList();
  }

  /** Tags the elements together; each alone if the tagger refuses one of them. */
  private Iterator<TaggingOutcome<T>> outcomes(Tagger tagger, List<Element<T>> valid) {
    try {
      Iterator<Tagging> taggings = taggings(tagger, valid).iterator();
      return valid.stream()
          .map(element -> TaggingOutcome.tagged(element.input(), taggings.next()))
          .iterator();
    } catch (IllegalArgumentException e) {
      return valid.stream().map(element -> outcome(tagger, element)).toList().iterator();
    }
  }

  private TaggingOutcome<T> outcome(Tagger tagger, Element<T> element) {
    try {
      return TaggingOutcome.tagged(element.input(), taggings(tagger, List.of(element)).get(0));
    } catch (IllegalArgumentException e) {
      return TaggingOutcome.refused(element.input(), reason(e));
    }
  }

  private List<Tagging> taggings(Tagger tagger, List<Element<T>> valid) {
    List<Tagging> taggings = tagger.tagAll(valid.stream().map(Element::tokens).toList());
    if (taggings.size() != valid.size()) {
      throw new IllegalStateException(
          "tagger: expected a tagging for each of %d sentences, got %d; is it a tagger of your own?"
              .formatted(valid.size(), taggings.size()));
    }
    return taggings;
  }

  private static String reason(RuntimeException e) {
    return e.getMessage() == null ? e.getClass().getName() : e.getMessage();
  }
}
