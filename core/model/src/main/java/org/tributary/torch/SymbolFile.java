package org.tributary.torch;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.tributary.DataFormatException;
import org.tributary.internal.AtomicFile;
import org.tributary.internal.Excerpt;
import org.tributary.internal.LineReader;

/**
 * A file of symbols in the order of a table's rows or a layer's outputs: a JSON list, a JSON object
 * from symbol to index as {@code json.dump} writes a dictionary, or, without the extension {@code
 * .json}, one symbol on each line.
 */
final class SymbolFile {
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .build();

  private SymbolFile() {}

  /**
   * Reads the symbols.
   *
   * @throws DataFormatException if the file is malformed or a symbol is repeated
   * @throws IOException if it cannot be read
   */
  static List<String> read(Path file) throws IOException {
    List<String> symbols = isJson(file) ? json(file) : lines(file);
    Set<String> distinct = new HashSet<>();
    for (String symbol : symbols) {
      if (!distinct.add(symbol)) {
        throw malformed(file, "each symbol once", "%s twice".formatted(quoted(symbol)));
      }
    }
    if (symbols.isEmpty()) {
      throw malformed(file, "at least one symbol", "none");
    }
    return symbols;
  }

  private static boolean isJson(Path file) {
    return file.toString().endsWith(".json");
  }

  private static String quoted(String symbol) {
    return DataFormatException.quote(symbol);
  }

  private static String written(JsonParser parser) throws IOException {
    String text = parser.getText();
    return parser.currentToken() == JsonToken.VALUE_STRING
        ? "the string " + quoted(text)
        : Excerpt.of(text);
  }

  private static DataFormatException malformed(Path file, String expected, String got) {
    return new DataFormatException(file.toString(), "expected %s, got %s".formatted(expected, got));
  }

  private static List<String> lines(Path file) throws IOException {
    List<String> symbols = new ArrayList<>();
    try (LineReader lines = new LineReader(LineReader.open(file), file.toString())) {
      while (lines.advance()) {
        if (lines.text().isEmpty()) {
          throw lines.error("expected a symbol, got an empty line; write the file as JSON instead");
        }
        symbols.add(lines.text());
      }
    }
    return symbols;
  }

  private static List<String> json(Path file) throws IOException {
    TreeMap<Integer, String> byIndex = new TreeMap<>();
    try (InputStream from = LineReader.open(file);
        JsonParser parser = JSON.createParser(from)) {
      JsonToken first = parser.nextToken();
      while (first == JsonToken.START_ARRAY && parser.nextToken() != JsonToken.END_ARRAY) {
        if (parser.currentToken() != JsonToken.VALUE_STRING) {
          throw malformed(file, "a list of strings", Excerpt.of(parser.getText()));
        }
        byIndex.put(byIndex.size(), parser.getText());
      }
      while (first == JsonToken.START_OBJECT && parser.nextToken() != JsonToken.END_OBJECT) {
        addIndexed(file, parser, byIndex);
      }
      if ((first != JsonToken.START_ARRAY && first != JsonToken.START_OBJECT)
          || parser.nextToken() != null) {
        throw malformed(
            file, "one JSON list or object", first == null ? "an empty file" : "other JSON");
      }
    } catch (JsonProcessingException e) {
      throw malformed(file, "JSON", Excerpt.of(e.getOriginalMessage()));
    }
    if (!byIndex.isEmpty()
        && (byIndex.firstKey() != 0 || byIndex.lastKey() != byIndex.size() - 1)) {
      throw malformed(
          file,
          "the indices 0 to %d".formatted(byIndex.size() - 1),
          "%d to %d".formatted(byIndex.firstKey(), byIndex.lastKey()));
    }
    return List.copyOf(byIndex.values());
  }

  private static void addIndexed(Path file, JsonParser parser, Map<Integer, String> byIndex)
      throws IOException {
    String symbol = parser.currentName();
    if (parser.nextToken() != JsonToken.VALUE_NUMBER_INT) {
      throw malformed(
          file,
          "a number as the index of each symbol",
          "%s for %s".formatted(written(parser), quoted(symbol)));
    }
    String other = byIndex.putIfAbsent(parser.getIntValue(), symbol);
    if (other != null) {
      throw malformed(
          file,
          "each index once",
          "%d for %s and %s".formatted(parser.getIntValue(), quoted(other), quoted(symbol)));
    }
  }

  /**
   * Writes symbols: a JSON object from symbol to index, or lines.
   *
   * @throws IOException if the file cannot be written, or lines cannot hold a symbol
   */
  static void write(Path file, List<String> symbols) throws IOException {
    if (!isJson(file)) {
      for (String symbol : symbols) {
        if (symbol.isEmpty() || symbol.matches("(?s).*[\\r\\n].*")) {
          throw malformed(
              file, "symbols that fit on a line", quoted(symbol) + "; name a .json file instead");
        }
      }
    }
    AtomicFile.write(file, to -> write(to, isJson(file), symbols));
  }

  private static void write(OutputStream to, boolean json, List<String> symbols)
      throws IOException {
    if (!json) {
      to.write((String.join("\n", symbols) + "\n").getBytes(StandardCharsets.UTF_8));
      return;
    }
    JsonGenerator generator = JSON.createGenerator(to);
    generator.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
    generator.writeStartObject();
    for (int k = 0; k < symbols.size(); k++) {
      generator.writeNumberField(symbols.get(k), k);
    }
    generator.writeEndObject();
    generator.close();
  }
}
