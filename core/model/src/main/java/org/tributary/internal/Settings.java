package org.tributary.internal;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * The serialized settings of a definition, a map of strings as in the metadata of a safetensors
 * file: numbers in decimal, constants in lower case, lists of texts in JSON. An invalid text is
 * refused with an {@link IllegalArgumentException} that gives its name and the valid ones. Settings
 * record which of them were read, so that {@link #requireAllRead} refuses those that no reader
 * knows. Not thread-safe.
 */
public final class Settings {
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .enable(JsonWriteFeature.ESCAPE_NON_ASCII) // an unpaired surrogate has no UTF-8 encoding
          .streamReadConstraints(
              StreamReadConstraints.builder().maxStringLength(Integer.MAX_VALUE).build())
          .build();

  private static final String NEWER = "; was it written by a newer release?";

  private final Map<String, String> texts;
  private final Set<String> unread; // full names, shared by all views
  private final String prefix;
  private final HeapBudget budget;

  private Settings(
      Map<String, String> texts, Set<String> unread, String prefix, HeapBudget budget) {
    this.texts = texts;
    this.unread = unread;
    this.prefix = prefix;
    this.budget = budget;
  }

  /** Returns a view of {@code texts}, none of them read. */
  public static Settings of(Map<String, String> texts) {
    return of(texts, HeapBudget.unlimited());
  }

  /**
   * Returns a view of {@code texts}, none of them read.
   *
   * @param budget the heap that lists may take
   */
  public static Settings of(Map<String, String> texts, HeapBudget budget) {
    return new Settings(texts, new TreeSet<>(texts.keySet()), "", budget);
  }

  /** Returns a view of the settings whose names begin with {@code inner}, without it. */
  public Settings within(String inner) {
    return new Settings(texts, unread, prefix + inner, budget);
  }

  /** Returns the text of a constant. */
  public static String text(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  /** Returns the text of a list. */
  public static String text(List<String> values) {
    StringWriter json = new StringWriter();
    try (JsonGenerator to = JSON.createGenerator(json)) {
      to.writeArray(values.toArray(String[]::new), 0, values.size());
    } catch (IOException e) {
      throw new UncheckedIOException(e); // cannot happen: the writer is in memory
    }
    return json.toString();
  }

  /**
   * Checks that every setting was read, in this view or another one of the same texts.
   *
   * @throws IllegalArgumentException if one was not; the message names it
   */
  public void requireAllRead() {
    if (!unread.isEmpty()) {
      List<String> names = unread.stream().limit(5).map(Excerpt::of).toList();
      throw new IllegalArgumentException(
          "expected settings that this release knows, got %d others: %s%s"
              .formatted(unread.size(), names, NEWER));
    }
  }

  /**
   * Returns a format version.
   *
   * @throws IllegalArgumentException if the number of setting {@code name} is not from 1 to {@code
   *     newest}
   */
  public int version(String name, int newest) {
    int version = number(name);
    if (version < 1 || version > newest) {
      throw new IllegalArgumentException(
          "expected a version from 1 to %d as %s%s, got %d%s"
              .formatted(newest, prefix, name, version, NEWER));
    }
    return version;
  }

  /** Returns the settings that begin with this view's prefix, by name without it, all as read. */
  public Map<String, String> all() {
    Map<String, String> all = new TreeMap<>();
    texts.forEach(
        (name, text) -> {
          if (name.startsWith(prefix)) {
            all.put(name.substring(prefix.length()), text);
            unread.remove(name);
          }
        });
    return all;
  }

  /** Returns whether there is a setting {@code name}. */
  public boolean has(String name) {
    return texts.containsKey(prefix + name);
  }

  /** Returns the text of setting {@code name}. */
  public String text(String name) {
    String text = texts.get(prefix + name);
    if (text == null) {
      throw new IllegalArgumentException("expected %s%s, got none".formatted(prefix, name));
    }
    unread.remove(prefix + name);
    return text;
  }

  /** Returns the whole number of setting {@code name}. */
  public int number(String name) {
    return parsed(name, text(name), Integer::valueOf, "a whole number");
  }

  private <N> N parsed(String name, String text, Function<String, N> parser, String what) {
    try {
      return parser.apply(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "expected %s as %s%s, got %s".formatted(what, prefix, name, Excerpt.of(text)), e);
    }
  }

  /** Returns the whole number of 64 bits of setting {@code name}. */
  public long longNumber(String name) {
    return parsed(name, text(name), Long::valueOf, "a whole number");
  }

  /** Returns the number of setting {@code name}, to the bit of {@link Double#toString(double)}. */
  public double decimal(String name) {
    return parsed(name, text(name), Double::valueOf, "a number");
  }

  /** Returns the number of setting {@code name}, or {@code absent} if there is none. */
  public double decimal(String name, double absent) {
    return has(name) ? decimal(name) : absent;
  }

  /** Returns the constant of setting {@code name}, or {@code absent} if there is none. */
  public <E extends Enum<E>> E choice(String name, E[] values, E absent) {
    return has(name) ? choice(name, values) : absent;
  }

  /** Returns the flag of setting {@code name}, {@code true} or {@code false}. */
  public boolean flag(String name) {
    return oneOf(name, List.of("true", "false")).equals("true");
  }

  /** Returns the text of setting {@code name}, one of {@code allowed}. */
  public String oneOf(String name, List<String> allowed) {
    String text = text(name);
    if (!allowed.contains(text)) {
      throw new IllegalArgumentException(
          "expected one of %s as %s%s, got %s%s"
              .formatted(allowed, prefix, name, Excerpt.of(text), NEWER));
    }
    return text;
  }

  /** Returns the constant of setting {@code name}, one of {@code values}. */
  public <E extends Enum<E>> E choice(String name, E[] values) {
    List<String> allowed = Arrays.stream(values).map(Settings::text).toList();
    return values[allowed.indexOf(oneOf(name, allowed))];
  }

  /** Returns the list of setting {@code name}. */
  public List<String> list(String name) {
    List<String> values = new ArrayList<>();
    String entries = "entries in the list %s%s".formatted(prefix, name);
    try (JsonParser from = JSON.createParser(text(name))) {
      boolean strings = from.nextToken() == JsonToken.START_ARRAY;
      while (strings && from.nextToken() != JsonToken.END_ARRAY) {
        strings = from.currentToken() == JsonToken.VALUE_STRING;
        budget.take(entries, HeapBudget.STRING_BYTES + 2L * from.getTextLength());
        values.add(from.getText());
      }
      if (strings && from.nextToken() == null) {
        return values;
      }
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "expected a JSON list as %s%s, got invalid JSON".formatted(prefix, name), e);
    }
    throw new IllegalArgumentException(
        "expected a JSON list of strings as %s%s, got another value".formatted(prefix, name));
  }

  /**
   * Deducts heap that is built of a setting; see {@link HeapBudget#take}.
   *
   * @throws IllegalArgumentException if less is left
   */
  public void take(String what, long bytes) {
    budget.take(what, bytes);
  }

  /** Returns the whole numbers in the list of setting {@code name}. */
  public List<Integer> numbers(String name) {
    return list(name).stream()
        .map(text -> parsed(name, text, Integer::valueOf, "a whole number"))
        .toList();
  }

  /**
   * Returns the exception for a part of a tagger that has no stored form.
   *
   * @param what the kind of part, such as {@code a head}
   * @param known the names of those that have one
   */
  public static IllegalArgumentException unstored(
      String what, Collection<String> known, Object part) {
    return new IllegalArgumentException(
        "stored tagger: expected %s that can be stored, one of %s, got the class %s; use it in memory, or train by a TaggerFitter and write its parameters with Safetensors"
            .formatted(what, known, part.getClass().getName()));
  }
}
