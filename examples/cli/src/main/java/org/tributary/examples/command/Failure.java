package org.tributary.examples.command;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import org.tributary.examples.console.Console;

/** What a failure is called on the one line that a person reads. */
final class Failure {

  private Failure() {}

  /** One line, without the names of classes where there is anything else to say. */
  static String line(Throwable failure) {
    if (failure instanceof UncheckedIOException unchecked) {
      String reason = line(unchecked.getCause());
      return saysMore(unchecked) ? oneLine(unchecked.getMessage()) + ": " + reason : reason;
    }
    if (failure instanceof OutOfMemoryError) {
      return "out of memory; give Java more, as in java -Xmx8g -jar ...";
    }
    if (failure instanceof FileSystemException file && file.getReason() == null) {
      return oneLine(file.getFile() + ": " + reason(file));
    }
    return failure.getMessage() == null
        ? "unexpected " + failure.getClass().getName() + "; run again with --debug to see where"
        : oneLine(failure.getMessage());
  }

  /** Whether it has words of its own, such as the name of a file. */
  private static boolean saysMore(UncheckedIOException failure) {
    IOException cause = failure.getCause();
    String message = failure.getMessage();
    return message != null
        && !message.equals(cause.toString())
        && !message.equals(cause.getMessage());
  }

  private static String reason(FileSystemException failure) {
    if (failure instanceof NoSuchFileException) {
      return "no such file or folder; check the path";
    }
    if (failure instanceof AccessDeniedException) {
      return "not allowed; check its permissions";
    }
    return failure.getClass().getSimpleName();
  }

  /** Whether the reader of our output has gone, which is no failure. */
  static boolean isReaderGone(Throwable failure) {
    return failure instanceof Console.BrokenPipeException
        || (failure instanceof UncheckedIOException && isReaderGone(failure.getCause()));
  }

  static String oneLine(String message) {
    return message.strip().replaceAll("\\s*\\R\\s*", " ");
  }
}
