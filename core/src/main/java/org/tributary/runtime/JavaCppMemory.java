package org.tributary.runtime;

import java.util.List;

/**
 * A switch that turns off JavaCPP's limit on the memory of the process. JavaCPP, TensorFlow Java's
 * native bridge, queries the process's memory for every native object by default. That takes about
 * 3 µs, once for every fetched tensor of a run. Above four times the maximum Java heap it collects
 * garbage ten times, 0.1 s apart, and then throws an {@link OutOfMemoryError}, however much memory
 * the machine has. The limit protects programs that leave native memory to the garbage collector;
 * Tributary closes its own. Limits set by JavaCPP's system properties remain in force.
 */
final class JavaCppMemory {
  private static final String LIMIT = "org.bytedeco.javacpp.maxPhysicalBytes";

  /**
   * System properties that set a limit, in the spellings that JavaCPP reads. JavaCPP derives {@code
   * maxPhysicalBytes} from {@code maxBytes} if only the latter is set.
   */
  private static final List<String> USER_LIMITS =
      List.of(
          "org.bytedeco.javacpp.maxBytes",
          "org.bytedeco.javacpp.maxbytes",
          LIMIT,
          "org.bytedeco.javacpp.maxphysicalbytes");

  private JavaCppMemory() {}

  /** Disables the limit unless the user set one; no effect once a native object exists. */
  static void disableLimit() {
    if (USER_LIMITS.stream().allMatch(limit -> System.getProperty(limit) == null)) {
      System.setProperty(LIMIT, "0");
    }
  }
}
