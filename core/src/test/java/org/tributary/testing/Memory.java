package org.tributary.testing;

import java.io.BufferedReader;
import java.io.FileReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The resident memory of a JVM with a fixed heap, from Linux's {@code /proc}. */
public final class Memory {
  private Memory() {}

  /** Returns the options of a JVM with a resident heap: further growth is native memory. */
  public static List<String> fixedHeap(long bytes) {
    return List.of("-Xms" + bytes, "-Xmx" + bytes, "-XX:+AlwaysPreTouch");
  }

  /** Returns an entry of this process's memory in bytes, such as {@code VmRSS:}, the resident. */
  public static long of(String entry) throws IOException {
    // not Files.lines: an interrupted thread cannot read from its channel
    try (var status = new FileReader("/proc/self/status", StandardCharsets.UTF_8);
        var lines = new BufferedReader(status)) {
      return 1024
          * lines
              .lines()
              .filter(line -> line.startsWith(entry))
              .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
              .findFirst()
              .orElseThrow();
    }
  }

  /** Makes {@code VmHWM:} the current resident memory. */
  public static void resetPeak() throws IOException {
    Files.writeString(Path.of("/proc/self/clear_refs"), "5");
  }
}
