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
import java.util.Objects;
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
  private final int[] prefix;
  private final int[] suffix;

  private WordPieceTokenizer(Json file) {
    Json model = file.get("model");
    if (!model.text("type", "WordPiece").equals("WordPiece")) {
      throw refused("a model of the type WordPiece", "the type " + model.text("type", ""));
    }
    Map<String, Integer> pieces = new HashMap<>();
    model.get("vocab").fields().forEach((piece, id) -> pieces.put(piece, id.number()));
    if (pieces.isEmpty()) {
      throw refused("an object 'model' with pieces as 'vocab'", "none");
    }
    this.vocabulary = pieces;
    String unknownPiece = model.text("unk_token", "[UNK]");
    if (!vocabulary.containsKey(unknownPiece)) {
      throw refused("the unk_token in the vocabulary", "no piece " + unknownPiece);
    }
    this.unknown = vocabulary.get(unknownPiece);
    this.continuation = model.text("continuing_subword_prefix", "##");
    Json longest = model.get("max_input_chars_per_word");
    this.maxCharacters = longest.isNull() ? 100 : longest.number();
    this.normalizer = normalizer(file.get("normalizer"));
    String preTokenizer = file.get("pre_tokenizer").text("type", "null");
    if (!preTokenizer.equals("BertPreTokenizer")) {
      throw refused("a pre-tokenizer of the type BertPreTokenizer", "the type " + preTokenizer);
    }
    for (Json token : file.get("added_tokens").elements()) {
      if (!token.flag("special", false)) {
        throw refused(
            "added tokens that are special",
            "the ordinary token '%s'".formatted(Excerpt.of(token.text("content", ""))));
      }
    }
    List<List<Integer>> around = around(file.get("post_processor"));
    this.prefix = around.get(0).stream().mapToInt(Integer::intValue).toArray();
    this.suffix = around.get(1).stream().mapToInt(Integer::intValue).toArray();
  }

  /**
   * Reads a {@code tokenizer.json}.
   *
   * @throws IllegalArgumentException if it is no JSON, or has a setting that is not supported
   */
  static WordPieceTokenizer read(byte[] json) {
    try (JsonParser parser = new JsonFactory().createParser(json)) {
      parser.nextToken();
      return new WordPieceTokenizer(Json.read(parser, 0));
    } catch (JsonProcessingException e) {
      throw refused(
          "a tokenizer.json of Hugging Face", "no JSON: " + Excerpt.of(e.getOriginalMessage()));
    } catch (IOException e) {
      throw new IllegalStateException("an array can be read", e);
    }
  }

  /**
   * A value of a JSON file. A field of a value that is no object, and a field that is absent, is
   * null.
   *
   * @param value a map, a list, a text, a number, a flag or null
   */
  private record Json(Object value) {
    static Json read(JsonParser parser, int depth) throws IOException {
      if (depth > MAX_DEPTH) {
        throw refused("at most " + MAX_DEPTH + " nested values", "more");
      }
      JsonToken token = parser.currentToken();
      if (token == null) {
        throw refused("a tokenizer.json of Hugging Face", "a file that ends too early");
      }
      return switch (token) {
        case START_OBJECT -> {
          Map<String, Json> fields = new LinkedHashMap<>();
          while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            parser.nextToken();
            fields.put(name, read(parser, depth + 1));
          }
          yield new Json(fields);
        }
        case START_ARRAY -> {
          List<Json> elements = new ArrayList<>();
          while (parser.nextToken() != JsonToken.END_ARRAY) {
            elements.add(read(parser, depth + 1));
          }
          yield new Json(elements);
        }
        case VALUE_NUMBER_INT -> new Json(parser.getLongValue());
        case VALUE_TRUE, VALUE_FALSE -> new Json(parser.getBooleanValue());
        case VALUE_NULL -> new Json(null);
        default -> new Json(parser.getText());
      };
    }

    boolean isNull() {
      return value == null;
    }

    @SuppressWarnings("unchecked") // as read
    Map<String, Json> fields() {
      return value instanceof Map<?, ?> ? (Map<String, Json>) value : Map.of();
    }

    @SuppressWarnings("unchecked") // as read
    List<Json> elements() {
      return value instanceof List<?> ? (List<Json>) value : List.of();
    }

    Json get(String name) {
      return fields().getOrDefault(name, new Json(null));
    }

    String text(String name, String absent) {
      return String.valueOf(Objects.requireNonNullElse(get(name).value(), absent));
    }

    boolean flag(String name, boolean absent) {
      return get(name).value() instanceof Boolean flag ? flag : absent;
    }

    int number() {
      if (value instanceof Long number && number >= 0 && number <= Integer.MAX_VALUE) {
        return number.intValue();
      }
      throw refused("a number of at least 0", String.valueOf(value));
    }
  }

  /** Returns the number of ids up to the largest. */
  int vocabularySize() {
    int largest = IntStream.concat(IntStream.of(prefix), IntStream.of(suffix)).max().orElse(0);
    return 1 + vocabulary.values().stream().reduce(largest, Math::max);
  }

  private static IllegalArgumentException refused(String expected, String got) {
    return new IllegalArgumentException(
        "tokenizer: expected %s, got %s; token vectors read WordPiece tokenizers as those of BERT, MiniLM and E5"
            .formatted(expected, got));
  }

  /** Returns the normalization of text before it is split. */
  private static UnaryOperator<String> normalizer(Json settings) {
    if (settings.isNull()) {
      return text -> text;
    }
    String type = settings.text("type", "null");
    return switch (type) {
      case "BertNormalizer" -> bert(settings);
      case "Lowercase" -> WordPieceTokenizer::lowercase;
      case "StripAccents" -> WordPieceTokenizer::withoutMarks;
      case "NFC", "NFD", "NFKC", "NFKD" ->
          text -> Normalizer.normalize(text, Normalizer.Form.valueOf(type));
      case "Sequence" ->
          settings.get("normalizers").elements().stream()
              .map(WordPieceTokenizer::normalizer)
              .reduce(text -> text, (first, next) -> text -> next.apply(first.apply(text)));
      default ->
          throw refused(
              "a normalizer of the types BertNormalizer, Lowercase, StripAccents, NFC, NFD, NFKC, NFKD or Sequence",
              "the type " + Excerpt.of(type));
    };
  }

  private static UnaryOperator<String> bert(Json settings) {
    boolean cleans = settings.flag("clean_text", true);
    boolean separatesIdeographs = settings.flag("handle_chinese_chars", true);
    boolean lowercases = settings.flag("lowercase", true);
    boolean stripsAccents = settings.flag("strip_accents", lowercases);
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

  /** Returns the ids of the pieces before and after a sequence. */
  private static List<List<Integer>> around(Json settings) {
    if (settings.isNull()) {
      return List.of(List.of(), List.of());
    }
    String type = settings.text("type", "null");
    if (type.equals("BertProcessing")) {
      return List.of(List.of(id(settings, "cls")), List.of(id(settings, "sep")));
    }
    List<Json> single = settings.get("single").elements();
    if (!type.equals("TemplateProcessing") || single.isEmpty()) {
      throw refused(
          "a post-processor of the types TemplateProcessing or BertProcessing", "the type " + type);
    }
    List<List<Integer>> around = List.of(new ArrayList<>(), new ArrayList<>());
    int side = 0;
    for (Json part : single) {
      Json special = part.get("SpecialToken");
      if (!special.isNull()) {
        Json token = settings.get("special_tokens").get(special.text("id", ""));
        if (token.get("ids").elements().isEmpty()) {
          throw refused("the ids of each special token of the post-processor", "none");
        }
        for (Json id : token.get("ids").elements()) {
          around.get(side).add(id.number());
        }
      } else if (side == 0) {
        side = 1; // the sequence
      } else {
        throw refused("a post-processor of one sequence", "several");
      }
    }
    return around;
  }

  /** Returns the id in a pair of a piece and its id. */
  private static int id(Json settings, String name) {
    List<Json> pair = settings.get(name).elements();
    if (pair.size() != 2) {
      throw refused("a piece and its id as '%s'".formatted(name), "none");
    }
    return pair.get(1).number();
  }

  /** Returns the ids of the pieces before a sequence, such as {@code [CLS]}. */
  int[] prefix() {
    return prefix.clone();
  }

  /** Returns the ids of the pieces after a sequence, such as {@code [SEP]}. */
  int[] suffix() {
    return suffix.clone();
  }

  /** Returns the ids of pieces with those before and after a sequence. */
  int[] withSpecialTokens(IntStream pieces) {
    return IntStream.concat(IntStream.concat(IntStream.of(prefix), pieces), IntStream.of(suffix))
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
