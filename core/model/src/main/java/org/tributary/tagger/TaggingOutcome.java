package org.tributary.tagger;

import java.util.Optional;
import org.tributary.internal.NullChecks;

/**
 * The outcome of one element of a stream: its tagging, or the reason why it was refused.
 *
 * @param input the element, which may be null
 * @param tagging the tagging; empty if the element was refused
 * @param refusal the reason in one line; empty if the element was tagged
 */
public record TaggingOutcome<T>(T input, Optional<Tagging> tagging, Optional<String> refusal) {

  /** Requires either a tagging or a refusal. */
  public TaggingOutcome {
    NullChecks.require("tagging", "an optional", tagging);
    NullChecks.require("refusal", "an optional", refusal);
    if (tagging.isPresent() == refusal.isPresent()) {
      throw new IllegalArgumentException(
          "outcome: expected a tagging or a refusal, got %s"
              .formatted(tagging.isPresent() ? "both" : "neither"));
    }
  }

  static <T> TaggingOutcome<T> tagged(T input, Tagging tagging) {
    return new TaggingOutcome<>(input, Optional.of(tagging), Optional.empty());
  }

  static <T> TaggingOutcome<T> refused(T input, String reason) {
    return new TaggingOutcome<>(input, Optional.empty(), Optional.of(reason));
  }
}
