package org.tributary.examples.command;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import org.tributary.examples.console.Console;

/** One-line error messages for exceptions. */
public final class Failure {

  private Failure() {}

  /** Returns the message on one line; the exception class appears only if there is no message. */
  public static String line(Throwable failure) {
    if (failure instanceof UncheckedIOException unchecked) {
      IOException cause = unchecked.getCause();
      String message = unchecked.getMessage();
      if (message == null || message.equals(cause.toString())) { // it adds none to its cause's
        return line(cause);
      }
      boolean hasReason = cause.getMessage() != null && message.endsWith(cause.getMessage());
      return oneLine(message) + (hasReason ? "" : ": " + line(cause));
    }
    if (failure instanceof OutOfMemoryError) {
      return "out of memory; raise the Java heap: JAVA_OPTS=-Xmx2g, or java -Xmx2g -jar ...; with token vectors it must exceed the encoder's file";
    }
    if (failure instanceof FileSystemException file && file.getReason() == null) {
      return oneLine(file.getFile() + ": " + reason(file));
    }
    return failure.getMessage() == null
        ? "unexpected "
            + failure.getClass().getName()
            + "; run again with --debug for the stack trace"
        : oneLine(failure.getMessage());
  }

  private static String reason(FileSystemException failure) {
    if (failure instanceof NoSuchFileException) {
      return "no such file or folder; check the path";
    }
    if (failure instanceof AccessDeniedException) {
      return "permission denied; check its permissions";
    }
    return failure.getClass().getSimpleName();
  }

  /** Returns whether the reader has closed standard output, which is not a failure. */
  static boolean isBrokenPipe(Throwable failure) {
    return failure instanceof Console.BrokenPipeException
        || (failure instanceof UncheckedIOException && isBrokenPipe(failure.getCause()));
  }

  static String oneLine(String message) {
    return message.strip().replaceAll("\\s*\\R\\s*", " ");
  }
}
