package org.tributary.internal.tagger;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.tributary.head.CrfHead;
import org.tributary.head.Head;
import org.tributary.internal.Settings;

/** The serialized settings of heads, a map of strings. */
final class HeadCodec {
  private static final String HEAD = "head";

  /** The heads that can be read back, by name. Add a line for each new head. */
  private static final Map<String, Function<Settings, Head>> KNOWN = new LinkedHashMap<>();

  static {
    KNOWN.put(Head.softmax().name(), settings -> Head.softmax());
    KNOWN.put(Head.crf().name(), CrfHead::read);
  }

  private HeadCodec() {}

  /**
   * Returns the head's name as {@code head} and each of its settings as {@code head.<setting>}.
   *
   * @throws IllegalArgumentException if the head has no stored form
   */
  static Map<String, String> write(Head head) {
    Optional<Map<String, String>> settings = head.settings();
    Map<String, String> texts = new LinkedHashMap<>();
    texts.put(HEAD, head.name());
    settings.ifPresent(all -> all.forEach((name, text) -> texts.put(HEAD + "." + name, text)));
    if (settings.isEmpty()
        || !KNOWN.containsKey(head.name())
        || !read(Settings.of(texts)).equals(head)) {
      throw Settings.unstored("a head", KNOWN.keySet(), head);
    }
    return texts;
  }

  /**
   * Reads the settings of {@link #write}, among others.
   *
   * @throws IllegalArgumentException if a text is missing or not one that {@link #write} returns
   */
  static Head read(Settings settings) {
    String name = settings.oneOf(HEAD, List.copyOf(KNOWN.keySet()));
    return KNOWN.get(name).apply(settings.within(HEAD + "."));
  }
}
