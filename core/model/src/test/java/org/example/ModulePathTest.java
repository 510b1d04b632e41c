package org.example;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import java.io.File;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tributary.layer.Recurrent;
import org.tributary.param.ParameterValues;
import org.tributary.param.TorchRandom;

/** Tests the library as a module, in a process with it on the module path. */
class ModulePathTest {

  @ParameterizedTest
  @ValueSource(strings = {"org.tributary.model", "org.tributary.model,jdk.incubator.vector"})
  void layersRunInTheModule(String modules) throws Exception {
    assertThat(run(modules)).contains("module org.tributary.model " + output());
  }

  @Test
  void everyPackageForUsersIsExported() {
    ModuleDescriptor descriptor =
        ModuleFinder.of(classes()).find("org.tributary.model").orElseThrow().descriptor();
    assertThat(
            descriptor.exports().stream()
                .filter(exports -> !exports.isQualified())
                .map(ModuleDescriptor.Exports::source))
        .containsExactlyInAnyOrderElementsOf(
            descriptor.packages().stream()
                .filter(
                    name ->
                        name.startsWith("org.tributary") && !(name + ".").contains(".internal."))
                .toList());
  }

  private static List<String> run(String modules) throws Exception {
    String modulePath =
        String.join(File.pathSeparator, classes().toString(), location(JsonFactory.class));
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--module-path",
            modulePath,
            "--add-modules",
            modules,
            "-cp",
            location(ModulePathTest.class),
            Program.class.getName());
    Process process =
        new ProcessBuilder(new ArrayList<>(command)).redirectErrorStream(true).start();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return text.lines().toList();
  }

  private static Path classes() {
    return Path.of(location(Recurrent.class));
  }

  private static String location(Class<?> type) {
    return Path.of(URI.create(type.getProtectionDomain().getCodeSource().getLocation().toString()))
        .toString();
  }

  static String output() {
    Recurrent lstm = Recurrent.lstm(3).hidden(40);
    float[][] h =
        lstm
            .inference(ParameterValues.draw(lstm.parameters(), TorchRandom.seeded(1)))
            .orElseThrow()
            .stream(1)
            .step(new float[][] {{1, 2, 3}});
    return Float.toString(h[0][39]);
  }

  /** Prints the library's module and an output of a layer. */
  static final class Program {
    private Program() {}

    public static void main(String[] args) {
      System.out.println(Recurrent.class.getModule() + " " + output());
    }
  }
}
