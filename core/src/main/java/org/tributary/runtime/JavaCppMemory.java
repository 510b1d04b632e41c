package org.tributary.runtime;

import java.util.List;

/**
 * Has JavaCPP, by which TensorFlow Java reaches its natives, leave the process's memory unwatched.
 * By default it asks the system for it each time a native object is made, which takes about 3 µs
 * and in a run as many times as there are fetched tensors, and where it is more than four times the
 * largest Java heap, it collects garbage ten times, 0.1 s apart, and then throws an {@link
 * OutOfMemoryError}, however much memory the machine has. It does so for programs that leave native
 * memory to the garbage collector; Tributary closes its own. Limits that JavaCPP's own system
 * properties set stay.
 */
final class JavaCppMemory {
  private static final String LIMIT = "org.bytedeco.javacpp.maxPhysicalBytes";

  /**
   * What sets a limit, in the spellings that JavaCPP reads; of {@code maxBytes} alone it makes a
   * {@code maxPhysicalBytes}.
   */
  private static final List<String> LIMITS_OF_THE_USER =
      List.of(
          "org.bytedeco.javacpp.maxBytes",
          "org.bytedeco.javacpp.maxbytes",
          LIMIT,
          "org.bytedeco.javacpp.maxphysicalbytes");

  private JavaCppMemory() {}

  /** Does so; of no effect once a native object was made. */
  static void leaveUnwatched() {
    if (LIMITS_OF_THE_USER.stream().allMatch(limit -> System.getProperty(limit) == null)) {
      System.setProperty(LIMIT, "0");
    }
  }
}
