package org.tributary.examples.distribution;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/** The instructions of the container recipe, one a line. */
record Dockerfile(String text, List<String> instructions) {
  static final String PORT = "8080";

  static Dockerfile of(Installation installed) throws IOException {
    String text = Files.readString(installed.file("container/Dockerfile"));
    List<String> instructions =
        text.replaceAll("(?m)^\\s*#.*\n", "")
            .replaceAll("\\\\\n\\s*", "")
            .lines()
            .filter(line -> !line.isBlank())
            .toList();
    return new Dockerfile(text, instructions);
  }

  /** Returns what follows the one instruction of a name, or its last occurrence. */
  String value(String name) {
    List<String> found = values(name);
    return found.get(found.size() - 1);
  }

  private List<String> values(String name) {
    return instructions.stream()
        .filter(line -> line.startsWith(name + " "))
        .map(line -> line.substring(name.length() + 1).strip())
        .toList();
  }

  /** Returns the files and folders that are copied from the distribution. */
  List<String> sources() {
    List<String> sources = new ArrayList<>();
    for (String copy : values("COPY")) {
      List<String> words = Arrays.asList(copy.split("\\s+"));
      if (!words.get(0).startsWith("--from=")) {
        sources.addAll(words.subList(0, words.size() - 1));
      }
    }
    return sources;
  }

  /** Returns the patterns of files that are removed from what was copied. */
  List<String> removed() {
    return values("RUN").stream()
        .filter(run -> run.startsWith("rm "))
        .flatMap(run -> Pattern.compile("\\s+").splitAsStream(run.substring(3)))
        .toList();
  }

  /** Returns the images that it builds on. */
  List<String> images() {
    return values("FROM").stream().map(from -> from.split("\\s+")[0]).toList();
  }

  /** Returns the words of the health check's command. */
  List<String> healthCheck() throws IOException {
    String check = value("HEALTHCHECK");
    return Arrays.asList(
        new ObjectMapper().readValue(check.substring(check.indexOf("CMD ") + 4), String[].class));
  }
}
