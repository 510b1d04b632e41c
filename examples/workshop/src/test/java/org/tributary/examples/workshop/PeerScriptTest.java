package org.tributary.examples.workshop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tributary.examples.job.JobException;

/** Output parsing of peer scripts; the script is a Java file run by the JDK. */
class PeerScriptTest {
  @TempDir Path folder;

  private PeerScript script(String text) throws IOException {
    return JavaPeer.write(folder, text);
  }

  private static List<PeerScript.Epoch> run(PeerScript script, int epochs) {
    return script.run(Path.of("a"), Path.of("b"), epochs, line -> {});
  }

  @Test
  void epochLinesAreParsedAndAllLinesForwarded() throws IOException {
    PeerScript script =
        script(
            """
            System.out.println(String.join(" ", args));
            System.out.println("epoch 1 dev UPOS 90.25 train 22s tag 25000 tok/s");
            System.err.println("a warning");
            System.out.println("epoch 2 dev UPOS 93.50 train 21.5s tag 26000 tok/s");
            """);
    List<String> lines = new ArrayList<>();
    assertThat(script.run(Path.of("t.conllu"), Path.of("d.conllu"), 2, lines::add))
        .containsExactly(
            new PeerScript.Epoch(0.9025, 22, 25000), new PeerScript.Epoch(0.935, 21.5, 26000));
    assertThat(lines).hasSize(4).startsWith("t.conllu d.conllu 2").contains("a warning");
    assertThat(script.name()).isEqualTo("Peer.java");
  }

  @Test
  void failingOrUnparsableScriptIsRejected() throws IOException {
    PeerScript failing = script("System.err.println(\"no such module\"); System.exit(3);");
    assertThatThrownBy(() -> run(failing, 1))
        .isInstanceOf(JobException.class)
        .hasMessage(
            "peer script: expected exit code 0 of %s, got 3; its last line: 'no such module'"
                .formatted(failing.script()));
    PeerScript other = script("System.out.println(\"loss 0.5\");");
    assertThatThrownBy(() -> run(other, 2))
        .isInstanceOf(JobException.class)
        .hasMessage(
            "peer script: expected 2 lines such as 'epoch 1 dev UPOS 94.12 train 22s tag 25000"
                + " tok/s', got 0; its last line: 'loss 0.5'");
    PeerScript unrunnable = new PeerScript("no-such-python", other.script());
    assertThatThrownBy(() -> run(unrunnable, 1))
        .isInstanceOf(JobException.class)
        .hasMessageStartingWith(
            "peer script: " + other.script() + " cannot be run by no-such-python")
        .hasMessageEndingWith("is --python right?");
  }
}
