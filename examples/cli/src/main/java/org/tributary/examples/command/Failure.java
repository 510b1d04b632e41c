package org.tributary.examples.command;

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
      String reason = line(unchecked.getCause());
      if (endsWithReason(unchecked)) {
        return oneLine(unchecked.getMessage());
      }
      return addsMessage(unchecked) ? oneLine(unchecked.getMessage()) + ": " + reason : reason;
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

  /** Returns whether the exception adds a message to its cause's, such as a file name. */
  private static boolean addsMessage(UncheckedIOException failure) {
    String message = failure.getMessage();
    return message != null && !message.equals(failure.getCause().toString());
  }

  /** Returns whether the exception's message ends with its cause's, and so has the reason. */
  private static boolean endsWithReason(UncheckedIOException failure) {
    String reason = failure.getCause().getMessage();
    String message = failure.getMessage();
    return addsMessage(failure) && reason != null && message.endsWith(reason);
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
