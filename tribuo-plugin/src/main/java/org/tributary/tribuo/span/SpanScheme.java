package org.tributary.tribuo.span;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * A way to write spans as labels, one a token: O outside of all spans, inside a prefix with the
 * span's type, as in B-PER. The type is what follows the first hyphen; a prefix alone, as in B, is
 * a label of the empty type.
 *
 * <p>Labels that contradict each other are read as the evaluation script of the CoNLL shared tasks,
 * conlleval, reads them; nothing is dropped:
 *
 * <ul>
 *   <li>B and S begin a span, whatever stands before them;
 *   <li>I and E begin one at the sentence's start, after O, after E or S, and after another type;
 *       otherwise they go on with the span before them;
 *   <li>E and S end their span; so does whatever begins another, O, and the sentence's end, be the
 *       last prefix B or I.
 * </ul>
 *
 * <p>The script of CoNLL-2000 itself has no S; for B, I and O the rules are its own. They are the
 * same in every scheme: schemes differ in the prefixes they have, and in how they write.
 */
public enum SpanScheme {
  /** B on a span's first token, I on the others; also known as IOB2. */
  BIO("BI"),

  /** I on a span's tokens; B only on the first one of a span right after another of its type. */
  IOB1("BI"),

  /** S on a span of one token; B on a longer one's first token, E on its last, I between. */
  BIOES("BIES");

  private static final String OUTSIDE = "O";

  private final String prefixes;

  SpanScheme(String prefixes) {
    this.prefixes = prefixes;
  }

  /**
   * Why a label is not of this scheme.
   *
   * @param label any text
   * @return what was expected and what came, in words; empty where the label is of this scheme
   */
  public Optional<String> refusal(String label) {
    if (accepts(label)) {
      return Optional.empty();
    }
    String cause =
        BIOES.accepts(label)
            ? "are the labels BIOES?"
            : "is this the column with the spans, and in upper case?";
    return Optional.of(
        "expected a label of %s (O, or %s with a type as in B-PER, or without), got \"%s\"; %s"
            .formatted(this, String.join(", ", prefixes.split("")), label, cause));
  }

  /**
   * Whether a label is of this scheme.
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
   * Reads the spans of a sentence.
   *
   * @param labels one a token
   * @return the spans, in the order of the tokens; they do not overlap
   * @throws IllegalArgumentException where a label is not of this scheme
   */
  public List<Span> read(List<String> labels) {
    List<Span> spans = new ArrayList<>();
    String type = null;
    int start = 0;
    for (int i = 0; i < labels.size(); i++) {
      String label = check(labels, i);
      char prefix = label.charAt(0);
      boolean outside = label.equals(OUTSIDE);
      String here = label.length() > 1 ? label.substring(2) : "";
      if (type != null && (outside || prefix == 'B' || prefix == 'S' || !here.equals(type))) {
        spans.add(new Span(type, start, i));
        type = null;
      }
      if (type == null && !outside) {
        type = here;
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
    Optional<String> refusal = refusal(label);
    if (refusal.isPresent()) {
      throw new IllegalArgumentException("label " + (index + 1) + ": " + refusal.get());
    }
    return label;
  }

  /**
   * Writes the spans of a sentence. What {@link #read} makes of the labels are these spans again.
   *
   * @param tokens how many tokens the sentence has
   * @param spans in the order of the tokens
   * @return one label a token
   * @throws IllegalArgumentException where a span overlaps the one before it or leaves the sentence
   */
  public List<String> write(int tokens, List<Span> spans) {
    List<String> labels = new ArrayList<>(Collections.nCopies(tokens, OUTSIDE));
    Span before = null;
    for (Span span : spans) {
      int free = before == null ? 0 : before.end();
      if (span.start() < free || span.end() > tokens) {
        throw new IllegalArgumentException(
            "spans: expected one within tokens %d to %d, after the span before it and in the sentence, got %s; are the spans sorted, and is this their sentence?"
                .formatted(free, tokens, span));
      }
      boolean touching =
          before != null && before.end() == span.start() && before.type().equals(span.type());
      for (int i = span.start(); i < span.end(); i++) {
        labels.set(i, label(prefix(span, i, touching), span.type()));
      }
      before = span;
    }
    return Collections.unmodifiableList(labels);
  }

  private static String label(char prefix, String type) {
    return type.isEmpty() ? String.valueOf(prefix) : prefix + "-" + type;
  }

  /** The prefix of a token in the span, which touches the one before if that has the same type. */
  private char prefix(Span span, int token, boolean touching) {
    boolean first = token == span.start();
    boolean last = token == span.end() - 1;
    return switch (this) {
      case BIO -> first ? 'B' : 'I';
      case IOB1 -> first && touching ? 'B' : 'I';
      case BIOES -> first && last ? 'S' : first ? 'B' : last ? 'E' : 'I';
    };
  }
}
