package org.tributary.tagger;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.function.Function;
import org.tributary.internal.NullChecks;
import org.tributary.internal.NumberChecks;
import org.tributary.internal.SentenceChecks;

/**
 * A tagger of a stream of sentences, such as a partition of a data-parallel engine, in order and
 * with a bounded buffer. It reads a window of sentences, tags it with one call of {@link
 * Tagger#tagAll}, which batches sentences of similar length, and returns the window's taggings
 * before it reads the next one.
 *
 * <p>The tagger stays the caller's: it must stay open while an iterator is in use, and several
 * stream taggers, or iterators of one, may share it. Immutable and thread-safe; an iterator is for
 * one thread.
 *
 * <pre>{@code
 * Iterator<Tagging> taggings = StreamTagger.of(tagger).tag(sentences.iterator());
 * }</pre>
 */
public final class StreamTagger {
  /** Default maximum number of sentences of a window. */
  private static final int DEFAULT_MAX_SENTENCES = 2_048;

  /** Default number of tokens after which no further sentence is read into a window. */
  private static final int DEFAULT_MAX_TOKENS = 65_536;

  private final Tagger tagger;
  private final int maxSentences;
  private final int maxTokens;

  private StreamTagger(Tagger tagger, int maxSentences, int maxTokens) {
    this.tagger = tagger;
    this.maxSentences = maxSentences;
    this.maxTokens = maxTokens;
  }

  /** Returns a stream tagger with the default window: 2,048 sentences or 65,536 tokens. */
  public static StreamTagger of(Tagger tagger) {
    return new StreamTagger(
        NullChecks.require("tagger", "one to tag with", tagger),
        DEFAULT_MAX_SENTENCES,
        DEFAULT_MAX_TOKENS);
  }

  /**
   * Returns a stream tagger whose windows end with the sentence that reaches one of two limits, so
   * that a sentence of more tokens than {@code tokens} is tagged too, as the last of its window.
   *
   * @param sentences the maximum number of sentences, refused ones included
   * @param tokens the number of tokens after which no further sentence is read
   * @throws IllegalArgumentException if a limit is below 1
   */
  public StreamTagger window(int sentences, int tokens) {
    return new StreamTagger(
        tagger,
        NumberChecks.atLeastOne("window sentences", sentences),
        NumberChecks.atLeastOne("window tokens", tokens));
  }

  /**
   * Returns the tagging of each sentence, in order. The iterator reads at most a window ahead.
   *
   * <p>Its {@code next} throws {@link IllegalArgumentException} with the sentence's number, from 1,
   * if the sentence is null or empty or has a null or empty token, and may be called again; {@link
   * IllegalStateException} if the tagger is closed; {@link org.tributary.InterruptedCallException}
   * as {@link Tagger#tagAll}; and what {@code sentences} throws.
   *
   * @throws NullPointerException if {@code sentences} is null
   */
  public Iterator<Tagging> tag(Iterator<List<String>> sentences) {
    NullChecks.require("sentences", "an iterator", sentences);
    Iterator<TaggingOutcome<List<String>>> outcomes = tag(sentences, Function.identity());
    return new Iterator<>() {
      private long number;

      @Override
      public boolean hasNext() {
        return outcomes.hasNext();
      }

      @Override
      public Tagging next() {
        TaggingOutcome<List<String>> outcome = outcomes.next();
        number++;
        return outcome
            .tagging()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "sentence %d: %s".formatted(number, outcome.refusal().orElseThrow())));
      }
    };
  }

  /**
   * Returns the outcome of each element, in order: one that cannot be tagged is refused with the
   * reason, and the elements after it are tagged. These are elements whose sentence is null or
   * empty, or has a null or empty token, and those for which {@code tokens} or the tagger throws
   * {@link IllegalArgumentException}. The iterator reads at most a window ahead; other exceptions
   * of {@code elements}, {@code tokens} and the tagger propagate.
   *
   * @param elements the elements, such as rows of a table; null elements are allowed
   * @param tokens returns the tokens of an element, which are copied
   * @throws NullPointerException if a parameter is null
   */
  public <T> Iterator<TaggingOutcome<T>> tag(
      Iterator<? extends T> elements, Function<? super T, ? extends List<String>> tokens) {
    NullChecks.require("elements", "an iterator", elements);
    NullChecks.require("tokens", "a function", tokens);
    return new Windows<>(elements, tokens);
  }

  /** An iterator over outcomes that reads and tags a window whenever the last one is used up. */
  private final class Windows<T> implements Iterator<TaggingOutcome<T>> {
    private final Iterator<? extends T> elements;
    private final Function<? super T, ? extends List<String>> reader;
    private Iterator<TaggingOutcome<T>> window = List.<TaggingOutcome<T>>of().iterator();

    Windows(Iterator<? extends T> elements, Function<? super T, ? extends List<String>> reader) {
      this.elements = elements;
      this.reader = reader;
    }

    @Override
    public boolean hasNext() {
      return window.hasNext() || elements.hasNext();
    }

    @Override
    public TaggingOutcome<T> next() {
      if (!hasNext()) {
        throw new NoSuchElementException("stream: expected another element, got its end");
      }
      if (!window.hasNext()) {
        window = tagged(read());
      }
      return window.next();
    }

    private List<Element<T>> read() {
      List<Element<T>> read = new ArrayList<>();
      long tokens = 0;
      do {
        read.add(Element.read(elements.next(), reader));
        tokens += read.get(read.size() - 1).tokens().size();
      } while (read.size() < maxSentences && tokens < maxTokens && elements.hasNext());
      return read;
    }

    /** Tags the elements together; each alone if the tagger refuses one of them. */
    private Iterator<TaggingOutcome<T>> tagged(List<Element<T>> all) {
      Iterator<TaggingOutcome<T>> ofValid =
          outcomes(all.stream().filter(element -> element.refusal().isEmpty()).toList()).iterator();
      return all.stream()
          .map(
              element ->
                  element
                      .refusal()
                      .map(reason -> TaggingOutcome.<T>refused(element.input(), reason))
                      .orElseGet(ofValid::next))
          .toList()
          .iterator();
    }

    private List<TaggingOutcome<T>> outcomes(List<Element<T>> valid) {
      if (valid.isEmpty()) {
        return List.of();
      }
      try {
        Iterator<Tagging> taggings = taggings(valid).iterator();
        return valid.stream()
            .map(element -> TaggingOutcome.tagged(element.input(), taggings.next()))
            .toList();
      } catch (IllegalArgumentException e) {
        return valid.stream().map(this::outcome).toList();
      }
    }

    private TaggingOutcome<T> outcome(Element<T> element) {
      try {
        return TaggingOutcome.tagged(element.input(), taggings(List.of(element)).get(0));
      } catch (IllegalArgumentException e) {
        return TaggingOutcome.refused(element.input(), reason(e));
      }
    }

    private List<Tagging> taggings(List<Element<T>> valid) {
      List<Tagging> taggings = tagger.tagAll(valid.stream().map(Element::tokens).toList());
      if (taggings.size() != valid.size()) {
        throw new IllegalStateException(
            "tagger: expected a tagging for each of %d sentences, got %d; is it a tagger of your own?"
                .formatted(valid.size(), taggings.size()));
      }
      return taggings;
    }
  }

  /** An element with its tokens, or with the reason why it has none that can be tagged. */
  private record Element<T>(T input, List<String> tokens, Optional<String> refusal) {
    static <T> Element<T> read(T input, Function<? super T, ? extends List<String>> reader) {
      List<String> read;
      try {
        read = reader.apply(input);
      } catch (IllegalArgumentException e) {
        return new Element<>(input, List.of(), Optional.of(reason(e)));
      }
      try {
        return new Element<>(input, SentenceChecks.copyOf(read), Optional.empty());
      } catch (IllegalArgumentException | NullPointerException e) { // thrown by the check alone
        return new Element<>(input, List.of(), Optional.of(reason(e)));
      }
    }
  }

  private static String reason(RuntimeException e) {
    return e.getMessage() == null ? e.getClass().getName() : e.getMessage();
  }
}
