package org.tributary.examples.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.tributary.examples.job.JobException;

/** The script here is one of the shell's; what it prints is what counts. */
@DisabledOnOs(OS.WINDOWS)
class PeerScriptTest {
  @TempDir Path folder;

  private PeerScript script(String text) throws IOException {
    return new PeerScript("sh", Files.writeString(folder.resolve("peer.sh"), text));
  }

  private static List<PeerScript.Epoch> run(PeerScript script, int epochs) {
    return script.run(Path.of("a"), Path.of("b"), epochs, line -> {});
  }

  @Test
  void anEpochALineIsReadAndEveryLineIsPassedOn() throws IOException {
    PeerScript script =
        script(
            """
            echo "$1 $2 $3"
            echo 'epoch 1 dev UPOS 90.25 train 22s tag 25000 tok/s'
            echo 'a warning' >&2
            echo 'epoch 2 dev UPOS 93.50 train 21.5s tag 26000 tok/s'
            """);
    List<String> lines = new ArrayList<>();
    assertThat(script.run(Path.of("t.conllu"), Path.of("d.conllu"), 2, lines::add))
        .containsExactly(
            new PeerScript.Epoch(0.9025, 22, 25000), new PeerScript.Epoch(0.935, 21.5, 26000));
    assertThat(lines).hasSize(4).startsWith("t.conllu d.conllu 2").contains("a warning");
    assertThat(script.name()).isEqualTo("peer.sh");
  }

  @Test
  void aScriptThatFailsOrSaysSomethingElseIsToldOf() throws IOException {
    PeerScript failing = script("echo 'no such module' >&2\nexit 3\n");
    assertThatThrownBy(() -> run(failing, 1))
        .isInstanceOf(JobException.class)
        .hasMessage(
            "peer script: %s ended with exit code 3, its last line being 'no such module'"
                .formatted(failing.script()));
    PeerScript other = script("echo 'loss 0.5'\n");
    assertThatThrownBy(() -> run(other, 2))
        .isInstanceOf(JobException.class)
        .hasMessage(
            "peer script: expected 2 lines such as 'epoch 1 dev UPOS 94.12 train 22s tag 25000"
                + " tok/s', got 0 and as last line 'loss 0.5'");
    PeerScript unrunnable = new PeerScript("no-such-python", other.script());
    assertThatThrownBy(() -> run(unrunnable, 1))
        .isInstanceOf(JobException.class)
        .hasMessageStartingWith(
            "peer script: " + other.script() + " cannot be run by no-such-python")
        .hasMessageEndingWith("is --python right?");
  }
}
