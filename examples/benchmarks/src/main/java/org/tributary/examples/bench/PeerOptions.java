package org.tributary.examples.bench;

import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import org.tributary.examples.bench.tagger.PeerScript;
import picocli.CommandLine.Option;

/** The options of a script that trains another library's tagger. */
final class PeerOptions {

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
