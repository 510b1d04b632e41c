package org.tributary.torch;

import java.io.IOException;
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
}
