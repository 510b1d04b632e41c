package org.tributary.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The scan of literals for options of a command line. */
class MessageLiteralsTest {
  @TempDir private Path folder;

  @Test
  void optionsAndCommandsInLiteralsAreFound() throws IOException {
    Files.writeString(
        folder.resolve("A.java"),
        """
        class A { // "--comment"
          /* "--comment" */
          String a = "x: use --data";
          String b = "--" // joined
              + "epochs";
          String c = "run tributary import-torch";
          String d = "java --add-opens x, a -- b, --, x--y";
          char e = '"', f = '\\\\';
          String g = "--layers";
          String h = "--" + g + "layers";
        }
        """);
    assertThat(MessageLiterals.namingCommandLine(folder))
        .containsExactly(
            "A.java:3: x: use --data",
            "A.java:4: --epochs",
            "A.java:6: run tributary import-torch",
            "A.java:9: --layers");
  }
}
