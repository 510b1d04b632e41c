package org.tributary.span;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.tributary.internal.Excerpt;

/**
 * A tagging scheme that encodes spans as one label per token: O outside all spans, and a prefix
 * with the span's type inside, as in B-PER. The type is the text after the first hyphen; a prefix
 * alone, as in B, is a label of the empty type.
 *
 * <p>Inconsistent labels are parsed as by conlleval, the evaluation script of the CoNLL shared
 * tasks; no span is dropped:
 *
 * <ul>
 *   <li>B and S always begin a span.
 *   <li>I and E begin a span at the start of the sentence, after O, E or S, and after another type;
 *       otherwise they continue the current span.
 *   <li>E and S end their span. The start of another span, O and the end of the sentence end a span
 *       after any prefix.
 * </ul>
 *
 * <p>The script of CoNLL-2000 has no S; the rules for B, I and O are the script's. All schemes
 * parse by the same rules; they differ in their prefixes, in the labels they write, and in the
 * label sequences that are consistent: {@link #mayStart}, {@link #mayFollow} and {@link #mayEnd}.
 */
public enum TagScheme {
  /** BIO, also known as IOB2: B on a span's first token, I on the others. */
  BIO("BI"),

  /** IOB1: I on a span's tokens; B only on the first token directly after a span of its type. */
  IOB1("BI"),

  /** BIOES: S on a single-token span; B on a longer span's first token, I inside, E on its last. */
  BIOES("BIES");

  static final String OUTSIDE = "O";

  private final String prefixes;

  TagScheme(String prefixes) {
    this.prefixes = prefixes;
  }

  /**
   * Returns the error message for a label outside this scheme.
   *
   * @param label any text
   * @return the expected and actual label; empty if the label belongs to this scheme
   */
  public Optional<String> mismatch(String label) {
    if (accepts(label)) {
      return Optional.empty();
    }
    String cause =
        BIOES.accepts(label)
            ? "are the labels BIOES?"
            : "is this the column with the spans, and in upper case?";
    return Optional.of(
        "expected a label of %s (O, or %s with a type as in B-PER, or without), got \"%s\"; %s"
            .formatted(this, String.join(", ", prefixes.split("")), Excerpt.of(label), cause));
  }

  /**
   * Returns whether a label belongs to this scheme.
   *
   * @param label any text
   * @return true for O and for a prefix of the scheme, alone or with a hyphen and a type
   */
  public boolean accepts(String label) {
    if (label.equals(OUTSIDE)) {
      return true;
    }
    return !label.isEmpty()
        && prefixes.indexOf(label.charAt(0)) >= 0
        && (label.length() == 1 || (label.length() > 2 && label.charAt(1) == '-'));
  }

  /**
   * Returns whether a consistent sentence may start with a label.
   *
   * @throws IllegalArgumentException if the label does not belong to this scheme
   */
  public boolean mayStart(String label) {
    return mayFollow(OUTSIDE, label);
  }

  /**
   * Returns whether a consistent sentence may end with a label.
   *
   * @throws IllegalArgumentException if the label does not belong to this scheme
   */
  public boolean mayEnd(String label) {
    boolean open = isOpen(prefix(label));
    return this != BIOES || !open;
  }

  /**
   * Returns whether {@code next} may directly follow {@code label} in a consistent sentence: in
   * BIO, I follows B or I of its type only; in IOB1, B follows B or I of its type only; in BIOES, I
   * or E of the type follows B and I, and neither follows any other label.
   *
   * @throws IllegalArgumentException if a label does not belong to this scheme
   */
  public boolean mayFollow(String label, String next) {
    char from = prefix(label);
    char to = prefix(next);
    boolean sameSpanType = !label.equals(OUTSIDE) && type(label).equals(type(next));
    boolean continues = to == 'I' || to == 'E';
    return switch (this) {
      case BIO -> to != 'I' || sameSpanType;
      case IOB1 -> to != 'B' || sameSpanType;
      case BIOES -> isOpen(from) ? continues && sameSpanType : !continues;
    };
  }

  /** Returns whether {@link #read} finds one span in {@code label} and {@code next}. */
  boolean continuesSpan(String label, String next) {
    char to = prefix(next);
    return isOpen(prefix(label)) && (to == 'I' || to == 'E') && type(label).equals(type(next));
  }

  /** Returns whether a BIOES span continues after a label with this prefix. */
  private static boolean isOpen(char prefix) {
    return prefix == 'B' || prefix == 'I';
  }

  private char prefix(String label) {
    Optional<String> mismatch = mismatch(label);
    if (mismatch.isPresent()) {
      throw new IllegalArgumentException("labels: " + mismatch.get());
    }
    return label.charAt(0);
  }

  private static String type(String label) {
    return label.length() > 1 ? label.substring(2) : "";
  }

  /**
   * Parses the spans of a sentence.
   *
   * @param labels one label per token
   * @return the non-overlapping spans in token order
   * @throws IllegalArgumentException if a label does not belong to this scheme
   */
  public List<Span> read(List<String> labels) {
    List<Span> spans = new ArrayList<>();
    String type = null;
    int start = 0;
    for (int i = 0; i < labels.size(); i++) {
      String label = check(labels, i);
      char prefix = label.charAt(0);
      boolean outside = label.equals(OUTSIDE);
      String labelType = type(label);
      if (type != null && (outside || prefix == 'B' || prefix == 'S' || !labelType.equals(type))) {
        spans.add(new Span(type, start, i));
        type = null;
      }
      if (type == null && !outside) {
        type = labelType;
        start = i;
      }
      if (prefix == 'E' || prefix == 'S') {
        spans.add(new Span(type, start, i + 1));
        type = null;
      }
    }
    if (type != null) {
      spans.add(new Span(type, start, labels.size()));
    }
    return Collections.unmodifiableList(spans);
  }

  private String check(List<String> labels, int index) {
    String label = labels.get(index);
    Optional<String> mismatch = mismatch(label);
    if (mismatch.isPresent()) {
      throw new IllegalArgumentException("label " + (index + 1) + ": " + mismatch.get());
    }
    return label;
  }

  /**
   * Writes the spans of a sentence as labels, from which {@link #read} restores the spans.
   *
   * @param tokens the number of tokens of the sentence
   * @param spans the spans in token order
   * @return one label per token
   * @throws IllegalArgumentException if a span overlaps the previous one or exceeds the sentence
   */
  public List<String> write(int tokens, List<Span> spans) {
    if (tokens < 0) {
      throw new IllegalArgumentException("tokens: expected 0 or more, got %d".formatted(tokens));
    }
    List<String> labels = new ArrayList<>(Collections.nCopies(tokens, OUTSIDE));
    Span previous = null;
    for (Span span : spans) {
      int free = previous == null ? 0 : previous.end();
      if (span.begin() < free || span.end() > tokens) {
        throw new IllegalArgumentException(
            "spans: expected a span within tokens %d to %d, after the previous span and within the sentence, got %s; are the spans sorted, and do they belong to this sentence?"
                .formatted(free, tokens, span));
      }
      boolean adjacent =
          previous != null && previous.end() == span.begin() && previous.type().equals(span.type());
      for (int i = span.begin(); i < span.end(); i++) {
        labels.set(i, label(prefix(span, i, adjacent), span.type()));
      }
      previous = span;
    }
    return Collections.unmodifiableList(labels);
  }

  /**
   * Converts the labels of a sentence to another scheme. The spans stay the same; inconsistent
   * labels are repaired, also from a scheme to itself.
   *
   * @param labels one label per token
   * @throws IllegalArgumentException if a label does not belong to this scheme
   */
  public List<String> convert(List<String> labels, TagScheme target) {
    return target.write(labels.size(), read(labels));
  }

  private static String label(char prefix, String type) {
    return type.isEmpty() ? String.valueOf(prefix) : prefix + "-" + type;
  }

  /**
   * Returns the prefix of a token; {@code adjacent} if the span directly follows one of its type.
   */
  private char prefix(Span span, int token, boolean adjacent) {
    boolean first = token == span.begin();
    boolean last = token == span.end() - 1;
    return switch (this) {
      case BIO -> first ? 'B' : 'I';
      case IOB1 -> first && adjacent ? 'B' : 'I';
      case BIOES -> first && last ? 'S' : first ? 'B' : last ? 'E' : 'I';
    };
  }
}
