package org.tributary.examples.workshop;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A portable peer script in Java. */
public final class JavaPeer {
  private JavaPeer() {}

  /**
   * Writes the script.
   *
   * @param folder folder of the script
   * @param body statements of its {@code main(String[] args)}
   */
  public static PeerScript write(Path folder, String body) throws IOException {
    String text =
        "class Peer {\n  public static void main(String[] args) {\n" + body + "\n  }\n}\n";
    return new PeerScript(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        Files.writeString(folder.resolve("Peer.java"), text));
  }
}
