package org.tributary.text.conllu;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tributary.internal.text.LineReader;
import org.tributary.text.DataFormatException;

/**
 * A validator of the IDs in one sentence: words count 1, 2, 3 and so on, a multiword range precedes
 * its first word, and an empty node follows the word it names.
 */
final class ConlluIds {
  private static final Pattern ID = Pattern.compile("([0-9]{1,9})(?:([-.])([0-9]{1,9}))?");

  private int words;
  private int ranges;
  private int emptyNodes;
  private int rangeEnd;
  private int lastNode;

  static boolean isId(String text) {
    return ID.matcher(text).matches();
  }

  /** Checks the ID of the reader's current line; returns true if the line is a word. */
  boolean accept(String id, LineReader lines) throws DataFormatException {
    Matcher parts = ID.matcher(id);
    if (!parts.matches()) {
      throw lines.error(
          "expected an ID such as 3, 3-4 or 3.1, got " + DataFormatException.quote(id));
    }
    int first = Integer.parseInt(parts.group(1));
    if (parts.group(2) == null) {
      acceptWord(first, lines);
      return true;
    }
    int second = Integer.parseInt(parts.group(3));
    if (parts.group(2).equals("-")) {
      acceptRange(first, second, lines);
    } else {
      acceptEmptyNode(first, second, lines);
    }
    return false;
  }

  private void acceptWord(int id, LineReader lines) throws DataFormatException {
    if (id != words + 1) {
      throw lines.error(
          "expected word ID %d, got %d; %s"
              .formatted(
                  words + 1,
                  id,
                  id == 1
                      ? "is the blank line between two sentences missing?"
                      : "is a line missing or out of order? words count 1, 2, 3 and so on"));
    }
    words = id;
    lastNode = 0;
  }

  private void acceptRange(int first, int last, LineReader lines) throws DataFormatException {
    if (first != words + 1 || first <= rangeEnd || last < first) {
      throw lines.error(
          "expected a multiword range that starts at %d and overlaps no other, got %d-%d; a range precedes its first word"
              .formatted(words + 1, first, last));
    }
    rangeEnd = last;
    ranges++;
  }

  private void acceptEmptyNode(int word, int node, LineReader lines) throws DataFormatException {
    if (word != words || node <= lastNode) {
      throw lines.error(
          "expected an empty node with an ID of at least %d.%d, got %d.%d; an empty node follows the word it names"
              .formatted(words, lastNode + 1, word, node));
    }
    lastNode = node;
    emptyNodes++;
  }

  /** Checks the sentence as a whole after its last line. */
  void end(LineReader lines) throws DataFormatException {
    if (words == 0) {
      throw lines.error(
          "expected at least one word line in the sentence that ends here, got none; is a blank line misplaced?");
    }
    if (rangeEnd > words) {
      throw lines.error(
          "expected words up to %d, where a multiword range ends, but the sentence ends after word %d; is a line missing?"
              .formatted(rangeEnd, words));
    }
  }

  /** Returns the counts with this sentence added. */
  ConlluCounts addTo(ConlluCounts counts) {
    return new ConlluCounts(
        counts.sentences() + 1,
        counts.words() + words,
        counts.multiwordRanges() + ranges,
        counts.emptyNodes() + emptyNodes);
  }
}
