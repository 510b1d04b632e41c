package org.tributary.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A child process that reports its progress on standard output and is killed by a signal. Not
 * thread-safe.
 */
public final class KillableProcess implements AutoCloseable {
  /** A signal, with the exit code of a JVM that it ended. */
  public enum Signal {
    KILL(128 + 9),
    TERM(128 + 15);

    private final int exitCode;

    Signal(int exitCode) {
      this.exitCode = exitCode;
    }
  }

  /** Options of a JVM that starts fast and lives for seconds. */
  private static final List<String> JVM_OPTIONS =
      List.of(
          "-XX:TieredStopAtLevel=1",
          "-XX:+UseSerialGC",
          "-XX:+UnlockDiagnosticVMOptions",
          "-XX:-BytecodeVerificationRemote",
          "-Xmx256m");

  private final Process process;
  private final BufferedReader lines;

  private KillableProcess(Process process) {
    this.process = process;
    this.lines =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  public static KillableProcess start(Class<?> main, String... arguments) throws IOException {
    return new KillableProcess(
        ChildProcess.builder(System.getProperty("java.class.path"), JVM_OPTIONS, main, arguments)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start());
  }

  /** Returns the next line of the output; empty at its end. */
  public Optional<String> line() throws IOException {
    return Optional.ofNullable(lines.readLine());
  }

  /**
   * Sends a signal, waits for the end of the process and asserts by its exit code that the signal
   * ended it.
   *
   * @return the lines that the process still printed
   */
  public List<String> kill(Signal signal) throws IOException, InterruptedException {
    ProcessHandle handle = process.toHandle(); // Process itself also closes the output
    if (signal == Signal.KILL) {
      handle.destroyForcibly();
    } else {
      handle.destroy();
    }
    List<String> rest = lines.lines().toList();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("ended by %s in time", signal).isTrue();
    assertThat(process.exitValue()).as("exit code after %s", signal).isEqualTo(signal.exitCode);
    return rest;
  }

  @Override
  public void close() throws IOException {
    process.destroyForcibly();
    lines.close();
  }
}
