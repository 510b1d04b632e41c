package org.tributary.examples.troubleshooting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.tributary.examples.command.TributaryCommand;
import org.tributary.examples.console.Console;

/** The messages of provoked errors, with the folder of the files that provoke them. */
final class Errors {
  private static final String PREFIX = "tributary: ";

  private final Path folder;
  private final List<String> messages = new ArrayList<>();
  private int files;

  Errors(Path folder) {
    this.folder = folder;
  }

  List<String> messages() {
    return List.copyOf(messages);
  }

  Path folder() {
    return folder;
  }

  /** Writes a text to a new file. */
  String file(String text) {
    return file("file" + files++, text.getBytes(StandardCharsets.UTF_8));
  }

  /** Writes bytes to a file of a given name. */
  String file(String name, byte[] bytes) {
    try {
      return Files.write(folder.resolve(name), bytes).toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns a path at which there is no file. */
  String none() {
    return folder.resolve("none").toString();
  }

  /** Adds a message. */
  void add(String message) {
    messages.add(message.strip().replaceAll("\\s*\\R\\s*", " "));
  }

  /** Runs a command that fails, and adds its error. */
  void command(String... arguments) {
    commandOn("", arguments);
  }

  /** Runs a command on a standard input. */
  void commandOn(String input, String... arguments) {
    run(input, new ByteArrayOutputStream(), arguments);
  }

  /** Runs a command that writes to {@code output}. */
  void run(String input, OutputStream output, String... arguments) {
    ByteArrayOutputStream error = new ByteArrayOutputStream();
    Locale locale = Locale.getDefault();
    try {
      Console console =
          Console.of(
              new ByteArrayInputStream(input.getBytes(StandardCharsets.ISO_8859_1)),
              output,
              new PrintStream(error, true, StandardCharsets.UTF_8));
      TributaryCommand.run(console, arguments);
      add(
          error
              .toString(StandardCharsets.UTF_8)
              .lines()
              .filter(line -> line.startsWith(PREFIX))
              .findFirst()
              .map(line -> line.substring(PREFIX.length()))
              .orElseGet(() -> "no error of " + List.of(arguments)));
    } finally {
      Locale.setDefault(locale);
    }
  }

  /** Runs a command that succeeds. */
  void commandSucceeds(String... arguments) {
    Locale locale = Locale.getDefault();
    ByteArrayOutputStream error = new ByteArrayOutputStream();
    try (PrintStream print = new PrintStream(error, true, StandardCharsets.UTF_8)) {
      Console console =
          Console.of(InputStream.nullInputStream(), OutputStream.nullOutputStream(), print);
      assertThat(TributaryCommand.run(console, arguments))
          .as(error.toString(StandardCharsets.UTF_8))
          .isZero();
    } finally {
      Locale.setDefault(locale);
    }
  }

  /** Returns a command with further arguments. */
  static String[] with(String[] command, String... options) {
    return Stream.concat(Arrays.stream(command), Arrays.stream(options)).toArray(String[]::new);
  }

  /** Runs a call that fails, and adds the message of its exception. */
  void call(ThrowingCallable call) {
    Throwable failure = catchThrowable(call);
    add(failure == null ? "no error of a call" : failure.getMessage());
  }
}
