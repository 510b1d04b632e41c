package org.tributary.examples.bench.measurement;

import java.io.BufferedReader;
import java.io.FileReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.tributary.examples.job.JobException;

/** The resident memory of this process in bytes, from Linux's {@code /proc}. */
public final class ProcessMemory {
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final Path CLEAR_PEAK = Path.of("/proc/self/clear_refs");

  private ProcessMemory() {}

  /** Returns whether the system provides it. */
  public static boolean isAvailable() {
    return Files.isReadable(STATUS) && Files.isWritable(CLEAR_PEAK);
  }

  /**
   * Checks that the system provides it.
   *
   * @throws JobException if it does not
   */
  public static void requireAvailable() {
    if (!isAvailable()) {
      throw new JobException(
          "memory: expected /proc/self/status and clear_refs, got none; run it on Linux");
    }
  }

  /** Returns the options of a JVM with a resident heap: further growth is native memory. */
  public static List<String> fixedHeap(long bytes) {
    return List.of("-Xms" + bytes, "-Xmx" + bytes, "-XX:+AlwaysPreTouch");
  }

  /** Returns the resident memory. */
  public static long resident() throws IOException {
    return bytes("VmRSS:");
  }

  /** Returns the resident memory without that of files, such as native libraries. */
  public static long anonymous() throws IOException {
    return bytes("RssAnon:");
  }

  /** Returns the maximum of {@link #resident} since {@link #resetPeak}. */
  public static long peak() throws IOException {
    return bytes("VmHWM:");
  }

  /** Resets the peak to the current resident memory. */
  public static void resetPeak() throws IOException {
    Files.writeString(CLEAR_PEAK, "5", StandardCharsets.UTF_8);
  }

  private static long bytes(String entry) throws IOException {
    // Not Files.lines: an interrupted thread can't read from its channel.
    try (var status = new FileReader(STATUS.toFile(), StandardCharsets.UTF_8);
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
}
