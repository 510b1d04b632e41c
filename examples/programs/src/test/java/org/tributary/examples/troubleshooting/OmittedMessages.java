package org.tributary.examples.troubleshooting;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The messages that the page on troubleshooting omits, each for a reason: lines of a file name and
 * a message below a comment with the reason, or of a file name alone for all its messages.
 *
 * @param sources the error messages of the sources that read files and options
 * @param omitted the reason of each omitted line
 */
record OmittedMessages(List<SourceMessages.Message> sources, Map<String, String> omitted) {
  private static final Path ROOT = Path.of("..", "..");
  private static final Path FOLDER = Path.of("src", "test", "resources", "troubleshooting");

  static OmittedMessages read() throws IOException {
    List<SourceMessages.Message> sources = new ArrayList<>();
    for (String line : Files.readAllLines(FOLDER.resolve("sources.txt"))) {
      if (!line.isBlank() && !line.startsWith("#")) {
        sources.addAll(SourceMessages.of(ROOT.resolve(line.strip())));
      }
    }
    Map<String, String> omitted = new TreeMap<>();
    String reason = null;
    for (String line : Files.readAllLines(FOLDER.resolve("omitted-messages.txt"))) {
      if (line.startsWith("#")) {
        reason = line;
      } else if (line.isBlank()) {
        reason = null;
      } else if (reason == null || omitted.put(line.strip(), reason) != null) {
        throw new IllegalStateException("expected a line once, below its reason, got " + line);
      }
    }
    return new OmittedMessages(List.copyOf(sources), omitted);
  }

  /** Returns whether a message or its file is listed. */
  boolean has(SourceMessages.Message message) {
    return omitted.containsKey(message.file()) || omitted.containsKey(line(message));
  }

  /** Returns the listed lines of messages that are no more, or on the page by now. */
  List<String> unused(TroubleshootingPage page) {
    Set<String> used = new HashSet<>();
    for (SourceMessages.Message message : sources) {
      if (!page.covers(message.head())) {
        used.add(message.file());
        used.add(line(message));
      }
    }
    return omitted.keySet().stream().filter(line -> !used.contains(line)).toList();
  }

  private static String line(SourceMessages.Message message) {
    return message.file() + ": " + message.head();
  }
}
