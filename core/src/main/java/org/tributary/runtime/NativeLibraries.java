package org.tributary.runtime;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.bytedeco.javacpp.Loader;
import org.tensorflow.TensorFlow;

/**
 * A loader of TensorFlow's native libraries, once per process. After a failure TensorFlow Java
 * names the missing library on the first attempt only; this class reports cause and cure on every
 * attempt.
 */
final class NativeLibraries {
  private static final String FOLDER = "/org/tensorflow/internal/c_api/";

  /** The first library to load, by supported platform. */
  private static final Map<String, String> LIBRARIES =
      new TreeMap<>(
          Map.of(
              "linux-x86_64", "libjnitensorflow.so",
              "linux-arm64", "libjnitensorflow.so",
              "macosx-arm64", "libjnitensorflow.dylib",
              "windows-x86_64", "jnitensorflow.dll"));

  private static final Optional<LinkageError> FAILURE = attempt();

  private NativeLibraries() {}

  /**
   * Loads the libraries on the first call; further calls have no effect.
   *
   * @throws IllegalStateException if the libraries cannot be loaded
   */
  static void load() {
    if (FAILURE.isPresent()) {
      throw new IllegalStateException(explanation(FAILURE.get()), FAILURE.get());
    }
  }

  private static Optional<LinkageError> attempt() {
    try {
      TensorFlow.version();
      return Optional.empty();
    } catch (LinkageError e) {
      return Optional.of(e);
    }
  }

  private static String explanation(LinkageError failure) {
    String platform = Loader.getPlatform();
    String library = LIBRARIES.get(platform);
    if (library == null) {
      return "TensorFlow's natives: there are some for %s, but none for this machine, %s"
          .formatted(String.join(", ", LIBRARIES.keySet()), platform);
    }
    if (!onClassPath(platform, library)) {
      return "TensorFlow's natives: expected those for %s on the class path, found %s; add"
              .formatted(platform, found())
          + " org.tensorflow:tensorflow-core-native with the classifier %s, or".formatted(platform)
          + " org.tensorflow:tensorflow-core-platform for all platforms, in the version of"
          + " tensorflow-core-api";
    }
    Throwable cause = rootCause(failure);
    return cause instanceof IOException
        ? "TensorFlow's natives: expected a folder to unpack them into, found none that can be"
            + " written (%s); set -Dorg.bytedeco.javacpp.cachedir=FOLDER, or unpack their jar"
                .formatted(cause.getMessage())
            + " beforehand and put its folder on the class path in its place"
        : "TensorFlow's natives: those for %s are there, but cannot be loaded (%s); unpacked they"
                .formatted(platform, cause.getMessage())
            + " take 650 MB of ~/.javacpp/cache, and on Linux they need glibc, not musl";
  }

  private static boolean onClassPath(String platform, String library) {
    return TensorFlow.class.getResource(FOLDER + platform + "/" + library) != null;
  }

  /** Returns the platforms whose libraries are on the class path, in words. */
  private static String found() {
    return LIBRARIES.entrySet().stream()
        .filter(natives -> onClassPath(natives.getKey(), natives.getValue()))
        .map(natives -> "those for " + natives.getKey())
        .reduce((one, other) -> one + " and " + other)
        .orElse("none");
  }

  /** Returns the root cause, whose message names the missing file. */
  private static Throwable rootCause(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root;
  }
}
