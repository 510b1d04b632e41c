package org.tributary.tagger;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tributary.internal.tagger.TaggerTensors;
import org.tributary.param.ParameterValues;
import org.tributary.param.Safetensors;
import org.tributary.testing.Allocation;

/**
 * Tests of loading damaged tagger files: altered metadata with a matching checksum, or a flipped
 * bit of the header.
 */
class CorruptTaggerFileTest {
  private static final int ROUNDS = Integer.getInteger("tributary.corruptions", 150);

  /** Maximum allocation that does not grow with the file; opening a tagger takes most of it. */
  private static final long CONSTANT = 24L << 20;

  @TempDir private static Path folder;
  private static byte[] bytes;
  private static Map<String, String> texts;
  private static ParameterValues parameters;

  @BeforeAll
  static void write() throws IOException {
    Path file = folder.resolve("good");
    UntrainedTagger.write(file, 4, 0);
    WordTagger.load(file).close(); // loads classes
    bytes = Files.readAllBytes(file);
    texts = new LinkedHashMap<>(Safetensors.texts(file));
    texts.keySet().removeAll(List.of("format", "tributary.crc32"));
    parameters = Safetensors.read(file);
  }

  @Test
  void anyAlteredFileTagsOrIsRefusedInBoundedMemory() throws IOException {
    Random random = new Random(23);
    Path file = folder.resolve("altered");
    int refused = 0;
    for (int round = 0; round < ROUNDS; round++) {
      if (random.nextInt(3) == 0) {
        Files.write(file, altered(random));
      } else {
        WordTaggerFile.write(file, new TaggerTensors(alteredTexts(random), parameters));
      }
      long size = Files.size(file);
      long before = Allocation.bytes();
      try (Tagger tagger = Tagger.load(file)) {
        tagger.tag(List.of("dog", "Ba"));
      } catch (IOException e) {
        assertThat(e.getMessage()).as("round %d", round).isNotBlank().doesNotContain("\n");
        refused++;
      }
      assertThat(Allocation.bytes() - before)
          .as("round %d", round)
          .isLessThan(10 * size + CONSTANT);
    }
    assertThat(refused).isBetween(ROUNDS / 3, ROUNDS - 1);
  }

  private static byte[] altered(Random random) {
    byte[] altered = bytes.clone();
    int header = 2_000;
    altered[random.nextInt(header)] ^= (byte) (1 << random.nextInt(8));
    return altered;
  }

  /** Returns the metadata with one text altered, left out, or under another name. */
  private static Map<String, String> alteredTexts(Random random) {
    Map<String, String> altered = new LinkedHashMap<>(texts);
    List<String> names = new ArrayList<>(texts.keySet());
    String name = names.get(random.nextInt(names.size()));
    String text = altered.remove(name);
    int at = random.nextInt(text.length() + 1);
    switch (random.nextInt(5)) {
      case 0 -> {}
      case 1 -> altered.put(name + (char) ('a' + random.nextInt(26)), text);
      case 2 -> altered.put(name, text.substring(0, at));
      case 3 -> altered.put(name, text.substring(0, at) + random.nextInt() + text.substring(at));
      default ->
          altered.put(
              name, text.substring(0, at) + (char) random.nextInt(0xd800) + text.substring(at));
    }
    return altered;
  }
}
