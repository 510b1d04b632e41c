package org.tributary.torch;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * An exception that reports all mistakes of a mapping between a PyTorch tagger and a word tagger.
 */
public final class TorchMappingException extends IOException {
  private static final long serialVersionUID = 1L;

  private final transient List<String> mistakes;

  TorchMappingException(String subject, List<String> mistakes) {
    super(
        "%s: %d %s:%n  %s"
            .formatted(
                subject,
                mistakes.size(),
                mistakes.size() == 1 ? "mistake" : "mistakes",
                String.join("%n  ".formatted(), mistakes)));
    this.mistakes = List.copyOf(mistakes);
  }

  /** Returns each mistake as one line. */
  public List<String> mistakes() {
    return mistakes;
  }

  /** A collector of the mistakes of a mapping. Not thread-safe. */
  static final class Mistakes {
    private final String subject;
    private final List<String> found = new ArrayList<>();

    /**
     * @param subject the files in the report's first line
     */
    Mistakes(String subject) {
      this.subject = subject;
    }

    void add(String mistake) {
      found.add(mistake);
    }

    /** Returns whether no mistake was found so far. */
    boolean isEmpty() {
      return found.isEmpty();
    }

    /**
     * Checks that no mistake was found.
     *
     * @throws TorchMappingException with all mistakes
     */
    void requireNone() throws TorchMappingException {
      if (!found.isEmpty()) {
        throw exception();
      }
    }

    TorchMappingException exception() {
      return new TorchMappingException(subject, found);
    }
  }
}
