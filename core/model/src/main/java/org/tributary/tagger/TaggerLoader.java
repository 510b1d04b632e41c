package org.tributary.tagger;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import org.tributary.internal.NullChecks;
import org.tributary.internal.tagger.TaggerFileFormat;

/**
 * A loader of stored taggers, with the classes of the caller that a model file may name. Immutable.
 *
 * <p>A model file is not trusted: of the classes that it names, only Tributary's own and those that
 * the caller allows are created.
 *
 * <pre>{@code
 * Tagger.loader().allow(MyExtractor.class).load(Path.of("my.model"))
 * }</pre>
 */
public final class TaggerLoader {
  static final String TRIBUO_ARTIFACT = "org.tributary:tributary-tribuo";

  static final TaggerLoader DEFAULT = new TaggerLoader(Set.of());

  private final Set<Class<?>> allowed;

  private TaggerLoader(Set<Class<?>> allowed) {
    this.allowed = allowed;
  }

  /**
   * Returns a loader that also creates objects of these classes where a model names them, such as a
   * feature extractor of the caller's own.
   */
  public TaggerLoader allow(Class<?>... classes) {
    Set<Class<?>> all = new LinkedHashSet<>(allowed);
    for (Class<?> each : classes) {
      all.add(NullChecks.require("allowed class", "a class", each));
    }
    return new TaggerLoader(Set.copyOf(all));
  }

  /**
   * Loads a tagger from a file.
   *
   * @throws IOException with a one-line reason if the file is missing, damaged, of an unknown
   *     format, not a tagger, written by a newer release, or names a class that is missing or not
   *     allowed
   */
  public Tagger load(Path file) throws IOException {
    TaggerSource source = TaggerSource.of(file);
    return reader(source).read(source, allowed);
  }

  /**
   * Loads a tagger from a stream, which is read to its end and not closed. A stream of an unknown
   * format is not read beyond its first bytes.
   *
   * @throws IOException as {@link #load(Path)}, or if the stream fails
   */
  public Tagger load(InputStream stream) throws IOException {
    TaggerSource head = TaggerSource.head(stream);
    return reader(head).read(head.withRest(stream), allowed);
  }

  private static TaggerReader reader(TaggerSource source) throws IOException {
    for (TaggerReader reader : readers()) {
      if (reader.recognizes(source.head())) {
        return reader;
      }
    }
    if (source.format() == TaggerFileFormat.TRIBUO) {
      throw new IOException(
          "tagger %s: expected a format with a reader, got a Tribuo model, whose reader is not on the class path; add %s (and keep META-INF/services if you merge jars)"
              .formatted(source, TRIBUO_ARTIFACT));
    }
    throw new IOException(
        "tagger %s: expected a file of WordTagger.save or a Tribuo model, got %s"
            .formatted(
                source,
                TaggerFileFormat.advice(source.head())
                    .orElseGet(
                        () ->
                            "neither (first bytes %s); is it another file, compressed, or cut off?"
                                .formatted(hex(source.head())))));
  }

  /**
   * Returns the readers of the thread's class loader and of this library's, which differ in
   * containers, Tributary's own first.
   */
  private static Iterable<TaggerReader> readers() {
    Map<Class<?>, TaggerReader> readers = new LinkedHashMap<>();
    readers.put(WordTaggerFile.Reader.class, new WordTaggerFile.Reader());
    for (ClassLoader loader :
        Arrays.asList(
            Thread.currentThread().getContextClassLoader(), TaggerLoader.class.getClassLoader())) {
      for (TaggerReader reader : ServiceLoader.load(TaggerReader.class, loader)) {
        readers.putIfAbsent(reader.getClass(), reader);
      }
    }
    return readers.values();
  }

  private static String hex(byte[] head) {
    StringBuilder hex = new StringBuilder();
    for (int k = 0; k < Math.min(head.length, 8); k++) {
      hex.append("%02x".formatted(head[k]));
    }
    return hex.toString();
  }
}
