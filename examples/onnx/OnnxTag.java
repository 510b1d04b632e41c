import ai.onnxruntime.*;
import java.util.*;
import java.util.regex.*;
import java.util.stream.*;

/** Tags words: java -cp onnxruntime-1.29.0.jar OnnxTag.java tagger.onnx Her book was light . */
public final class OnnxTag {
  public static void main(String[] args) throws Exception {
    List<String> words = List.of(args).subList(1, args.length);
    try (OrtEnvironment env = OrtEnvironment.getEnvironment(); OrtSession session = env.createSession(args[0])) {
      Map<String, String> meta = session.getMetadata().getCustomMetadata();
      Map<String, OnnxTensor> inputs = new HashMap<>();
      for (String name : list(meta.get("inputs"))) {
        String p = "input." + name + ".", reads = meta.get(p + "reads");
        int length = Integer.parseInt(meta.getOrDefault(p + "length", meta.getOrDefault(p + "max_characters", "0")));
        long unknown = Long.parseLong(meta.get(p + "unknown")), none = Long.parseLong(meta.get(p + "none"));
        Map<String, Long> ids = new HashMap<>();
        for (String entry : list(meta.get(p + "entries"))) ids.put(entry, (long) ids.size());
        List<List<String>> read = words.stream().map(w -> symbols(reads, length, w, ids.keySet())).toList();
        int longest = read.stream().mapToInt(List::size).max().orElse(1);
        long[][][] batch = new long[1][words.size()][Math.max(1, longest)];
        for (int t = 0; t < words.size(); t++)
          for (int k = 0; k < batch[0][t].length; k++)
            batch[0][t][k] = k < read.get(t).size() ? ids.getOrDefault(read.get(t).get(k), unknown) : none;
        Object values = reads.equals("characters") ? batch
            : new long[][] {Arrays.stream(batch[0]).mapToLong(row -> row[0]).toArray()};
        inputs.put(name + ".ids", OnnxTensor.createTensor(env, values));
      }
      inputs.put("lengths", OnnxTensor.createTensor(env, new long[] {words.size()}));
      try (OrtSession.Result result = session.run(inputs)) {
        long[][] best = (long[][]) result.get("labels").orElseThrow().getValue();
        float[][][] probabilities = (float[][][]) result.get("probabilities").orElseThrow().getValue();
        List<String> labels = list(meta.get("labels"));
        for (int t = 0, k; t < words.size(); t++) System.out.printf(Locale.ROOT, "%s\t%s\t%.4f%n",
            words.get(t), labels.get(k = (int) best[0][t]), probabilities[0][t][k]);
      }
      inputs.values().forEach(OnnxTensor::close);
    }
  }

  static List<String> symbols(String reads, int length, String word, Set<String> entries) {
    String lower = word.toLowerCase(Locale.ROOT);
    List<String> all = word.codePoints().mapToObj(Character::toString).toList();
    List<String> lowers = lower.codePoints().mapToObj(Character::toString).toList();
    int size = lowers.size();
    return switch (reads) {
      case "word" -> List.of(word);
      case "vector" -> List.of(entries.contains(word) ? word : lower);
      case "lower" -> List.of(lower);
      case "prefix" -> size < length ? List.of() : List.of(String.join("", lowers.subList(0, length)));
      case "suffix" -> size < length ? List.of() : List.of(String.join("", lowers.subList(size - length, size)));
      case "shape" -> List.of(word.codePoints().mapToObj(c -> Character.isUpperCase(c) ? "X" : Character.isLowerCase(c)
          ? "x" : Character.isDigit(c) ? "d" : Character.toString(c)).reduce("", (s, k) -> s.endsWith(k) ? s : s + k));
      case "characters" -> all.size() <= length ? all : Stream.concat( // of a longer word both ends
          all.stream().limit(length / 2), all.stream().skip(all.size() - length + length / 2)).toList();
      default -> throw new IllegalArgumentException("an input that reads " + reads + " is not made of words");
    };
  }

  static List<String> list(String json) {
    return Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"").matcher(json).results().map(item ->
        Pattern.compile("\\\\(?:u(....)|.)").matcher(item.group(1)).replaceAll(e -> Matcher.quoteReplacement(
            e.group(1) == null ? e.group().translateEscapes() : "" + (char) Integer.parseInt(e.group(1), 16)))).toList();
  }
}
