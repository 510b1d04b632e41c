package org.tributary.head;

import java.util.List;

/**
 * A span encoding and its transition rules: O outside of spans; inside, a prefix and the span's
 * type as in B-PER. A prefix alone is a label of the empty type.
 */
public enum TagScheme {
  /** B on a span's first token, I on the others: I may only follow B or I of its type. */
  BIO("BI") {
    @Override
    boolean mayFollow(Tag from, Tag to) {
      return to.prefix() != 'I' || from.spans(to);
    }

    @Override
    boolean mayEnd(Tag tag) {
      return true;
    }
  },

  /** I on a span's tokens; B only right after a span of the same type. */
  IOB1("BI") {
    @Override
    boolean mayFollow(Tag from, Tag to) {
      return to.prefix() != 'B' || from.spans(to);
    }

    @Override
    boolean mayEnd(Tag tag) {
      return true;
    }
  },

  /** S on a span of one token; B on a longer one's first, E on its last, I between. */
  BIOES("BIES") {
    @Override
    boolean mayFollow(Tag from, Tag to) {
      boolean continues = to.prefix() == 'I' || to.prefix() == 'E';
      return from.open() ? continues && from.spans(to) : !continues;
    }

    @Override
    boolean mayEnd(Tag tag) {
      return !tag.open();
    }
  };

  private static final Tag OUTSIDE = new Tag('O', "");

  private final String prefixes;

  TagScheme(String prefixes) {
    this.prefixes = prefixes;
  }

  /** A parsed label. */
  private record Tag(char prefix, String type) {
    /** Returns whether this label belongs to a span of the type of {@code next}. */
    boolean spans(Tag next) {
      return prefix != 'O' && type.equals(next.type);
    }

    /** Returns whether a BIOES span continues after this label. */
    boolean open() {
      return prefix == 'B' || prefix == 'I';
    }
  }

  abstract boolean mayFollow(Tag from, Tag to);

  abstract boolean mayEnd(Tag tag);

  /** Returns whether a sequence may start with {@code tag}: the labels that may follow O. */
  private boolean mayStart(Tag tag) {
    return mayFollow(OUTSIDE, tag);
  }

  Transitions transitions(List<String> labels) {
    List<Tag> tags = labels.stream().map(this::tag).toList();
    boolean[] start = new boolean[tags.size()];
    boolean[] end = new boolean[tags.size()];
    boolean anyLength = false;
    for (int k = 0; k < tags.size(); k++) {
      start[k] = mayStart(tags.get(k));
      end[k] = mayEnd(tags.get(k));
      anyLength |= start[k] && end[k] && mayFollow(tags.get(k), tags.get(k));
    }
    if (!anyLength) {
      throw new IllegalArgumentException(
          "labels of %s: expected one that may stand alone and follow itself, such as O, got %s"
              .formatted(this, labels));
    }
    return Transitions.of(start, end, (from, to) -> mayFollow(tags.get(from), tags.get(to)));
  }

  private Tag tag(String label) {
    if (label.equals("O")) {
      return OUTSIDE;
    }
    boolean prefixed = !label.isEmpty() && prefixes.indexOf(label.charAt(0)) >= 0;
    boolean typed = label.length() > 2 && label.charAt(1) == '-';
    if (!prefixed || !(label.length() == 1 || typed)) {
      throw new IllegalArgumentException(
          "labels of %s: expected O, or %s with a type as in B-PER or without, got \"%s\"; is it another scheme?"
              .formatted(this, String.join(", ", prefixes.split("")), label));
    }
    return new Tag(label.charAt(0), typed ? label.substring(2) : "");
  }
}
