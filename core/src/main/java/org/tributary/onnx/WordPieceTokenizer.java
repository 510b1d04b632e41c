package org.tributary.onnx;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.tributary.internal.Excerpt;

/**
 * A WordPiece tokenizer (Schuster and Nakajima 2012, as in BERT) with the settings of a {@code
 * tokenizer.json} of Hugging Face: its normalizer, the pre-tokenizer of BERT, the greedy
 * longest-match-first split, and the pieces around a sequence. Other settings are refused by name.
 *
 * <p>Words are text: a word such as {@code [SEP]} is split like any other and never becomes a
 * special piece. Settings of truncation and padding do not apply.
 */
final class WordPieceTokenizer {
  /** The depth of nested values that a file may have. */
  private static final int MAX_DEPTH = 32;

  private final Map<String, Integer> vocabulary;
  private final int unknown;
  private final String continuation;
  private final int maxCharacters;
  private final UnaryOperator<String> normalizer;
  private final int[] before;
  private final int[] after;

  private WordPieceTokenizer(Map<String, Object> file) {
    Map<String, Object> model = object(file, "model");
    String type = String.valueOf(model.getOrDefault("type", "WordPiece"));
    if (!type.equals("WordPiece")) {
      throw refused("a model of the type WordPiece", "the type " + type);
    }
    this.vocabulary = vocabulary(object(model, "vocab"));
    this.unknown = piece(String.valueOf(model.getOrDefault("unk_token", "[UNK]")), "unk_token");
    this.continuation = String.valueOf(model.getOrDefault("continuing_subword_prefix", "##"));
    this.maxCharacters = number(model.getOrDefault("max_input_chars_per_word", 100L));
    this.normalizer = normalizer(file.get("normalizer"));
    requirePreTokenizer(file.get("pre_tokenizer"));
    requireSpecial(file.get("added_tokens"));
    List<List<Integer>> around = around(file.get("post_processor"));
    this.before = around.get(0).stream().mapToInt(Integer::intValue).toArray();
    this.after = around.get(1).stream().mapToInt(Integer::intValue).toArray();
  }

  /**
   * Reads a {@code tokenizer.json}.
   *
   * @throws IllegalArgumentException if it is no JSON, or has a setting that is not supported
   */
  static WordPieceTokenizer read(byte[] json) {
    try (JsonParser parser = new JsonFactory().createParser(json)) {
      parser.nextToken();
      if (value(parser, 0) instanceof Map<?, ?> file) {
        return new WordPieceTokenizer(texts(file));
      }
      throw refused("a JSON object, a tokenizer.json of Hugging Face", "another value");
    } catch (JsonProcessingException e) {
      throw refused(
          "a tokenizer.json of Hugging Face", "no JSON: " + Excerpt.of(e.getOriginalMessage()));
    } catch (IOException e) {
      throw new IllegalStateException("an array can be read", e);
    }
  }

  private static Object value(JsonParser parser, int depth) throws IOException {
    if (depth > MAX_DEPTH) {
      throw refused("at most " + MAX_DEPTH + " nested values", "more");
    }
    JsonToken token = parser.currentToken();
    if (token == JsonToken.START_OBJECT) {
      Map<String, Object> object = new LinkedHashMap<>();
      while (parser.nextToken() != JsonToken.END_OBJECT) {
        String name = parser.currentName();
        parser.nextToken();
        object.put(name, value(parser, depth + 1));
      }
      return object;
    }
    if (token == JsonToken.START_ARRAY) {
      List<Object> array = new ArrayList<>();
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        array.add(value(parser, depth + 1));
      }
      return array;
    }
    if (token == null) {
      throw refused("a tokenizer.json of Hugging Face", "a file that ends too early");
    }
    return switch (token) {
      case VALUE_NUMBER_INT -> parser.getLongValue();
      case VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case VALUE_NULL -> null;
      default -> parser.getText();
    };
  }

  private static Map<String, Object> texts(Map<?, ?> object) {
    Map<String, Object> named = new LinkedHashMap<>();
    object.forEach((name, value) -> named.put((String) name, value));
    return named;
  }

  private static Map<String, Object> object(Map<String, Object> in, String name) {
    if (in.get(name) instanceof Map<?, ?> object) {
      return texts(object);
    }
    throw refused("an object '%s'".formatted(name), "none");
  }

  private static int number(Object value) {
    if (value instanceof Long number && number >= 0 && number <= Integer.MAX_VALUE) {
      return number.intValue();
    }
    throw refused("a number of at least 0", String.valueOf(value));
  }

  private static Map<String, Integer> vocabulary(Map<String, Object> stored) {
    Map<String, Integer> vocabulary = new HashMap<>();
    stored.forEach((piece, id) -> vocabulary.put(piece, number(id)));
    return vocabulary;
  }

  /** Returns the number of ids up to the largest. */
  int vocabularySize() {
    int largest = IntStream.concat(IntStream.of(before), IntStream.of(after)).max().orElse(0);
    return 1 + vocabulary.values().stream().reduce(largest, Math::max);
  }

  private int piece(String piece, String setting) {
    Integer id = vocabulary.get(piece);
    if (id == null) {
      throw refused("the %s in the vocabulary".formatted(setting), "no piece " + piece);
    }
    return id;
  }

  private static IllegalArgumentException refused(String expected, String got) {
    return new IllegalArgumentException(
        "tokenizer: expected %s, got %s; token vectors read WordPiece tokenizers as those of BERT, MiniLM and E5"
            .formatted(expected, got));
  }

  /** Returns the normalization of text before it is split. */
  private static UnaryOperator<String> normalizer(Object setting) {
    if (setting == null) {
      return text -> text;
    }
    Map<String, Object> settings =
        setting instanceof Map<?, ?> object ? texts(object) : Map.of("type", setting);
    String type = String.valueOf(settings.get("type"));
    return switch (type) {
      case "BertNormalizer" -> bert(settings);
      case "Lowercase" -> WordPieceTokenizer::lowercase;
      case "StripAccents" -> WordPieceTokenizer::withoutMarks;
      case "NFC", "NFD", "NFKC", "NFKD" ->
          text -> Normalizer.normalize(text, Normalizer.Form.valueOf(type));
      case "Sequence" -> sequence(settings.get("normalizers"));
      default ->
          throw refused(
              "a normalizer of the types BertNormalizer, Lowercase, StripAccents, NFC, NFD, NFKC, NFKD or Sequence",
              "the type " + Excerpt.of(type));
    };
  }

  private static UnaryOperator<String> sequence(Object normalizers) {
    List<UnaryOperator<String>> steps = new ArrayList<>();
    if (normalizers instanceof List<?> all) {
      all.forEach(each -> steps.add(normalizer(each)));
    }
    return text -> {
      String normalized = text;
      for (UnaryOperator<String> step : steps) {
        normalized = step.apply(normalized);
      }
      return normalized;
    };
  }

  private static UnaryOperator<String> bert(Map<String, Object> settings) {
    boolean cleans = !Boolean.FALSE.equals(settings.get("clean_text"));
    boolean separatesIdeographs = !Boolean.FALSE.equals(settings.get("handle_chinese_chars"));
    boolean lowercases = !Boolean.FALSE.equals(settings.get("lowercase"));
    Object accents = settings.get("strip_accents");
    boolean stripsAccents = accents == null ? lowercases : Boolean.TRUE.equals(accents);
    return text -> {
      String normalized = text;
      if (cleans || separatesIdeographs) {
        normalized = cleaned(normalized, cleans, separatesIdeographs);
      }
      if (stripsAccents) {
        normalized = withoutMarks(Normalizer.normalize(normalized, Normalizer.Form.NFD));
      }
      return lowercases ? lowercase(normalized) : normalized;
    };
  }

  private static String cleaned(String text, boolean cleans, boolean separatesIdeographs) {
    StringBuilder cleaned = new StringBuilder();
    text.codePoints()
        .forEach(
            c -> {
              if (cleans && (c == 0 || c == 0xfffd || isControl(c))) {
                return;
              }
              if (cleans && isWhiteSpace(c)) {
                cleaned.append(' ');
              } else if (separatesIdeographs && isIdeograph(c)) {
                cleaned.append(' ').appendCodePoint(c).append(' ');
              } else {
                cleaned.appendCodePoint(c);
              }
            });
    return cleaned.toString();
  }

  private static String withoutMarks(String text) {
    StringBuilder kept = new StringBuilder();
    text.codePoints()
        .filter(c -> Character.getType(c) != Character.NON_SPACING_MARK)
        .forEach(kept::appendCodePoint);
    return kept.toString();
  }

  /** Lower-cases code point by code point: a final sigma is one like any other. */
  private static String lowercase(String text) {
    StringBuilder lower = new StringBuilder();
    text.codePoints().forEach(c -> lower.append(Character.toString(c).toLowerCase(Locale.ROOT)));
    return lower.toString();
  }

  /** Unassigned code points, which differ between JVMs, are none. */
  private static boolean isControl(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL -> c != '\t' && c != '\n' && c != '\r';
      case Character.FORMAT, Character.PRIVATE_USE, Character.SURROGATE -> true;
      default -> false;
    };
  }

  /** Returns whether a code point has Unicode's property White_Space. */
  private static boolean isWhiteSpace(int c) {
    return Character.isSpaceChar(c) || (c >= '\t' && c <= '\r') || c == 0x85;
  }

  /** The ranges are those of Hugging Face's BertNormalizer. */
  private static boolean isIdeograph(int c) {
    return (c >= 0x4e00 && c <= 0x9fff)
        || (c >= 0x3400 && c <= 0x4dbf)
        || (c >= 0x20000 && c <= 0x2a6df)
        || (c >= 0x2a700 && c <= 0x2b73f)
        || (c >= 0x2b740 && c <= 0x2b81f)
        || (c >= 0x2b920 && c <= 0x2ceaf)
        || (c >= 0xf900 && c <= 0xfaff)
        || (c >= 0x2f800 && c <= 0x2fa1f);
  }

  private static boolean isPunctuation(int c) {
    if (c < 0x80) {
      return c > ' ' && c < 0x7f && !Character.isLetterOrDigit(c);
    }
    return switch (Character.getType(c)) {
      case Character.CONNECTOR_PUNCTUATION,
          Character.DASH_PUNCTUATION,
          Character.START_PUNCTUATION,
          Character.END_PUNCTUATION,
          Character.INITIAL_QUOTE_PUNCTUATION,
          Character.FINAL_QUOTE_PUNCTUATION,
          Character.OTHER_PUNCTUATION ->
          true;
      default -> false;
    };
  }

  private static void requirePreTokenizer(Object setting) {
    Object type = setting instanceof Map<?, ?> object ? object.get("type") : setting;
    if (!"BertPreTokenizer".equals(type)) {
      throw refused("a pre-tokenizer of the type BertPreTokenizer", "the type " + type);
    }
  }

  private static void requireSpecial(Object addedTokens) {
    if (!(addedTokens instanceof List<?> all)) {
      return;
    }
    for (Object added : all) {
      if (added instanceof Map<?, ?> token && !Boolean.TRUE.equals(token.get("special"))) {
        throw refused(
            "added tokens that are special",
            "the ordinary token '%s'".formatted(Excerpt.of(String.valueOf(token.get("content")))));
      }
    }
  }

  /** Returns the ids of the pieces before and after a sequence. */
  private List<List<Integer>> around(Object setting) {
    if (setting == null) {
      return List.of(List.of(), List.of());
    }
    Map<String, Object> settings =
        setting instanceof Map<?, ?> object ? texts(object) : Map.of("type", setting);
    String type = String.valueOf(settings.get("type"));
    if (type.equals("BertProcessing")) {
      return List.of(List.of(pair(settings, "cls")), List.of(pair(settings, "sep")));
    }
    if (!type.equals("TemplateProcessing") || !(settings.get("single") instanceof List<?> single)) {
      throw refused(
          "a post-processor of the types TemplateProcessing or BertProcessing", "the type " + type);
    }
    Map<String, Object> special = object(settings, "special_tokens");
    List<List<Integer>> around = List.of(new ArrayList<>(), new ArrayList<>());
    int side = 0;
    for (Object part : single) {
      if (part instanceof Map<?, ?> piece && piece.get("SpecialToken") instanceof Map<?, ?> token) {
        around.get(side).addAll(ids(special.get(String.valueOf(token.get("id")))));
      } else if (side == 0) {
        side = 1; // the sequence
      } else {
        throw refused("a post-processor of one sequence", "several");
      }
    }
    return around;
  }

  private static int pair(Map<String, Object> settings, String name) {
    if (settings.get(name) instanceof List<?> pair && pair.size() == 2) {
      return number(pair.get(1));
    }
    throw refused("a piece and its id as '%s'".formatted(name), "none");
  }

  private static List<Integer> ids(Object token) {
    if (token instanceof Map<?, ?> object && object.get("ids") instanceof List<?> all) {
      return all.stream().map(WordPieceTokenizer::number).toList();
    }
    throw refused("the ids of each special token of the post-processor", "none");
  }

  /** Returns the ids of the pieces before a sequence, such as {@code [CLS]}. */
  int[] before() {
    return before.clone();
  }

  /** Returns the ids of the pieces after a sequence, such as {@code [SEP]}. */
  int[] after() {
    return after.clone();
  }

  /** Returns the ids of pieces with those before and after a sequence. */
  int[] surrounded(IntStream pieces) {
    return IntStream.concat(IntStream.concat(IntStream.of(before), pieces), IntStream.of(after))
        .toArray();
  }

  /** Returns the ids of a word's pieces; the unknown piece for a word without any. */
  int[] pieces(String word) {
    int[] text = normalizer.apply(word).codePoints().toArray();
    List<Integer> ids = new ArrayList<>();
    int from = 0;
    for (int at = 0; at <= text.length; at++) {
      if (at == text.length || isWhiteSpace(text[at]) || isPunctuation(text[at])) {
        split(text, from, at, ids);
        if (at < text.length && !isWhiteSpace(text[at])) {
          split(text, at, at + 1, ids);
        }
        from = at + 1;
      }
    }
    if (ids.isEmpty()) {
      ids.add(unknown);
    }
    return ids.stream().mapToInt(Integer::intValue).toArray();
  }

  /** Splits the code points of a part without white space, longest match first. */
  private void split(int[] text, int from, int to, List<Integer> ids) {
    if (from == to) {
      return;
    }
    int first = ids.size();
    if (to - from > maxCharacters) {
      ids.add(unknown);
      return;
    }
    for (int begin = from; begin < to; ) {
      Integer id = null;
      int end = to;
      for (; end > begin; end--) {
        String part = new String(text, begin, end - begin);
        id = vocabulary.get(begin == from ? part : continuation + part);
        if (id != null) {
          break;
        }
      }
      if (id == null) {
        ids.subList(first, ids.size()).clear();
        ids.add(unknown);
        return;
      }
      ids.add(id);
      begin = end;
    }
  }
}
