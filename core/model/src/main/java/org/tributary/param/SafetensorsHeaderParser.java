package org.tributary.param;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.tributary.internal.check.Excerpt;
import org.tributary.internal.check.HeapBudget;
import org.tributary.param.SafetensorsHeader.FormatException;

/** The JSON syntax of a safetensors header. Refuses a header whose objects exceed a heap budget. */
final class SafetensorsHeaderParser {
  /** Heap bytes of a tensor without values and of reading its description. */
  private static final int TENSOR_BYTES = 1000;

  /** Heap bytes of a text and its name beside their characters. */
  private static final int TEXT_BYTES = 250;

  /** Maximum number of fields in the description of a tensor. */
  private static final int MAX_FIELDS = 16;

  private final JsonParser parser;
  private final HeapBudget budget;
  private final Set<String> names = new HashSet<>();
  private final Set<String> seen = new HashSet<>(); // fields of the tensor being read
  private final List<SafetensorsTensor> tensors = new ArrayList<>();
  private final Map<String, String> texts = new LinkedHashMap<>();

  SafetensorsHeaderParser(JsonParser parser, HeapBudget budget) {
    this.parser = parser;
    this.budget = budget;
  }

  /** Returns the tensors in the order of the header, a modifiable list. */
  List<SafetensorsTensor> tensors() {
    return tensors;
  }

  /** Returns the metadata by key. */
  Map<String, String> texts() {
    return texts;
  }

  /** Parses the whole header. */
  void parse() throws IOException, FormatException {
    if (parser.nextToken() != JsonToken.START_OBJECT) {
      throw new FormatException(
          "expected a header that is an object, got " + parser.currentToken());
    }
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      if (!names.add(name)) {
        throw duplicate(name);
      }
      parser.nextToken();
      if (name.equals(SafetensorsHeader.METADATA)) {
        readTexts();
      } else {
        budget.take("tensors", TENSOR_BYTES + 2L * name.length());
        tensors.add(tensor(name));
      }
    }
    if (parser.nextToken() != null) {
      throw new FormatException(
          "expected nothing after the header's object, got " + parser.currentToken());
    }
  }

  private static FormatException duplicate(String name) {
    return new FormatException(
        "header: expected each name once, got '%s' twice".formatted(Excerpt.of(name)));
  }

  private void readTexts() throws IOException, FormatException {
    if (parser.currentToken() == JsonToken.VALUE_NULL) {
      return;
    }
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      throw new FormatException(
          "%s: expected an object, got %s"
              .formatted(SafetensorsHeader.METADATA, parser.currentToken()));
    }
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      budget.take("texts in the metadata", TEXT_BYTES + 2L * name.length());
      if (parser.nextToken() != JsonToken.VALUE_STRING) {
        throw new FormatException(
            "%s: expected a text as %s, got %s"
                .formatted(SafetensorsHeader.METADATA, Excerpt.of(name), parser.currentToken()));
      }
      if (texts.put(name, parser.getText()) != null) {
        throw duplicate(name);
      }
    }
  }

  private SafetensorsTensor tensor(String name) throws IOException, FormatException {
    require(parser.currentToken() == JsonToken.START_OBJECT, name, "an object");
    String type = null;
    List<Long> shape = null;
    List<Long> offsets = null;
    seen.clear();
    for (int fields = 0; parser.nextToken() != JsonToken.END_OBJECT; fields++) {
      if (fields == MAX_FIELDS) {
        throw new FormatException(
            "tensor %s: expected at most %d fields, got more"
                .formatted(Excerpt.of(name), MAX_FIELDS));
      }
      String field = parser.currentName();
      if (!seen.add(field)) {
        throw duplicate(field);
      }
      parser.nextToken();
      switch (field) {
        case "dtype" -> {
          require(parser.currentToken() == JsonToken.VALUE_STRING, name, "a dtype");
          type = knownType(parser.getText());
        }
        case "shape" -> shape = sizes(name);
        case "data_offsets" -> offsets = sizes(name);
        default -> parser.skipChildren();
      }
    }
    if (type == null || shape == null || offsets == null || offsets.size() != 2) {
      throw new FormatException(
          "tensor %s: expected dtype, shape and two data_offsets, got %s, %s and %s"
              .formatted(Excerpt.of(name), type, shape, offsets));
    }
    return new SafetensorsTensor(name, type, shape, offsets.get(0), offsets.get(1));
  }

  /** Returns the name of a dtype, one string for all tensors if the format has it. */
  private String knownType(String type) {
    return SafetensorsNumbers.named(type).map(Enum::name).orElse(Excerpt.of(type));
  }

  private List<Long> sizes(String name) throws IOException, FormatException {
    require(parser.currentToken() == JsonToken.START_ARRAY, name, "a list of numbers");
    List<Long> sizes = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      boolean whole = parser.currentToken() == JsonToken.VALUE_NUMBER_INT;
      require(whole && parser.getLongValue() >= 0, name, "whole numbers of 0 or more");
      if (sizes.size() == FloatTensor.MAX_DIMENSIONS) {
        throw new FormatException(
            "tensor %s: expected at most %d dimensions, got more"
                .formatted(Excerpt.of(name), FloatTensor.MAX_DIMENSIONS));
      }
      sizes.add(parser.getLongValue());
    }
    return List.copyOf(sizes);
  }

  private void require(boolean holds, String name, String expected)
      throws IOException, FormatException {
    if (!holds) {
      throw new FormatException(
          "tensor %s: expected %s, got %s"
              .formatted(Excerpt.of(name), expected, Excerpt.of(parser.getText())));
    }
  }
}
