package org.tributary.examples.workshop;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.tributary.Threads;
import org.tributary.feature.WordForm;

/**
 * An exported tagger in ONNX Runtime, from words to labels: sentences of similar length share a
 * batch of up to 64, and each run uses all processors.
 */
final class OnnxTagger extends OnnxPeer {
  private static final int MAX_ROWS = 64;

  private final List<Words> inputs;
  private final List<String> labels;

  /**
   * An input that is made of words, as the metadata of the file describe it.
   *
   * @param name the name of its tensor
   * @param reads the rule
   * @param length the length of an affix, or the most characters of a word; else 0
   */
  private record Words(
      String name, String reads, int length, Map<String, Long> ids, long unknown, long none) {

    static Words of(String input, Map<String, String> metadata) {
      String prefix = "input." + input + ".";
      Map<String, Long> ids = new HashMap<>();
      list(metadata.get(prefix + "entries")).forEach(entry -> ids.put(entry, (long) ids.size()));
      String most = metadata.getOrDefault(prefix + "max_characters", "0");
      return new Words(
          input + ".ids",
          metadata.get(prefix + "reads"),
          Integer.parseInt(metadata.getOrDefault(prefix + "length", most)),
          ids,
          Long.parseLong(metadata.get(prefix + "unknown")),
          Long.parseLong(metadata.get(prefix + "none")));
    }

    /** Returns the ids of a word: of its characters, both ends of a long one, or of its form. */
    long[] ids(String word) {
      return reads.equals("characters") ? characters(word) : new long[] {form(word)};
    }

    private long form(String word) {
      if (reads.equals("vector")) {
        return ids.getOrDefault(word, ids.getOrDefault(WordForm.lower(word), unknown));
      }
      return WordForm.named(reads + (length > 0 ? length : ""))
          .orElseThrow(
              () ->
                  new IllegalArgumentException(
                      "ONNX: expected inputs that read words, got one of " + reads))
          .of(word)
          .map(form -> ids.getOrDefault(form, unknown))
          .orElse(none);
    }

    private long[] characters(String word) {
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

  /**
   * Loads a model, to run with as many threads as TensorFlow has.
   *
   * @throws IllegalStateException if ONNX Runtime refuses it
   */
  OnnxTagger(byte[] model) {
    super(model, Math.max(Threads.current().intraOp(), Threads.current().interOp()));
    Map<String, String> metadata = metadata();
    inputs = list(metadata.get("inputs")).stream().map(name -> Words.of(name, metadata)).toList();
    labels = list(metadata.get("labels"));
  }

  private static List<String> list(String json) {
    try {
      return List.of(new ObjectMapper().readValue(json, String[].class));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("ONNX metadata: " + e.getMessage(), e);
    }
  }

  @Override
  public List<List<String>> tag(List<List<String>> sentences) {
    List<Integer> byLength =
        IntStream.range(0, sentences.size())
            .boxed()
            .sorted(Comparator.comparingInt(k -> sentences.get(k).size()))
            .toList();
    List<List<String>> tagged = new ArrayList<>(sentences);
    for (int from = 0; from < byLength.size(); from += MAX_ROWS) {
      List<Integer> rows = byLength.subList(from, Math.min(from + MAX_ROWS, byLength.size()));
      long[][] best = run(rows.stream().map(sentences::get).toList());
      for (int n = 0; n < rows.size(); n++) {
        int length = sentences.get(rows.get(n)).size();
        tagged.set(
            rows.get(n),
            Arrays.stream(best[n], 0, length).mapToObj(k -> labels.get((int) k)).toList());
      }
    }
    return tagged;
  }

  private long[][] run(List<List<String>> batch) {
    Map<String, Numbers> numbers = new HashMap<>();
    inputs.forEach(input -> numbers.put(input.name(), numbers(input, batch)));
    long[] lengths = batch.stream().mapToLong(List::size).toArray();
    numbers.put("lengths", new Numbers(lengths, lengths.length));
    try (OrtSession.Result result = run(numbers)) {
      return (long[][]) result.get("labels").orElseThrow().getValue();
    } catch (OrtException e) {
      throw failed(e);
    }
  }

  /** Returns the ids of a batch, [rows, steps], or of its characters, [rows, steps, longest]. */
  private static Numbers numbers(Words input, List<List<String>> batch) {
    List<List<long[]>> words =
        batch.stream().map(sentence -> sentence.stream().map(input::ids).toList()).toList();
    int steps = words.stream().mapToInt(List::size).max().orElseThrow();
    int longest = words.stream().flatMap(List::stream).mapToInt(w -> w.length).max().orElseThrow();
    long[] ids = new long[Math.multiplyExact(batch.size() * steps, longest)];
    Arrays.fill(ids, input.none());
    for (int n = 0; n < words.size(); n++) {
      for (int t = 0; t < words.get(n).size(); t++) {
        long[] word = words.get(n).get(t);
        System.arraycopy(word, 0, ids, (n * steps + t) * longest, word.length);
      }
    }
    return input.reads().equals("characters")
        ? new Numbers(ids, batch.size(), steps, longest)
        : new Numbers(ids, batch.size(), steps);
  }
}
