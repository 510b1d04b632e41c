import ai.onnxruntime.*;
import java.util.*;
import java.util.concurrent.FutureTask;
import java.util.regex.*;
import java.util.stream.*;

/** Tags words: java -cp onnxruntime-1.28.0.jar OnnxTag.java tagger.onnx Her book was light . */
public final class OnnxTag {
  public static void main(String[] args) throws Exception {
    List<String> words = Arrays.stream(args).skip(1).toList();
    if (words.isEmpty() || words.contains("")) throw new IllegalArgumentException("expected a model and words, none empty");
    FutureTask<OrtEnvironment> creation = new FutureTask<>(OrtEnvironment::getEnvironment);
    new Thread(null, creation, "onnx", 256 << 20).start(); // ONNX Runtime recurses over the command line
    try (OrtEnvironment env = creation.get(); OrtSession session = env.createSession(args[0])) {
      Map<String, String> meta = session.getMetadata().getCustomMetadata();
      Map<String, OnnxTensor> inputs = new HashMap<>(Map.of("lengths", OnnxTensor.createTensor(env, new long[] {words.size()})));
      for (String name : list(meta.get("inputs"))) {
        String p = "input." + name + ".", reads = meta.get(p + "reads");
        if (reads.equals("pieces")) throw new IllegalArgumentException("expected no token vectors, got " + name + "; see onnx_tag.py");
        int length = Integer.parseInt(meta.getOrDefault(p + "length", meta.getOrDefault(p + "max_characters", "0")));
        long unknown = Long.parseLong(meta.get(p + "unknown")), none = Long.parseLong(meta.get(p + "none"));
        Map<String, Long> ids = new HashMap<>();
        for (String entry : list(meta.get(p + "entries"))) ids.put(entry, (long) ids.size());
        List<List<String>> read = words.stream().map(w -> symbols(reads, length, w, ids.keySet())).toList();
        long[][] rows = read.stream().map(all -> IntStream.range(0, read.stream().mapToInt(List::size).reduce(1, Math::max))
            .mapToLong(k -> k < all.size() ? ids.getOrDefault(all.get(k), unknown) : none).toArray()).toArray(long[][]::new);
        inputs.put(name + ".ids", OnnxTensor.createTensor(env, reads.equals("characters") ? new long[][][] {rows}
            : new long[][] {Arrays.stream(rows).mapToLong(row -> row[0]).toArray()}));
      }
      try (OrtSession.Result result = session.run(inputs)) {
        long[] best = ((long[][]) result.get("labels").orElseThrow().getValue())[0];
        float[][] probabilities = ((float[][][]) result.get("probabilities").orElseThrow().getValue())[0];
        List<String> labels = list(meta.get("labels"));
        for (int t = 0, k; t < words.size(); t++)
          System.out.printf("%s\t%s\t%.4f%n", words.get(t), labels.get(k = (int) best[t]), probabilities[t][k]);
      }
      OnnxValue.close(inputs);
    }
  }

  static List<String> symbols(String reads, int n, String word, Set<String> entries) {
    String lower = word.toLowerCase(Locale.ROOT);
    List<String> all = word.codePoints().mapToObj(Character::toString).toList();
    boolean fits = lower.codePointCount(0, lower.length()) >= n;
    return switch (reads) {
      case "word", "lower" -> List.of(reads.equals("word") ? word : lower);
      case "vector" -> List.of(Stream.of(word, lower, word.replaceAll("\\p{Nd}", "0"), lower.replaceAll(
          "\\p{Nd}", "0")).filter(entries::contains).findFirst().orElse(word));
      case "prefix" -> fits ? List.of(lower.substring(0, lower.offsetByCodePoints(0, n))) : List.of();
      case "suffix" -> fits ? List.of(lower.substring(lower.offsetByCodePoints(lower.length(), -n))) : List.of();
      case "shape" -> List.of(word.replaceAll("(?<=.)[\\p{M}\\p{Cf}]", "").codePoints().mapToObj(c ->
          Character.isUpperCase(c) || Character.isTitleCase(c) ? "X" : Character.isLowerCase(c) ? "x"
          : Character.isLetter(c) ? "o" : Character.isDigit(c) ? "d" : Character.toString(c))
          .reduce("", (s, k) -> s.endsWith(k) ? s : s + k));
      case "characters" -> all.size() <= n ? all : Stream.concat( // of a longer word both ends
          all.stream().limit(n / 2), all.stream().skip(all.size() - n + n / 2)).toList();
      default -> throw new IllegalArgumentException("expected inputs computed from the word alone, got " + reads);
    };
  }

  static List<String> list(String json) {
    return Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"").matcher(json).results().map(item ->
        Pattern.compile("\\\\(?:u(....)|.)").matcher(item.group(1)).replaceAll(e -> Matcher.quoteReplacement(
            e.group(1) == null ? e.group().translateEscapes() : "" + (char) Integer.parseInt(e.group(1), 16)))).toList();
  }
}
