package org.tributary.examples.corpus;

/** A word and its part-of-speech tag. */
record TaggedWord(String word, String tag) {

  /**
   * Parses word/TAG, split at the last slash.
   *
   * @throws IllegalArgumentException if the word or the tag is missing
   */
  static TaggedWord parse(String text) {
    int slash = text.lastIndexOf('/');
    if (slash < 1 || slash == text.length() - 1) {
      throw new IllegalArgumentException(
          "expected word/TAG, got '" + text + "'; the word or the tag is missing");
    }
    return new TaggedWord(text.substring(0, slash), text.substring(slash + 1));
  }

  @Override
  public String toString() {
    return word + "/" + tag;
  }
}
