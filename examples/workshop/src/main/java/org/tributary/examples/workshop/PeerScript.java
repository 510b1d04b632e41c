package org.tributary.examples.workshop;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tributary.examples.job.JobException;
import picocli.CommandLine.Option;

/**
 * A script that trains a peer's tagger. Its arguments are the train file, the dev file and the
 * number of epochs. After each epoch it prints a line such as
 *
 * <pre>
 *   epoch 3 dev UPOS 94.12 train 22s tag 25000 tok/s
 * </pre>
 *
 * @param python interpreter
 * @param script path of the script
 */
record PeerScript(String python, Path script) {
  private static final Pattern EPOCH =
      Pattern.compile("epoch (\\d+) dev \\S+ ([0-9.]+) train ([0-9.]+) ?s tag ([0-9.]+) tok/s");

  /** The options of a script. */
  static final class Options {
    @Option(
        names = "--peer-script",
        paramLabel = "FILE",
        description = "Peer script to compare with. Default: none.")
    private Path script;

    @Option(
        names = "--python",
        paramLabel = "PROGRAM",
        defaultValue = "python3",
        description = "Interpreter of the script. Default: ${DEFAULT-VALUE}.")
    private String python;

    /**
     * Returns the script, if there is one.
     *
     * @throws NoSuchFileException if it does not exist
     */
    Optional<PeerScript> script() throws NoSuchFileException {
      if (script != null && !Files.isRegularFile(script)) {
        throw new NoSuchFileException(script.toString());
      }
      return Optional.ofNullable(script).map(file -> new PeerScript(python, file));
    }
  }

  /**
   * The reported result of one epoch.
   *
   * @param accuracy dev accuracy, from 0 to 1
   * @param seconds training time in seconds
   * @param wordsPerSecond tagging throughput on the dev file
   */
  record Epoch(double accuracy, double seconds, double wordsPerSecond) {}

  /** Returns the median throughput of the epochs. */
  static double wordsPerSecond(List<Epoch> epochs) {
    return Rounds.median(epochs.stream().mapToDouble(Epoch::wordsPerSecond).toArray());
  }

  /** Returns the file name of the script. */
  String name() {
    return script.getFileName().toString();
  }

  /**
   * Runs the script until it exits.
   *
   * @param lines receives every printed line
   * @return the result of each epoch
   * @throws JobException if the script fails or prints another number of epoch lines
   */
  List<Epoch> run(Path train, Path dev, int epochs, Consumer<String> lines) {
    List<String> command =
        List.of(
            python, script.toString(), train.toString(), dev.toString(), Integer.toString(epochs));
    List<Epoch> results = new ArrayList<>();
    String last = "nothing";
    int exit;
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
        for (String line = output.readLine(); line != null; line = output.readLine()) {
          lines.accept(line);
          last = line.isBlank() ? last : "'" + line.strip() + "'";
          Matcher epoch = EPOCH.matcher(line);
          if (epoch.find()) {
            results.add(new Epoch(number(epoch, 2) / 100, number(epoch, 3), number(epoch, 4)));
          }
        }
        exit = process.waitFor();
      } finally {
        process.destroy(); // if the output cannot be read
      }
    } catch (IOException e) {
      throw new JobException(
          "peer script: %s cannot be run by %s (%s); is --python right?"
              .formatted(script, python, e.getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new JobException("peer script: interrupted");
    }
    if (exit != 0) {
      throw new JobException(
          "peer script: expected exit code 0 of %s, got %d; its last line: %s"
              .formatted(script, exit, last));
    }
    if (results.size() != epochs) {
      throw new JobException(
          "peer script: expected %d lines such as 'epoch 1 dev UPOS 94.12 train 22s tag 25000 tok/s', got %d; its last line: %s"
              .formatted(epochs, results.size(), last));
    }
    return results;
  }

  private static double number(Matcher epoch, int group) {
    return Double.parseDouble(epoch.group(group));
  }
}
