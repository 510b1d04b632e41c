package org.tributary.examples.taggers;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tributary.feature.WordForm;

/**
 * An input of an exported tagger that is made of words, as the metadata of its file describe it.
 *
 * @param name the name of its tensor
 * @param reads the rule
 * @param length the length of an affix, or the most characters of a word; else 0
 */
record OnnxWords(
    String name, String reads, int length, Map<String, Long> ids, long unknown, long none) {

  static OnnxWords of(String input, Map<String, String> metadata) {
    String prefix = "input." + input + ".";
    Map<String, Long> ids = new HashMap<>();
    for (String entry : list(metadata.get(prefix + "entries"))) {
      ids.put(entry, (long) ids.size());
    }
    String most = metadata.getOrDefault(prefix + "max_characters", "0");
    return new OnnxWords(
        input + ".ids",
        metadata.get(prefix + "reads"),
        Integer.parseInt(metadata.getOrDefault(prefix + "length", most)),
        ids,
        Long.parseLong(metadata.get(prefix + "unknown")),
        Long.parseLong(metadata.get(prefix + "none")));
  }

  /** Reads a list of the metadata. */
  static List<String> list(String json) {
    try {
      return List.of(new ObjectMapper().readValue(json, String[].class));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("ONNX metadata: " + e.getMessage(), e);
    }
  }

  boolean readsCharacters() {
    return reads.equals("characters");
  }

  /** Returns the id of a word's form. */
  long id(String word) {
    if (reads.equals("vector")) {
      return ids.getOrDefault(word, ids.getOrDefault(WordForm.lower(word), unknown));
    }
    String name = reads + (length > 0 ? length : "");
    Optional<String> form =
        WordForm.named(name)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "ONNX: expected inputs that read words, got one of " + reads))
            .of(word);
    return form.map(f -> ids.getOrDefault(f, unknown)).orElse(none);
  }

  /** Returns the ids of the characters that are read: all, or both ends of a long word. */
  long[] characters(String word) {
    long[] all =
        word.codePoints()
            .mapToLong(c -> ids.getOrDefault(Character.toString(c), unknown))
            .toArray();
    if (all.length <= length) {
      return all;
    }
    long[] ends = Arrays.copyOf(all, length);
    int last = length - length / 2;
    System.arraycopy(all, all.length - last, ends, length / 2, last);
    return ends;
  }
}
