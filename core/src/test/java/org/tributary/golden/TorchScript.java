package org.tributary.golden;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPInputStream;

/**
 * Random cases with PyTorch's results, one line of JSON each, by a script of {@code docs/golden}.
 */
public final class TorchScript {
  private TorchScript() {}

  /** A use of the lines of a script. */
  @FunctionalInterface
  public interface Use {
    /** Reads all lines. */
    void lines(BufferedReader lines) throws IOException;
  }

  /**
   * Runs a script by the Python of the property {@code tributary.python}, whose lines are used
   * while it draws.
   */
  public static void run(String script, Use use, String... options)
      throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(System.getProperty("tributary.python", "python3"), "../docs/golden/" + script));
    command.addAll(Arrays.asList(options));
    Process torch =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    try {
      use(torch.getInputStream(), use);
      assertThat(torch.waitFor()).isZero();
    } finally {
      torch.destroy();
    }
  }

  /** Uses the lines that a script wrote to a compressed resource of this package. */
  public static void stored(String resource, Use use) throws IOException {
    use(new GZIPInputStream(TorchScript.class.getResourceAsStream(resource)), use);
  }

  private static void use(InputStream input, Use use) throws IOException {
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(input, StandardCharsets.UTF_8))) {
      use.lines(lines);
    }
  }
}
