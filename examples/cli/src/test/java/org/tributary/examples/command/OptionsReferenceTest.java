package org.tributary.examples.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/**
 * Compares the options of the program with {@code docs/reference/options.md}; {@code
 * -Dtributary.options.renew=true} writes the page.
 */
class OptionsReferenceTest {
  private static final Path PAGE = Path.of("../../docs/reference/options.md");

  @Test
  void pageHasTheOptionsOfTheProgram() throws IOException {
    String text = OptionsReference.of(TributaryCommand.commandLine());
    if (Boolean.getBoolean("tributary.options.renew")) {
      Files.createDirectories(PAGE.getParent());
      Files.writeString(PAGE, text);
    }
    assertThat(Files.readString(PAGE))
        .as("docs/reference/options.md; -Dtributary.options.renew=true renews it")
        .isEqualTo(text);
  }
}
