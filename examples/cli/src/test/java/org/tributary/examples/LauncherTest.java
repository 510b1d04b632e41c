package org.tributary.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The launcher script, with a program instead of Java that prints its environment. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the launcher is a shell script")
class LauncherTest {
  private static final String COLLECTOR =
      "[-XX:+UseSerialGC]\n[-XX:MinHeapFreeRatio=20]\n[-XX:MaxHeapFreeRatio=40]\n";

  @TempDir private Path folder;
  private Path launcher;
  private Path jar;

  @BeforeEach
  void install() throws IOException {
    Path bin = Files.createDirectories(folder.resolve("a folder/bin"));
    launcher = Files.copy(Path.of("bin/tributary"), bin.resolve("tributary"));
    Path target = Files.createDirectories(folder.resolve("a folder/target"));
    jar = target.toRealPath().resolve("tributary.jar");
    Path java = folder.resolve("jdk/bin/java");
    Files.createDirectories(java.getParent());
    Files.writeString(
        java,
        "#!/bin/sh\necho \"level $TF_CPP_MIN_LOG_LEVEL\"\nfor a in \"$@\"; do echo \"[$a]\"; done\n");
    assertThat(java.toFile().setExecutable(true)).isTrue();
  }

  private String run(Map<String, String> environment, Path script, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("sh", script.toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().remove("TF_CPP_MIN_LOG_LEVEL");
    builder.environment().put("JAVA_HOME", folder.resolve("jdk").toString());
    builder.environment().putAll(environment);
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return output + process.waitFor();
  }

  @Test
  void argumentsAndOptionsOfTheJvmArePassedOn() throws Exception {
    Files.createFile(jar);
    Path link = Files.createSymbolicLink(folder.resolve("link"), launcher);
    assertThat(run(Map.of("JAVA_OPTS", "-Xmx8g -ea"), link, "tag", "--model", "my model"))
        .isEqualTo(
            "level 2\n%s[-Xmx8g]\n[-ea]\n[-jar]\n[%s]\n[tag]\n[--model]\n[my model]\n0"
                .formatted(COLLECTOR, jar));
    assertThat(run(Map.of("JAVA_OPTS", "-Xmx8g -XX:+UseG1GC"), launcher))
        .isEqualTo("level 2\n[-Xmx8g]\n[-XX:+UseG1GC]\n[-jar]\n[%s]\n0".formatted(jar));
    assertThat(run(Map.of("JAVA_TOOL_OPTIONS", "-XX:+UseZGC"), launcher))
        .isEqualTo("level 2\n[-jar]\n[%s]\n0".formatted(jar));
    assertThat(run(Map.of("JAVA_OPTS", "-XX:+UseNUMA -XX:MaxGCPauseMillis=50"), launcher))
        .startsWith("level 2\n" + COLLECTOR);
    assertThat(run(Map.of("TF_CPP_MIN_LOG_LEVEL", "0"), launcher)).startsWith("level 0\n");
  }

  @Test
  void missingProgramIsNamed() throws Exception {
    assertThat(run(Map.of(), launcher))
        .isEqualTo(
            "tributary: expected the program in %s, found none; build it with mvn package\n1"
                .formatted(jar));
  }

  /** Without a JDK that describes itself, no archive of classes is made. */
  @Test
  void librariesOfADistributionAreTheClassPath() throws Exception {
    Path home = jar.getParent().getParent();
    Path lib = Files.createDirectory(home.resolve("lib"));
    Files.createFile(lib.resolve("b.jar"));
    Files.createFile(lib.resolve("a.jar"));
    String classPath = lib.resolve("a.jar") + ":" + lib.resolve("b.jar");
    assertThat(run(Map.of(), launcher, "info"))
        .isEqualTo(
            "level 2\n%s[-cp]\n[%s]\n[org.tributary.examples.Main]\n[info]\n0"
                .formatted(COLLECTOR, classPath));
    Path service = Files.copy(launcher, launcher.resolveSibling("tributary-service"));
    assertThat(run(Map.of(), service, "--port", "1"))
        .contains("[-XX:+ExitOnOutOfMemoryError]\n" + COLLECTOR)
        .endsWith("[org.tributary.examples.service.Main]\n[--port]\n[1]\n0");
    assertThat(home.resolve("cds")).doesNotExist();
  }

  @Test
  void olderJdkIsRefusedAndANewerOneAllowedWhatLibrariesDo() throws Exception {
    Files.createFile(jar);
    Path jdk = folder.toRealPath().resolve("jdk");
    Files.writeString(jdk.resolve("release"), "IMPLEMENTOR=\"X\"\nJAVA_VERSION=\"11.0.2\"\n");
    assertThat(run(Map.of(), launcher))
        .isEqualTo(
            "tributary: expected a JDK of version 17 or newer, got version 11 in %s; set JAVA_HOME\n1"
                .formatted(jdk));
    Files.writeString(jdk.resolve("release"), "JAVA_VERSION=\"25\"\n");
    assertThat(run(Map.of(), launcher))
        .contains(
            "[--enable-native-access=ALL-UNNAMED]\n[--sun-misc-unsafe-memory-access=allow]\n");
    Files.writeString(jdk.resolve("release"), "JAVA_VERSION=\"17.0.21\"\n");
    assertThat(run(Map.of(), launcher)).startsWith("level 2\n" + COLLECTOR + "[-jar]");
  }

  @Test
  void onlyAServiceWithAnOptimizingCompilerUsesTheVectorApi() throws Exception {
    Files.createFile(jar);
    Files.createFile(jar.resolveSibling("tributary-service.jar"));
    Path service = Files.copy(launcher, launcher.resolveSibling("tributary-service"));
    Path release = folder.resolve("jdk/release");
    String vectors = "[--add-modules]\n[jdk.incubator.vector]\n";
    Files.writeString(
        release, "JAVA_VERSION=\"17\"\nMODULES=\"java.base jdk.incubator.vector jdk.jfr\"\n");
    assertThat(run(Map.of(), service)).contains(COLLECTOR + vectors + "[-jar]");
    assertThat(run(Map.of("JAVA_OPTS", "-Xmx1g"), service)).contains(vectors + "[-Xmx1g]");
    assertThat(run(Map.of(), launcher)).doesNotContain("--add-modules");
    for (Map<String, String> without :
        List.of(
            Map.of("TRIBUTARY_VECTOR_API", "off"),
            Map.of("TRIBUTARY_VECTOR_API", "OFF"),
            Map.of("JAVA_OPTS", "-XX:TieredStopAtLevel=1"),
            Map.of("JAVA_TOOL_OPTIONS", "-Xint"))) {
      assertThat(run(without, service)).contains(COLLECTOR).doesNotContain("--add-modules");
    }
    Files.writeString(release, "JAVA_VERSION=\"17\"\nMODULES=\"java.base jdk.jfr\"\n");
    assertThat(run(Map.of(), service)).contains(COLLECTOR).doesNotContain("--add-modules");
  }

  @Test
  void missingJavaIsNamed() throws Exception {
    Files.createFile(jar);
    Path none = folder.resolve("none");
    assertThat(run(Map.of("JAVA_HOME", none.toString()), launcher))
        .isEqualTo(
            "tributary: JAVA_HOME: expected a JDK's folder, got %s, which has no bin/java\n1"
                .formatted(none));
  }
}
