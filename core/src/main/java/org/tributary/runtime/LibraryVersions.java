package org.tributary.runtime;

import org.tensorflow.TensorFlow;

/**
 * The versions of Tributary and TensorFlow. Results may differ in the last bits across versions.
 */
public final class LibraryVersions {

  private LibraryVersions() {}

  /**
   * Returns the version of TensorFlow's native libraries, such as {@code 2.18.0}.
   *
   * @throws IllegalStateException if the native libraries cannot be loaded
   */
  public static String tensorFlow() {
    JavaCppMemory.disableLimit();
    NativeLibraries.load();
    return TensorFlow.version();
  }
}
